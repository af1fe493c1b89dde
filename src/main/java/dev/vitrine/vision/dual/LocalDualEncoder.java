package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PatchGrid;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A dual encoder from a checkpoint, ready to encode. */
public final class LocalDualEncoder implements DualEncoder {

    private final String name;
    private final String revision;
    private final DualModel model;
    private final Preprocessing preprocessing;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final Scoring scoring;

    /**
     * Joins a model with what its checkpoint says about pictures and texts.
     *
     * @param manager owns the model's weights; closed with this encoder
     * @throws ModelUnusable if the checkpoint's preprocessing or tokenizer does not fit the model
     */
    public LocalDualEncoder(Checkpoint checkpoint, DualModel model, NDManager manager) throws IOException {
        this.model = model;
        this.manager = manager;
        name = checkpoint.name();
        preprocessing = model.imageSize() == 0
                ? checkpoint.preprocessing().patched(model.patchSize())
                : checkpoint.preprocessing().giving(model.imageSize());
        revision = checkpoint.revision();
        scoring = model.scoring();
        tokenizer = checkpoint.tokenizer(model.positions(), model.vocabulary());
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public String revision() {
        return revision;
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public Scoring scoring() {
        return scoring;
    }

    @Override
    public List<UnitVector> pictures(List<RgbImage> pictures, Priority priority) {
        return looked(pictures, priority, model::pictures).stream()
                .map(seen -> Batches.direction(name, seen.values()))
                .toList();
    }

    @Override
    public List<PatchGrid> patches(List<RgbImage> pictures, Priority priority) {
        List<PatchGrid> grids = new ArrayList<>();
        for (Seen seen : looked(pictures, priority, model::patches)) {
            List<UnitVector> vectors = new ArrayList<>();
            for (int from = 0; from < seen.values().length; from += dimension()) {
                vectors.add(Batches.direction(name, Arrays.copyOfRange(seen.values(), from, from + dimension())));
            }
            grids.add(new PatchGrid(
                    seen.resized().height() / model.patchSize(),
                    seen.resized().width() / model.patchSize(),
                    preprocessing.area(pictures.get(grids.size())),
                    vectors));
        }
        return grids;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Seen(RgbImage resized, float[] values) {}

    /** In the order of the pictures; those that the preprocessing gives the same size go through together. */
    private List<Seen> looked(List<RgbImage> pictures, Priority priority, UnaryOperator<NDArray> forward) {
        List<RgbImage> resized =
                pictures.parallelStream().map(preprocessing::resize).toList();
        Map<Long, List<Integer>> bySize = new LinkedHashMap<>();
        for (int i = 0; i < resized.size(); i++) {
            long size = (long) resized.get(i).width() << 32 | resized.get(i).height();
            bySize.computeIfAbsent(size, _ -> new ArrayList<>()).add(i);
        }
        Seen[] seen = new Seen[resized.size()];
        for (List<Integer> same : bySize.values()) {
            List<RgbImage> inputs = same.stream().map(resized::get).toList();
            List<float[]> rows = Batches.rows(
                    inputs, priority, batch -> forward.apply(Batches.pixels(batch, preprocessing, manager)));
            for (int i = 0; i < rows.size(); i++) {
                seen[same.get(i)] = new Seen(inputs.get(i), rows.get(i));
            }
        }
        return List.of(seen);
    }

    @Override
    public List<UnitVector> texts(List<String> texts, Priority priority) {
        List<long[]> ids = texts.stream()
                .map(model.paddedTexts() ? tokenizer::padded : tokenizer::ids)
                .toList();
        return Batches.rows(ids, priority, batch -> model.texts(manager, batch.toArray(long[][]::new))).stream()
                .map(values -> Batches.direction(name, values))
                .toList();
    }

    @Override
    public void close() {
        tokenizer.close();
        manager.close();
    }
}
