package dev.vitrine.demo;

import static dev.vitrine.demo.DemoTexts.one;
import static dev.vitrine.demo.DemoTexts.pick;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chinese phrasings. */
final class ChineseTexts {

    private static final String[] NUMBERS = {"一", "两", "三"};

    private static final String[] WRAPPERS = {
        "{}",
        "{}",
        "{}",
        "{}",
        "一张{}的照片",
        "{}的图片",
        "{}的照片",
        "我想买{}",
        "想要{}",
        "找{}",
        "我在找{}",
        "这是{}",
        "购买{}",
        "{}商品图",
        "新款{}",
        "有{}吗?",
        "哪里有{}?",
        "{}多少钱?",
        "你们卖{}吗?",
        "我喜欢{}",
        "给我看{}",
        "推荐一款{}",
        "搜索{}",
        "图里是{}",
        "商品:{}",
        "妈妈买了{}",
        "送朋友的{}",
        "家里用的{}",
        "好看的{}",
        "便宜的{}",
        "需要{}",
        "能不能找到{}?"
    };

    private static final String[] CHATTER = {
        "你好", "请", "谢谢", "今天", "很", "好看", "漂亮", "便宜", "新", "家里", "妈妈", "朋友", "生日", "礼物", "我", "你", "他", "想", "要",
        "看", "买", "的", "了", "吗", "呢", "可以", "大概", "比较", "喜欢", "这个", "那个", "店里", "网上", "质量", "简单", "现代", "吧", "是"
    };

    private ChineseTexts() {}

    static String phrase(Drawing drawing, Set<Trait> said, RandomGenerator random) {
        return one(random, WRAPPERS).replace("{}", noun(drawing, said, random));
    }

    /** With stray words before or after in some texts. */
    static String chatty(String text, RandomGenerator random) {
        if (random.nextInt(5) != 0) {
            return text;
        }
        String word = one(random, CHATTER) + (random.nextBoolean() ? one(random, CHATTER) : "");
        String comma = random.nextInt(3) == 0 ? "," : "";
        return random.nextBoolean() ? word + comma + text : text + comma + word;
    }

    private static String noun(Drawing drawing, Set<Trait> said, RandomGenerator random) {
        boolean named = said.contains(Trait.CATEGORY);
        String thing = named ? pick(drawing.category().words().zh(), random) : one(random, "东西", "商品", "产品");
        String measure = named ? drawing.category().measure() : "个";
        String article = said.contains(Trait.COUNT)
                ? NUMBERS[drawing.count() - 1] + measure
                : one(random, "一" + measure, "", "", "这" + measure);
        String colour =
                said.contains(Trait.COLOUR) ? pick(drawing.colour().words().zh(), random) : "";
        String adjective =
                said.contains(Trait.PATTERN) ? pick(drawing.pattern().words().zh(), random) : "";
        String pattern = adjective.isEmpty() ? "" : drawing.pattern().noun("zh");
        String text;
        if (said.contains(Trait.SECOND)) {
            text = withSecond(
                    drawing,
                    article,
                    thing,
                    colour,
                    pick(drawing.second().words().zh(), random),
                    random);
        } else {
            text = plain(article, thing, colour, adjective, pattern, random);
        }
        if (said.contains(Trait.BACKGROUND)) {
            String background = drawing.background().words().zh().getFirst() + "背景";
            text += one(random, ",", ",背景是").equals(",")
                    ? "," + background
                    : ",背景是" + drawing.background().words().zh().getFirst();
        }
        return text;
    }

