package dev.vitrine.evaluation.adaptation;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vision.ContrastiveTraining;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.ContrastiveTraining.TextSide;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The steps of adapting a model to the shop's items, apart from the decision whether it serves. */
@Component
class Adaptation {

    /** What a training of the catalogue did, beside the model. */
    private static final String RECORD = "training.json";

    private static final int LEAST_TRAINED = 100;
    private static final int LEAST_HELD_OUT = 20;
    private static final int PAGE = 500;

    /** Weights that were made by much data are spoilt by steps that small ones need. */
    private static final long LARGE = 40_000_000;

    private static final double RATE = 1.5e-3;
    private static final double RATE_OF_LARGE = 1e-5;
    private static final long SPARE_BYTES = 100_000_000;

    private final Catalog catalog;
    private final VectorIndex index;
    private final Vision vision;
    private final Path own;

    Adaptation(Catalog catalog, VectorIndex index, Vision vision, @Value("${vitrine.home}") Path home) {
        this.catalog = catalog;
        this.index = index;
        this.vision = vision;
        own = home.resolve("models");
    }

    /**
     * Which titles are held out.
     *
     * @param share of the titles, between 0 and 1
     */
    record Split(double share, long seed) {}

    /**
     * How long to train.
     *
     * @param rate null for one that suits the size of the model
     * @param limit null to do all the steps
     * @param texts null for a text side as the model in use has it
     */
    record Course(
            int headSteps,
            int pairSteps,
            @Nullable Double rate,
            @Nullable Duration limit,
            @Nullable TextSide texts) {}

    /** The split that a model was adapted with, if it was: another one would measure it by titles that it saw. */
    Optional<Split> splitOf(String model) {
        Path file = vision.folder(model).resolve(RECORD);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode record = JsonMapper.shared().readTree(Files.readString(file));
            return Optional.of(new Split(
                    record.path("heldOut").asDouble(), record.path("seed").asLong()));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + RECORD + " of the model " + model + " cannot be read", e);
        }
    }

    /**
     * The shop's items with texts and with a picture that the model in use could look at.
     *
     * @param limit at most so many are taken
     * @throws TooFewItems if too few are left to train on, or to measure by
     */
    ShopItems items(Split split, int limit) {
        Set<Long> seen = new HashSet<>(index.keys(Modality.IMAGE));
        List<ShopItem> items = new ArrayList<>();
        long after = 0;
        for (List<Item> page = catalog.page(after, PAGE); !page.isEmpty(); page = catalog.page(after, PAGE)) {
            after = page.getLast().key();
            page.stream()
                    .filter(item ->
                            seen.contains(item.key()) && !item.pictures().isEmpty() && hasWords(item))
                    .map(ShopItem::of)
                    .forEach(items::add);
        }
        ShopItems shop = ShopItems.split(ShopItems.sample(items, limit, split.seed()), split.share(), split.seed());
        if (shop.trained().size() < LEAST_TRAINED || shop.heldOut().size() < LEAST_HELD_OUT) {
            throw new TooFewItems(String.format(
                    Locale.ROOT,
                    "Of the shop's %d items %d have words and a picture with a vector: %d to train on and %d held out; at"
                            + " least %d and %d are needed.",
                    catalog.count(),
                    shop.size(),
                    shop.trained().size(),
                    shop.heldOut().size(),
                    LEAST_TRAINED,
                    LEAST_HELD_OUT));
        }
        return shop;
    }

    private static boolean hasWords(Item item) {
        return Stream.concat(item.titles().values().stream(), item.descriptions().values().stream())
                .anyMatch(text -> !text.isBlank());
    }

    /** What the model knows of the held-out items. */
    ModelScores scores(String model, ShopItems shop) {
        List<ShopItem> all =
                Stream.concat(shop.trained().stream(), shop.heldOut().stream()).toList();
        List<Trait> labels =
                shop.traits().stream().map(trait -> trait.among(all)).toList();
        return HeldOutEvaluation.of(vision.encoder(model), shop.heldOut(), labels, this::picture);
    }

    private RgbImage picture(ShopItem item) {
        return vision.decode(catalog.picture(item.picture()));
    }

    /**
     * A name that no model has yet.
     *
     * @param wanted null for the next that is free
     * @throws ModelUnusable if the wanted one is taken, or is no name
     */
    String freeName(@Nullable String wanted) {
        if (wanted != null) {
            if (Files.exists(vision.folder(wanted))) {
                throw new ModelUnusable("There is a model \"" + wanted + "\" already.");
            }
            return wanted;
        }
        int number = 1;
        while (Files.exists(vision.folder("catalogue-" + number))) {
            number++;
        }
        return "catalogue-" + number;
    }

    /**
     * Trains a model and stores it among the shop's own. Until it is whole it lies aside, where nothing loads it.
     *
     * @param from the model to start from
     * @param name the new model's
     * @throws IOException if it cannot be written
     */
    void train(String from, String name, ShopItems shop, Course course, long seed, Consumer<String> progress)
            throws IOException {
        Path start = vision.folder(from);
        Path folder = own.resolve(name);
        Path aside = own.resolve("." + name + ".part");
        long size = weights(start);
        Files.createDirectories(own);
        checkSpace(own, 8 * size + SPARE_BYTES);
        FileSystemUtils.deleteRecursively(aside);
        double rate = course.rate() != null ? course.rate() : size > LARGE ? RATE_OF_LARGE : RATE;
        ContrastiveTraining.run(
                ShopPairs.trained(shop, this::picture),
                ShopPairs.heldOut(shop, this::picture),
                Settings.forCatalogue(
                        start,
                        shop.traits().isEmpty() ? 0 : course.headSteps(),
                        course.pairSteps(),
                        rate,
                        seed,
                        course.limit(),
                        course.texts() == null ? ContrastiveTraining.textsOf(start) : course.texts()),
                aside,
                progress);
        Files.move(aside, folder);
    }

    private static long weights(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void checkSpace(Path folder, long needed) throws IOException {
        long left = Files.getFileStore(folder).getUsableSpace();
        if (left < needed) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the disk has %d MB left, and about %d MB are needed",
                    left / 1_000_000,
                    needed / 1_000_000));
        }
    }

    /** Writes beside a model how it came to be and what it scores. */
    void record(String name, String from, Split split, ModelScores before, ModelScores after) throws IOException {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("from", from);
        record.put("seed", split.seed());
        record.put("heldOut", split.share());
        record.put("before", before);
        record.put("after", after);
        Files.writeString(
                vision.folder(name).resolve(RECORD),
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n");
    }
}
