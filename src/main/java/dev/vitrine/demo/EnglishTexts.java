package dev.vitrine.demo;

import static dev.vitrine.demo.DemoTexts.one;
import static dev.vitrine.demo.DemoTexts.pick;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** English phrasings. */
final class EnglishTexts {

    private static final String[] NUMBERS = {"one", "two", "three"};

    private static final String[] WRAPPERS = {
        "{}",
        "{}",
        "{}",
        "{}",
        "a photo of {}",
        "a picture of {}",
        "an image of {}",
        "i want {}",
        "i want to buy {}",
        "looking for {}",
        "i am looking for {}",
        "buy {}",
        "{} for sale",
        "this is {}",
        "here is {}",
        "find {}",
        "find me {}",
        "our {}",
        "new: {}",
        "{} please",
        "search {}",
        "please show {}",
        "i need {}",
        "we need {}",
        "where can i find {}?",
        "have you got {}?",
        "is there {}?",
        "do you have {}?",
        "can i get {}?",
        "could you find {} for me?",
        "how much is {}?",
        "what about {}?",
        "any {}?",
        "do you stock {}?",
        "i like {}",
        "i love {}",
        "she wears or uses {}",
        "he owns {}",
        "my mother has {}",
        "my friend bought {}",
        "they sell {}",
        "give me {}",
        "let me see {}",
        "in the shop: {}",
        "a gift: {}",
        "{}, online",
        "best {}",
        "cheap {}",
        "{} as a present",
        "{} for my home",
        "would you recommend {}?",
        "i would like {}",
        "we are after {}",
        "wanted: {}",
        "product: {}",
        "picture shows {}",
        "one can see {}",
        "the item is {}",
        "maybe {}",
        "ideally {}"
    };

    private static final String[] CHATTER = {
        "hello",
        "hi",
        "please",
        "thanks",
        "today",
        "now",
        "really",
        "very",
        "nice",
        "pretty",
        "lovely",
        "beautiful",
        "good",
        "great",
        "best",
        "cheap",
        "quality",
        "new",
        "modern",
        "classic",
        "simple",
        "cute",
        "some",
        "any",
        "just",
        "maybe",
        "perhaps",
        "also",
        "only",
        "for",
        "my",
        "our",
        "your",
        "his",
        "her",
        "their",
        "mother",
        "friend",
        "brother",
        "house",
        "home",
        "kitchen",
        "garden",
        "office",
        "birthday",
        "gift",
        "present",
        "summer",
        "winter",
        "shop",
        "store",
        "online",
        "sale",
        "price",
        "buy",
        "order",
        "see",
        "look",
        "find",
        "get",
        "want",
        "like",
        "love",
        "looking",
        "thinking",
        "about",
        "with",
        "and",
        "or",
        "but",
        "so",
        "then",
        "here",
        "there",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "is",
        "are",
        "was",
        "be",
        "has",
        "have",
        "had",
        "can",
        "could",
        "will",
        "should",
        "must",
        "might",
        "all",
        "every",
        "each",
        "many",
        "most",
        "more",
        "much",
        "style",
        "design",
        "kind",
        "sort",
        "type",
        "made",
        "which",
        "who",
        "what",
        "where",
        "when",
        "how",
        "why",
        "the",
        "of",
        "to",
        "in",
        "at",
        "from",
        "by",
        "we",
        "i",
        "you",
        "he",
        "she",
        "they",
        "me",
        "us",
        "them",
        "ok",
        "well",
        "yes",
        "does",
        "did",
        "not",
        "too",
        "if"
    };

    private EnglishTexts() {}

    private record Slots(String article, String thing, String colour, String adjective, String pattern, String place) {

        Stream<String> filled() {
            return Stream.of(colour, adjective, thing).filter(word -> !word.isEmpty());
        }
    }

    static String phrase(Drawing drawing, Set<Trait> said, RandomGenerator random) {
        return one(random, WRAPPERS).replace("{}", noun(drawing, said, random));
    }

