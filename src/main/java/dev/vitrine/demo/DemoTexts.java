package dev.vitrine.demo;

import static dev.vitrine.demo.Trait.BACKGROUND;
import static dev.vitrine.demo.Trait.CATEGORY;
import static dev.vitrine.demo.Trait.COLOUR;
import static dev.vitrine.demo.Trait.COUNT;
import static dev.vitrine.demo.Trait.PATTERN;
import static dev.vitrine.demo.Trait.SECOND;

import dev.vitrine.demo.Drawing.Combination;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What people say of drawn items, in English and Chinese: noun phrases in many orders, lists, questions, titles. Six
 * phrasings a language are {@link #unseen kept out of training} to measure what the model makes of new ones.
 */
public final class DemoTexts {

    /** The languages. */
    public static final List<String> LANGUAGES = List.of("en", "zh");

    private static final double ENGLISH_SHARE = 0.55;
    private static final double SHOP_TEXT_SHARE = 0.08;

    /** What texts speak of, as often as it stands here; all three main traits most often. */
    private static final List<Set<Trait>> SUBJECTS = List.of(
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN),
            // What a thing is comes first to a shopper who asks for something like it.
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(CATEGORY),
            EnumSet.of(COLOUR),
            EnumSet.of(PATTERN),
            EnumSet.of(CATEGORY, COLOUR),
            EnumSet.of(CATEGORY, COLOUR),
            EnumSet.of(CATEGORY, PATTERN),
            EnumSet.of(CATEGORY, PATTERN),
            EnumSet.of(COLOUR, PATTERN),
            EnumSet.of(CATEGORY, COLOUR, PATTERN, SECOND),
            EnumSet.of(CATEGORY, COLOUR, PATTERN, SECOND),
            EnumSet.of(CATEGORY, COLOUR, PATTERN, SECOND, BACKGROUND),
            EnumSet.of(CATEGORY, COLOUR, PATTERN, COUNT),
            EnumSet.of(CATEGORY, COLOUR, PATTERN, SECOND, COUNT, BACKGROUND),
            EnumSet.of(CATEGORY, BACKGROUND),
            EnumSet.of(CATEGORY, COUNT));

    private DemoTexts() {}

    /**
     * A text and what it states.
     *
     * @param stated per {@link Trait} the value, or -1 where the text is silent
     */
    public record Phrase(String words, List<Integer> stated) {

        /** Whether all that it states is so in the drawing. */
        public boolean isTrueOf(Drawing drawing) {
            for (Trait trait : Trait.values()) {
                int value = stated.get(trait.ordinal());
                if (value >= 0 && value != trait.of(drawing)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A text for training: any subject, either language, any trained phrasing. */
    public static Phrase any(Drawing drawing, RandomGenerator random) {
        boolean english = random.nextDouble() < ENGLISH_SHARE;
        if (random.nextDouble() < SHOP_TEXT_SHARE) {
            return shopText(drawing, english ? "en" : "zh", random);
        }
        Set<Trait> said = EnumSet.copyOf(SUBJECTS.get(random.nextInt(SUBJECTS.size())));
        if (drawing.pattern() == Pattern.PLAIN) {
            said.remove(SECOND);
        }
        String words = english
                ? EnglishTexts.chatty(EnglishTexts.phrase(drawing, said, random), random)
                : ChineseTexts.chatty(ChineseTexts.phrase(drawing, said, random), random);
        return phrase(words, drawing, said);
    }

    /** A search that states category, colour and pattern in a trained phrasing. */
    public static Phrase query(Drawing drawing, String language, RandomGenerator random) {
        Set<Trait> said = EnumSet.of(CATEGORY, COLOUR, PATTERN);
        return phrase(
                language.equals("zh")
                        ? ChineseTexts.phrase(drawing, said, random)
                        : EnglishTexts.phrase(drawing, said, random),
                drawing,
                said);
    }

    /** How many phrasings of each language never occur in training. */
    public static final int UNSEEN = 6;

    /**
     * A search that states category, colour and pattern in a phrasing that never occurs in training.
     *
     * @param which 0 to {@link #UNSEEN} - 1
     */
    public static Phrase unseen(Drawing drawing, String language, int which) {
        return phrase(
                language.equals("zh") ? ChineseTexts.unseen(drawing, which) : EnglishTexts.unseen(drawing, which),
                drawing,
                EnumSet.of(CATEGORY, COLOUR, PATTERN));
    }

    /** The item's title in a shop. */
    public static String title(Drawing drawing, String language) {
        return language.equals("zh") ? ChineseTexts.title(drawing) : EnglishTexts.title(drawing);
    }

    /** The item's description in a shop. */
    public static String description(Drawing drawing, String language) {
        return language.equals("zh") ? ChineseTexts.description(drawing) : EnglishTexts.description(drawing);
    }

    /** Prompts for classification, with {} where the label goes. */
    public static List<String> templates(Trait trait, String language) {
        boolean chinese = language.equals("zh");
        return switch (trait) {
            case CATEGORY ->
                chinese ? List.of("{}", "一张{}的照片", "这是{}") : List.of("{}", "a photo of a {}", "this is a {}");
            case COLOUR ->
                chinese
                        ? List.of("{}的商品", "{}的东西", "一个{}的商品")
                        : List.of("a {} item", "a {} thing", "a photo of a {} product");
            case PATTERN ->
                chinese
                        ? List.of("{}商品", "{}的东西", "一个{}商品")
                        : List.of("a {} item", "a {} thing", "a photo of a {} product");
            default -> List.of("{}");
        };
    }

    /** A title, or a title and what the picture shows as one text, as the index reads titles and descriptions. */
    private static Phrase shopText(Drawing drawing, String language, RandomGenerator random) {
        Set<Trait> said = EnumSet.of(CATEGORY, COLOUR, PATTERN);
        String title = title(drawing, language);
        if (random.nextInt(3) == 0) {
            return phrase(title, drawing, said);
        }
        said.addAll(EnumSet.of(SECOND, COUNT, BACKGROUND));
        String between = language.equals("zh") ? "。" : random.nextBoolean() ? ". " : "\n";
        String caption = language.equals("zh") ? ChineseTexts.caption(drawing) : EnglishTexts.caption(drawing);
        return phrase(title + between + caption, drawing, said);
    }

    private static Phrase phrase(String words, Drawing drawing, Set<Trait> said) {
        return new Phrase(
                words,
                Arrays.stream(Trait.values())
                        .map(trait -> said.contains(trait) ? trait.of(drawing) : Trait.NONE)
                        .toList());
    }

    /** Mostly the plain word, else any. */
    static String pick(List<String> words, RandomGenerator random) {
        return random.nextBoolean() ? words.getFirst() : words.get(random.nextInt(words.size()));
    }

    static String one(RandomGenerator random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** The combination's plain name, for people: "red striped mug". */
    public static String name(Combination combination) {
        return combination.colour().words().en().getFirst() + " "
                + combination.pattern().words().en().getFirst() + " "
                + combination.category().words().en().getFirst();
    }
}
