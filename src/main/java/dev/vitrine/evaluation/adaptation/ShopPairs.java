package dev.vitrine.evaluation.adaptation;

import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The shop's items as pairs of a picture and a text. Most texts are titles, as shoppers write like shops do; some carry
 * the description along, as the index stores them; some say attributes alone, so that prompts and filters in words are
 * understood. A text is true of every item with the same title, or of every item with those attributes.
 */
final class ShopPairs implements PairedData {

    /** Shares of the texts; the rest are titles. */
    private static final double ATTRIBUTES = 0.25;

    private static final double WITH_DESCRIPTION = 0.15;
    private static final double SENTENCES = 0.15;

    /** How many attributes beside the category a text says at most. */
    private static final int MOST_SAID = 2;

    private static final int LEAST_SENTENCE = 8;

    private final List<ShopItem> items;
    private final List<Trait> traits;
    private final Function<ShopItem, RgbImage> pictures;
    private final boolean titlesOnly;
    private final List<int[]> values;

    private ShopPairs(
            List<ShopItem> items, List<Trait> traits, Function<ShopItem, RgbImage> pictures, boolean titlesOnly) {
        this.items = items;
        this.traits = traits;
        this.pictures = pictures;
        this.titlesOnly = titlesOnly;
        values = items.stream()
                .map(item -> traits.stream().mapToInt(trait -> trait.of(item)).toArray())
                .toList();
    }

    static ShopPairs trained(ShopItems shop, Function<ShopItem, RgbImage> pictures) {
        return new ShopPairs(shop.trained(), shop.traits(), pictures, false);
    }

    /** The held-out part, by its titles alone. */
    static ShopPairs heldOut(ShopItems shop, Function<ShopItem, RgbImage> pictures) {
        return new ShopPairs(shop.heldOut(), shop.traits(), pictures, true);
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public RgbImage picture(int index) {
        return pictures.apply(items.get(index));
    }

    @Override
    public List<Attribute> attributes() {
        return traits.stream()
                .map(trait -> new Attribute(trait.name(), trait.values().size()))
                .toList();
    }

    @Override
    public int[] values(int index) {
        return values.get(index).clone();
    }

    @Override
    public Text text(int index, RandomGenerator random) {
        if (!titlesOnly && random.nextDouble() < ATTRIBUTES) {
            Text said = attributes(index, random);
            if (said != null) {
                return said;
            }
        }
        ShopItem item = items.get(index);
        List<String> languages = Stream.concat(item.titles().keySet().stream(), item.descriptions().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        String words = words(item, languages.get(random.nextInt(languages.size())), random);
        return new Text(words, Collections.nCopies(traits.size(), -1), index);
    }

    private String words(ShopItem item, String language, RandomGenerator random) {
        String title = item.titles().getOrDefault(language, "").strip();
        String description = item.descriptions().getOrDefault(language, "").strip();
        if (description.isEmpty() || titlesOnly && !title.isEmpty()) {
            return title;
        }
        double kind = random.nextDouble();
        if (title.isEmpty() || kind < SENTENCES) {
            return sentence(description, random);
        }
        return kind < SENTENCES + WITH_DESCRIPTION ? title + ". " + description : title;
    }

    private static String sentence(String description, RandomGenerator random) {
        List<String> sentences = Stream.of(description.split("(?<=[.!?])\\s+|[。！？•\\n]+", -1))
                .map(String::strip)
                .filter(sentence -> sentence.length() >= LEAST_SENTENCE)
                .toList();
        return sentences.isEmpty() ? description : sentences.get(random.nextInt(sentences.size()));
    }

    /** Some of the item's attributes in words, the category last; null when nothing is known of it. */
    private @org.jspecify.annotations.Nullable Text attributes(int index, RandomGenerator random) {
        int[] known = values.get(index);
        List<Integer> others = new ArrayList<>();
        boolean categorised = false;
        for (int trait = 0; trait < known.length; trait++) {
            if (known[trait] >= 0 && traits.get(trait).name().equals(ShopItem.CATEGORY)) {
                categorised = true;
            } else if (known[trait] >= 0) {
                others.add(trait);
            }
        }
        int least = categorised ? 0 : 1;
        int count = others.isEmpty() ? 0 : random.nextInt(least, Math.min(MOST_SAID, others.size()) + 1);
        Collections.shuffle(others, random);
        List<Integer> said = new ArrayList<>(others.subList(0, count));
        if (categorised) {
            said.add(0); // the category is the first trait
        }
        if (said.isEmpty()) {
            return null;
        }
        List<Integer> stated = new ArrayList<>(Collections.nCopies(traits.size(), -1));
        List<String> words = new ArrayList<>();
        for (int trait : said) {
            stated.set(trait, known[trait]);
            words.add(traits.get(trait).values().get(known[trait]));
        }
        String prompt = Trait.PROMPTS.get(random.nextInt(Trait.PROMPTS.size()));
        return new Text(prompt.replace("{}", String.join(" ", words)), stated, index);
    }

    @Override
    public boolean matches(Text text, int index) {
        boolean says = false;
        int[] known = values.get(index);
        for (int trait = 0; trait < known.length; trait++) {
            int value = text.stated().get(trait);
            says |= value >= 0;
            if (value >= 0 && value != known[trait]) {
                return false;
            }
        }
        return says
                || items.get(index).group().equals(items.get(text.drawnFor()).group());
    }
}
