package dev.vitrine.demo;

import static dev.vitrine.demo.DemoTexts.one;

import dev.vitrine.demo.Drawing.Combination;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Questions about a drawing, in English and Chinese, with their answers. */
public final class DemoQuestions {

    /** What yes/no questions ask about. */
    private static final List<Set<Trait>> CLAIMS = List.of(
            EnumSet.of(Trait.CATEGORY),
            EnumSet.of(Trait.COLOUR),
            EnumSet.of(Trait.PATTERN),
            EnumSet.of(Trait.COLOUR, Trait.PATTERN),
            EnumSet.of(Trait.CATEGORY, Trait.COLOUR),
            EnumSet.of(Trait.CATEGORY, Trait.PATTERN),
            EnumSet.of(Trait.CATEGORY, Trait.COLOUR, Trait.PATTERN));

    private DemoQuestions() {}

    /** A question with the one right answer, in lower case as models say it. */
    public record Question(String words, String answer) {}

    /** A yes/no question whose answer is yes, and the same one with one trait changed, whose answer is no. */
    public record Claim(Question right, Question wrong) {}

    /** A question about a trait; none about the second colour of a plain item. */
    public static Optional<Question> about(Drawing drawing, Trait trait, String language, RandomGenerator random) {
        if (trait.of(drawing) == Trait.NONE) {
            return Optional.empty();
        }
        String thing = drawing.category().words().in(language).getFirst();
        String words = language.equals("zh") ? chinese(trait, random) : english(trait, random);
        return Optional.of(new Question(
                words.replace("{s}", EnglishTexts.plural(thing)).replace("{}", thing),
                answer(drawing, trait, language)));
    }

    private static String english(Trait trait, RandomGenerator random) {
        return switch (trait) {
            case CATEGORY -> one(random, "what is this?", "what is in the picture?", "what product is shown?");
            case COLOUR ->
                one(random, "what colour is it?", "what colour is the {}?", "which main colour does it have?");
            case PATTERN ->
                one(
                        random,
                        "what pattern does it have?",
                        "which pattern is on the {}?",
                        "is it plain or patterned, and how?");
            case SECOND -> one(random, "what colour is the pattern?", "what is the second colour?");
            case COUNT -> one(random, "how many are there?", "how many {s} are there?");
            case BACKGROUND -> one(random, "what is the background?", "what is behind the {}?");
        };
    }

    private static String chinese(Trait trait, RandomGenerator random) {
        return switch (trait) {
            case CATEGORY -> one(random, "这是什么?", "图里是什么?", "图中是什么商品?");
            case COLOUR -> one(random, "它是什么颜色?", "{}是什么颜色的?", "主要颜色是什么?");
            case PATTERN -> one(random, "是什么图案?", "{}上是什么花纹?");
            case SECOND -> one(random, "图案是什么颜色?", "第二种颜色是什么?");
            case COUNT -> one(random, "有几个?", "有多少个{}?");
            case BACKGROUND -> one(random, "背景是什么?", "{}后面是什么背景?");
        };
    }

    private static String answer(Drawing drawing, Trait trait, String language) {
        Words words = switch (trait) {
            case CATEGORY -> drawing.category().words();
            case COLOUR -> drawing.colour().words();
            case PATTERN -> drawing.pattern().words();
            case SECOND -> drawing.second().words();
            case BACKGROUND -> drawing.background().words();
            case COUNT -> Words.of(Integer.toString(drawing.count()), Integer.toString(drawing.count()));
        };
        return words.in(language).getFirst().toLowerCase(java.util.Locale.ROOT);
    }

    /** A claim about one, two or all three main traits. */
    public static Claim claim(Drawing drawing, String language, RandomGenerator random) {
        Set<Trait> said = CLAIMS.get(random.nextInt(CLAIMS.size()));
        Combination truth = drawing.combination();
        Combination other = changed(truth, new ArrayList<>(said).get(random.nextInt(said.size())), random);
        boolean chinese = language.equals("zh");
        return new Claim(
                new Question(words(truth, said, language), chinese ? "是" : "yes"),
                new Question(words(other, said, language), chinese ? "不是" : "no"));
    }

    private static Combination changed(Combination truth, Trait trait, RandomGenerator random) {
        return switch (trait) {
            case CATEGORY ->
                new Combination(other(Category.values(), truth.category(), random), truth.colour(), truth.pattern());
            case COLOUR ->
                new Combination(truth.category(), other(Colour.values(), truth.colour(), random), truth.pattern());
            default ->
                new Combination(truth.category(), truth.colour(), other(Pattern.values(), truth.pattern(), random));
        };
    }

    private static <T extends Enum<T>> T other(T[] values, T not, RandomGenerator random) {
        return values[(not.ordinal() + 1 + random.nextInt(values.length - 1)) % values.length];
    }

    private static String words(Combination said, Set<Trait> traits, String language) {
        List<String> words = new ArrayList<>();
        if (traits.contains(Trait.COLOUR)) {
            words.add(said.colour().words().in(language).getFirst());
        }
        if (traits.contains(Trait.PATTERN)) {
            words.add(said.pattern().words().in(language).getFirst());
        }
        boolean named = traits.contains(Trait.CATEGORY);
        if (named) {
            words.add(said.category().words().in(language).getFirst());
        }
        if (language.equals("zh")) {
            return named ? "这是" + String.join("", words) + "吗?" : "它是" + String.join("", words) + "的吗?";
        }
        return named
                ? "is this " + EnglishTexts.article(words.getFirst()) + " " + String.join(" ", words) + "?"
                : "is it " + String.join(" and ", words) + "?";
    }
}