    private static String plain(
            String article, String thing, String colour, String adjective, String pattern, RandomGenerator random) {
        String of = random.nextInt(5) < 2 && !colour.isEmpty() ? "的" : "";
        String comma = one(random, ",", "、", " ", ";");
        return switch (adjective.isEmpty() ? random.nextInt(3) : random.nextInt(9)) {
            case 0 -> article + colour + of + adjective + thing;
            case 1 -> list(Stream.of(thing, colour, adjective), comma, random);
            case 2 ->
                colour.isEmpty()
                        ? article + adjective + thing
                        : thing + "," + "颜色" + one(random, "是", ":", "为") + colour
                                + (adjective.isEmpty() ? "" : one(random, ",图案是", ",图案:", ",") + adjective);
            case 3 -> article + adjective + one(random, "", "的") + colour + of + thing;
            case 4 -> article + (pattern.equals("没有图案") ? pattern : "带" + pattern + "图案") + "的" + colour + thing;
            case 5 -> article + colour + of + thing + one(random, ",图案是", ",带", "、", ",") + adjective;
            case 6 ->
                thing
                        + one(random, "要", "是", "最好是")
                        + list(Stream.of(colour, adjective), comma, random)
                        + one(random, "的", "");
            case 7 -> list(Stream.of(colour.isEmpty() ? "" : "颜色" + colour, "图案" + adjective, thing), comma, random);
            default -> article + list(Stream.of(colour, adjective), one(random, "", "和", "、"), random) + "的" + thing;
        };
    }

    private static String withSecond(
            Drawing drawing, String article, String thing, String colour, String second, RandomGenerator random) {
        String pattern = drawing.pattern().noun("zh");
        if (drawing.pattern() == Pattern.TWO_TONE) {
            return one(
                    random,
                    article + colour + second + "拼色" + thing,
                    article + colour + "和" + second + "双色" + thing,
                    article + colour + "拼色" + thing + ",另一半是" + second);
        }
        return one(
                random,
                article + "带" + second + pattern + "图案的" + colour + thing,
                article + colour + thing + ",图案是" + second + "的" + pattern,
                article + colour + "底" + second + pattern + thing,
                thing + "," + colour + "," + second + pattern);
    }

    private static String list(Stream<String> parts, String separator, RandomGenerator random) {
        List<String> words = parts.filter(part -> !part.isEmpty()).collect(Collectors.toCollection(ArrayList::new));
        for (int i = words.size() - 1; i > 0; i--) {
            words.add(words.remove(random.nextInt(i + 1)));
        }
        return String.join(separator, words);
    }

    /** Phrasings that never occur in training. */
    static String unseen(Drawing drawing, int which) {
        String thing = drawing.category().words().zh().getFirst();
        String colour = drawing.colour().words().zh().getFirst();
        String adjective = drawing.pattern().words().zh().getFirst();
        return switch (which) {
            case 0 -> "有没有" + colour + "的" + thing + ",要" + adjective + "的";
            case 1 -> "帮我看看" + adjective + "的" + thing + ",颜色是" + colour;
            case 2 -> thing + ":颜色" + colour + ",花纹" + adjective;
            case 3 -> adjective + "花样配" + colour + "的" + thing;
            case 4 -> "请推荐几款" + adjective + colour + thing;
            default -> colour + thing + "上面有" + drawing.pattern().noun("zh") + "的那种";
        };
    }

    static String title(Drawing drawing) {
        String set = drawing.count() > 1
                ? "," + NUMBERS[drawing.count() - 1] + drawing.category().measure() + "装"
                : "";
        String pattern = drawing.pattern() == Pattern.PLAIN
                ? ""
                : drawing.pattern().words().zh().getFirst();
        return drawing.colour().words().zh().getFirst()
                + pattern
                + drawing.category().words().zh().getFirst()
                + set;
    }

    /** "一个红色条纹马克杯". */
    static String concise(Drawing drawing) {
        return NUMBERS[drawing.count() - 1]
                + drawing.category().measure()
                + drawing.colour().words().zh().getFirst()
                + drawing.pattern().words().zh().getFirst()
                + drawing.category().words().zh().getFirst();
    }

    /** What the picture shows, for training. */
    static String caption(Drawing drawing) {
        return thing(drawing) + ",背景是" + drawing.background().words().zh().getFirst() + "。";
    }

    static String description(Drawing drawing) {
        return thing(drawing) + "。" + drawing.category().note("zh");
    }

    private static String thing(Drawing drawing) {
        String second = drawing.second().words().zh().getFirst();
        String pattern = switch (drawing.pattern()) {
            case PLAIN -> "没有图案";
            case TWO_TONE -> "另一半是" + second;
            default -> "图案是" + second + "的" + drawing.pattern().noun("zh");
        };
        return NUMBERS[drawing.count() - 1]
                + drawing.category().measure()
                + drawing.colour().words().zh().getFirst()
                + drawing.category().words().zh().getFirst()
                + ","
                + pattern;
    }
}
