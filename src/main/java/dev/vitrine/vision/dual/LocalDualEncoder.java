package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDManager;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PatchGrid;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A dual encoder from a checkpoint, ready to encode. */
public final class LocalDualEncoder implements DualEncoder {

    private final String name;
    private final String revision;
    private final PictureModel model;
    private final Preprocessing preprocessing;
    private final Texts texts;
    private final NDManager manager;
    private final Scoring scoring;
    private final Batches<RgbImage> pictures;
    private final Batches<RgbImage> patches;

    /**
     * Joins a model with what its checkpoint says about pictures and texts.
     *
     * @param manager owns the model's weights; closed with this encoder
     * @throws ModelUnusable if the checkpoint's preprocessing or tokenizer does not fit the model
     */
    public LocalDualEncoder(Checkpoint checkpoint, DualModel model, NDManager manager) throws IOException {
        this(checkpoint, model, new TokenTexts(checkpoint, model, manager), manager);
    }

    /**
     * The same for a model whose texts do not come by the checkpoint's tokenizer.
     *
     * @param texts closed with this encoder
     */
    public LocalDualEncoder(Checkpoint checkpoint, PictureModel model, Texts texts, NDManager manager)
            throws IOException {
        this.model = model;
        this.manager = manager;
        name = checkpoint.name();
        preprocessing = model.imageSize() == 0
                ? checkpoint.preprocessing().patched(model.patchSize())
                : checkpoint.preprocessing().giving(model.imageSize());
        revision = checkpoint.revision();
        scoring = model.scoring();
        this.texts = texts;
        pictures = Batches.ofPictures(preprocessing, manager, model::pictures);
        patches = Batches.ofPictures(preprocessing, manager, model::patches);
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
        return directions(this.pictures.rows(resized(pictures), priority));
    }

    private List<UnitVector> directions(List<float[]> rows) {
        return rows.stream().map(values -> Batches.direction(name, values)).toList();
    }

    private List<RgbImage> resized(List<RgbImage> pictures) {
        return pictures.parallelStream().map(preprocessing::resize).toList();
    }

    @Override
    public List<PatchGrid> patches(List<RgbImage> pictures, Priority priority) {
        List<RgbImage> resized = resized(pictures);
        List<float[]> rows = patches.rows(resized, priority);
        List<PatchGrid> grids = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            float[] values = rows.get(i);
            UnitVector whole = Batches.direction(name, Arrays.copyOf(values, dimension()));
            List<float[]> parts = new ArrayList<>();
            for (int from = dimension(); from < values.length; from += dimension()) {
                parts.add(Arrays.copyOfRange(values, from, from + dimension()));
            }
            grids.add(new PatchGrid(
                    resized.get(i).height() / model.patchSize(),
                    resized.get(i).width() / model.patchSize(),
                    preprocessing.area(pictures.get(i)),
                    whole,
                    parts));
        }
        return grids;
    }

    @Override
    public List<UnitVector> texts(List<String> texts, Priority priority) {
        return directions(this.texts.vectors(texts, priority));
    }

    @Override
    public void close() {
        texts.close();
        manager.close();
    }
}
