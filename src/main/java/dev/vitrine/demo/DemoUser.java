package dev.vitrine.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A simulated shopper.
 *
 * @param id the user id in the log
 * @param name what to call them
 * @param likings what they like; each as strong as the others
 */
public record DemoUser(String id, String name, List<Liking> likings) {

    private static final List<DemoUser> ALL = List.of(
            user("Anna", like(Colour.BLUE, Pattern.STRIPED), like(Category.TEAPOT)),
            user("Ben", like(Category.SNEAKER), like(Colour.BLACK, Pattern.CHECKED)),
            user("Chen Wei", like(Category.TEAPOT, Colour.GREEN), like(Category.VASE)),
            user("Divya", like(Category.DRESS, Pattern.FLORAL), like(Colour.PINK)),
            user("Emil", like(Category.LAMP), like(Colour.YELLOW, Pattern.PLAIN)),
            user("Fatima", like(Category.RUG), like(Pattern.ZIGZAG, Colour.RED)),
            user("Greta", like(Category.TEDDY_BEAR), like(Pattern.STARRY)),
            user("Hugo", like(Category.HAT), like(Colour.BROWN)),
            user("Isla", like(Pattern.DOTTED, Colour.RED), like(Category.UMBRELLA)),
            user("Jun", like(Colour.TURQUOISE), like(Category.BOWL)),
            user("Kofi", like(Category.T_SHIRT), like(Colour.ORANGE)),
            user("Lena", like(Category.CUSHION), like(Pattern.FLORAL)),
            user("Mateo", like(Category.MUG), like(Colour.GREY, Pattern.STRIPED)),
            user("Nora", like(Category.HANDBAG), like(Colour.PURPLE)),
            user("Omar", like(Category.CHAIR), like(Pattern.TWO_TONE)),
            user("Priya", like(Colour.YELLOW), like(Category.PLATE, Pattern.FLORAL)),
            user("Quinn", like(Pattern.STARRY, Colour.BLUE), like(Category.RUG)),
            user("Rosa", like(Category.DRESS), like(Category.HANDBAG, Colour.RED)),
            user("Sven", like(Colour.WHITE, Pattern.PLAIN), like(Category.LAMP)),
            user("Tao", like(Category.BOWL), like(Category.TEAPOT, Pattern.FLORAL)),
            user("Uma", like(Pattern.ZIGZAG), like(Category.CUSHION)),
            user("Viktor", like(Category.MUG, Pattern.CHECKED), like(Colour.GREEN)),
            user("Wendy", like(Category.VASE, Colour.BLUE), like(Category.PLATE)),
            user("Xia Lin", like(Colour.RED), like(Category.UMBRELLA)),
            user("Yusuf", like(Category.RUG, Colour.BROWN), like(Category.CHAIR)),
            user("Zoe", like(Pattern.DOTTED), like(Category.T_SHIRT)),
            user("Amir", like(Colour.BLACK), like(Category.SNEAKER)),
            user("Bianca", like(Category.DRESS, Colour.YELLOW), like(Category.HAT)),
            user("Carlos", like(Category.MUG), like(Pattern.TWO_TONE, Colour.ORANGE)),
            user("Dana", like(Category.TEDDY_BEAR), like(Colour.PINK, Pattern.DOTTED)),
            user("Elif", like(Category.PLATE), like(Category.BOWL)),
            user("Finn", like(Colour.GREEN, Pattern.CHECKED), like(Category.HAT)),
            user("Gao Min", like(Category.VASE, Pattern.PLAIN), like(Colour.TURQUOISE)),
            user("Hana", like(Category.UMBRELLA), like(Pattern.FLORAL, Colour.PURPLE)),
            user("Ivan", like(Category.CHAIR, Colour.BLACK), like(Category.LAMP, Colour.BLACK)),
            user("Julia", like(Category.HANDBAG), like(Pattern.CHECKED)),
            user("Kenji", like(Category.SNEAKER, Pattern.STRIPED), like(Category.T_SHIRT, Pattern.STRIPED)),
            user("Li Na", like(Colour.ORANGE), like(Category.CUSHION, Pattern.ZIGZAG)),
            user("Marta", like(Category.TEAPOT), like(Category.MUG)),
            user("Nils", like(Pattern.STRIPED), like(Category.TEDDY_BEAR)));

    /** Forty shoppers of different tastes. */
    public static List<DemoUser> all() {
        return ALL;
    }

    /** Their ids. */
    public static List<String> ids() {
        return ALL.stream().map(DemoUser::id).toList();
    }

    /** What they like, in a sentence. */
    public String taste(String language) {
        if (language.equals("zh")) {
            return "喜欢" + likings.stream().map(Liking::chinese).collect(Collectors.joining("和")) + "。";
        }
        return "Likes " + likings.stream().map(Liking::english).collect(Collectors.joining(" and ")) + ".";
    }

    /** How much an item suits this shopper, above 0; 1 when it has all of what one of the likings asks for. */
    double suits(Drawing item) {
        return likings.stream().mapToDouble(liking -> liking.suits(item)).max().orElse(0);
    }

    /**
     * A thing that somebody likes.
     *
     * @param category null for things of all kinds; so for colour and pattern
     */
    public record Liking(
            @Nullable Category category,
            @Nullable Colour colour,
            @Nullable Pattern pattern) {

        /** What is left of a liking when the kind, the colour or the pattern is another one. */
        private static final Map<Trait, Double> LEFT =
                Map.of(Trait.CATEGORY, 0.03, Trait.COLOUR, 0.12, Trait.PATTERN, 0.1);

        double suits(Drawing item) {
            double suits = 1;
            if (category != null && category != item.category()) {
                suits *= LEFT.getOrDefault(Trait.CATEGORY, 0.0);
            }
            if (colour != null && colour != item.colour()) {
                suits *= LEFT.getOrDefault(Trait.COLOUR, 0.0);
            }
            if (pattern != null && pattern != item.pattern()) {
                suits *= LEFT.getOrDefault(Trait.PATTERN, 0.0);
            }
            return suits;
        }

        private String english() {
            return (colour == null ? "" : colour.words().en().getFirst() + " ")
                    + (pattern == null ? "" : pattern.words().en().getFirst() + " ")
                    + (category == null
                            ? "things"
                            : EnglishTexts.plural(category.words().en().getFirst()));
        }

        private String chinese() {
            return (colour == null ? "" : colour.words().zh().getFirst())
                    + (pattern == null ? "" : pattern.words().zh().getFirst())
                    + (category == null ? "的东西" : category.words().zh().getFirst());
        }
    }

    private static DemoUser user(String name, Liking... likings) {
        return new DemoUser("demo-" + name.toLowerCase(Locale.ROOT).replace(' ', '-'), name, List.of(likings));
    }

    private static Liking like(Enum<?>... traits) {
        return new Liking(only(Category.class, traits), only(Colour.class, traits), only(Pattern.class, traits));
    }

    private static <T> @Nullable T only(Class<T> type, Enum<?>... traits) {
        return Arrays.stream(traits)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }
}