    /** With stray words here and there in some texts, so that the model learns to pass over what it does not know. */
    static String chatty(String text, RandomGenerator random) {
        if (random.nextInt(4) != 0) {
            return text;
        }
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            words.add(random.nextInt(words.size() + 1), one(random, CHATTER));
        }
        return String.join(" ", words);
    }

    private static String noun(Drawing drawing, Set<Trait> said, RandomGenerator random) {
        boolean several = said.contains(Trait.COUNT) ? drawing.count() > 1 : random.nextInt(5) == 0;
        Slots slots = slots(drawing, said, several, random);
        boolean second = said.contains(Trait.SECOND);
        String are = several ? "are" : "is";
        int form = random.nextInt(second ? 7 : 14);
        String text = switch (form) {
            case 0, 1 -> join(slots.article, slots.thing, in(slots.colour), with(slots.pattern));
            case 2 -> join(slots.article, slots.colour, slots.thing, with(slots.pattern));
            case 3 -> list(Stream.of(slots.thing, slots.colour, slots.pattern), random);
            case 4 -> properties(slots, random);
            case 5 ->
                join(
                        slots.article,
                        slots.thing,
                        slots.colour.isEmpty() ? "" : one(random, "that " + are, "which " + are) + " " + slots.colour,
                        slots.colour.isEmpty() ? with(slots.pattern) : and(with(slots.pattern)));
            case 6 ->
                join("the", slots.thing, are, slots.colour.isEmpty() ? "shown" : slots.colour, with(slots.pattern));
            case 7, 8 -> join(slots.article, slots.colour, slots.adjective, slots.thing);
            case 9 -> join(slots.article, slots.adjective, slots.colour, slots.thing);
            case 10 -> join(slots.article, slots.adjective, slots.thing, in(slots.colour));
            case 11 -> list(slots.filled(), random);
            case 12 -> that(slots, several, random);
            default -> something(slots, random);
        };
        return slots.place.isEmpty() ? text : text + " " + slots.place;
    }

    private static Slots slots(Drawing drawing, Set<Trait> said, boolean several, RandomGenerator random) {
        String thing = said.contains(Trait.CATEGORY)
                ? pick(drawing.category().words().en(), random)
                : one(random, "thing", "item", "product", "article");
        String colour =
                said.contains(Trait.COLOUR) ? pick(drawing.colour().words().en(), random) : "";
        String adjective = "";
        String pattern = "";
        if (said.contains(Trait.PATTERN)) {
            adjective = pick(drawing.pattern().words().en(), random);
            pattern = drawing.pattern().noun("en");
            if (said.contains(Trait.SECOND)) {
                String second = pick(drawing.second().words().en(), random);
                adjective = "and " + second + " " + adjective;
                pattern = drawing.pattern() == Pattern.TWO_TONE
                        ? second + " as its other colour"
                        : second + " " + pattern;
            } else if (random.nextInt(5) == 0) {
                pattern = one(random, "a " + adjective + " pattern", adjective + " design");
            }
        }
        String place = said.contains(Trait.BACKGROUND)
                ? one(random, "on a {} background", "against a {} background", ", {} background", "on {}")
                        .replace("{}", drawing.background().words().en().getFirst())
                : "";
        String article = said.contains(Trait.COUNT)
                ? NUMBERS[drawing.count() - 1]
                : several ? one(random, "", "some", "the") : one(random, "a", "a", "a", "", "the", "one", "some");
        return new Slots(article, several ? plural(thing) : thing, colour, adjective, pattern, place);
    }

    private static String list(Stream<String> parts, RandomGenerator random) {
        List<String> words = shuffled(parts.filter(part -> !part.isEmpty()), random);
        return String.join(one(random, ", ", ", ", " ", "; ", " - ", " | ", " + ", ". ", " and ", " & "), words);
    }

    private static String properties(Slots slots, RandomGenerator random) {
        String is = one(random, ": ", " ", " = ", " is ", " - ");
        Stream<String> parts = Stream.of(
                slots.colour.isEmpty() ? "" : one(random, "colour", "color", "main colour") + is + slots.colour,
                slots.pattern.isEmpty()
                        ? ""
                        : one(random, "pattern", "print", "design")
                                + is
                                + (slots.adjective.startsWith("and ") || random.nextBoolean()
                                        ? slots.pattern
                                        : slots.adjective),
                random.nextBoolean()
                        ? slots.thing
                        : one(random, "category", "product", "article", "kind") + is + slots.thing);
        return String.join(
                one(random, ", ", "; ", ". ", ", ", " and "), shuffled(parts.filter(part -> !part.isEmpty()), random));
    }

    /** "a mug that is striped and red", "mugs, they are red and striped". */
    private static String that(Slots slots, boolean several, RandomGenerator random) {
        List<String> qualities =
                shuffled(Stream.of(slots.colour, slots.adjective).filter(word -> !word.isEmpty()), random);
        if (qualities.isEmpty()) {
            return join(slots.article, slots.thing);
        }
        String link = several
                ? one(random, "that are", "which are", ", they are", "being", "in", "- all")
                : one(random, "that is", "which is", ", it is", "being", ", all", ", and it should be");
        return join(
                        slots.article,
                        slots.thing,
                        link,
                        String.join(one(random, " and ", ", ", " + ", " but also "), qualities))
                .replace(" ,", ",");
    }

    /** "something red and striped, a mug". */
    private static String something(Slots slots, RandomGenerator random) {
        List<String> qualities =
                shuffled(Stream.of(slots.colour, slots.adjective).filter(word -> !word.isEmpty()), random);
        if (qualities.isEmpty()) {
            return join(slots.article, slots.thing);
        }
        return one(random, "something", "anything", "a thing", "one that is", "it is") + " "
                + String.join(one(random, " and ", ", ", " "), qualities)
                + one(random, ", a ", ": a ", ", like a ", " such as a ", ", namely a ", ", best a ", "; a ")
                + slots.thing;
    }

    /** Phrasings that never occur in training. */
    static String unseen(Drawing drawing, int which) {
        String thing = drawing.category().words().en().getFirst();
        String colour = drawing.colour().words().en().getFirst();
        String adjective = drawing.pattern().words().en().getFirst();
        return switch (which) {
            case 0 -> "show me " + plural(thing) + " that are " + colour + " and " + adjective;
            case 1 -> "do you sell any " + adjective + " " + thing + " whose colour is " + colour + "?";
            case 2 ->
                colour + " coloured " + thing + " having " + drawing.pattern().noun("en") + " all over it";
            case 3 -> "need: " + thing + " / " + colour + " / " + adjective;
            case 4 -> "we would like something " + colour + " and " + adjective + ", preferably a " + thing;
            default -> "my sister has a " + thing + ", it is " + colour + ", pattern " + adjective;
        };
    }

    static String title(Drawing drawing) {
        String colour = drawing.colour().words().en().getFirst();
        String thing = drawing.category().words().en().getFirst();
        String several = drawing.count() > 1 ? ", set of " + NUMBERS[drawing.count() - 1] : "";
        String name = drawing.pattern() == Pattern.PLAIN
                ? colour + " " + thing
                : colour + " " + drawing.pattern().words().en().getFirst() + " " + thing;
        return DemoTexts.capital(name) + several;
    }

    /** "a red striped mug", "two red striped mugs". */
    static String concise(Drawing drawing) {
        String colour = drawing.colour().words().en().getFirst();
        String thing = drawing.category().words().en().getFirst();
        String article = drawing.count() > 1 ? NUMBERS[drawing.count() - 1] : article(colour);
        return join(
                article,
                colour,
                drawing.pattern().words().en().getFirst(),
                drawing.count() > 1 ? plural(thing) : thing);
    }

    /** What the picture shows, for training. */
    static String caption(Drawing drawing) {
        String thing = drawing.category().words().en().getFirst();
        return DemoTexts.capital(NUMBERS[drawing.count() - 1]) + " "
                + drawing.colour().words().en().getFirst() + " "
                + (drawing.count() > 1 ? plural(thing) : thing) + " " + pattern(drawing) + ", shown on a "
                + drawing.background().words().en().getFirst() + " background.";
    }

    static String description(Drawing drawing) {
        String colour = drawing.colour().words().en().getFirst();
        String thing = drawing.category().words().en().getFirst();
        String article = drawing.count() > 1 ? NUMBERS[drawing.count() - 1] : article(colour);
        return DemoTexts.capital(article) + " " + colour + " " + (drawing.count() > 1 ? plural(thing) : thing) + " "
                + pattern(drawing) + ". " + drawing.category().note("en");
    }

    private static String pattern(Drawing drawing) {
        String second = drawing.second().words().en().getFirst();
        return switch (drawing.pattern()) {
            case PLAIN -> "with no pattern";
            case TWO_TONE -> "with " + second + " as its other colour";
            default -> "with " + second + " " + drawing.pattern().noun("en");
        };
    }

    static String article(String word) {
        return "aeiou".indexOf(word.charAt(0)) < 0 ? "a" : "an";
    }

    static String plural(String word) {
        return word.endsWith("s") || word.endsWith("sh") || word.endsWith("ch") ? word + "es" : word + "s";
    }

    private static List<String> shuffled(Stream<String> words, RandomGenerator random) {
        List<String> list = words.collect(Collectors.toCollection(ArrayList::new));
        for (int i = list.size() - 1; i > 0; i--) {
            list.add(list.remove(random.nextInt(i + 1)));
        }
        return list;
    }

    private static String with(String pattern) {
        return pattern.isEmpty() ? "" : "with " + pattern;
    }

    private static String in(String colour) {
        return colour.isEmpty() ? "" : "in " + colour;
    }

    private static String and(String text) {
        return text.isEmpty() ? "" : "and " + text;
    }

    private static String join(String... words) {
        return Stream.of(words).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }
}
