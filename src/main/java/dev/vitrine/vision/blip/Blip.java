package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PromptTooLong;
import dev.vitrine.vision.VisionModel;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.encoder.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the local BLIPs have in common: a checkpoint's parts, and batches whose memory is bounded. */
public abstract sealed class Blip permits BlipCaptioner, BlipAnswerer, BlipMatcher {

    private static final int MAX_BATCH = 32;

    /** Of keys and values of what is looked at; a picture of BLIP-base takes 42 MB. */
    private static final long BATCH_BYTES = 256L << 20;

    private final String name;
    private final String revision;
    private final NDManager manager;

    final BlipModel model;
    final Preprocessing preprocessing;
    final Tokenizer tokenizer;

    Blip(Checkpoint checkpoint, BlipModel model, NDManager manager) throws IOException {
        this.model = model;
        this.manager = manager;
        name = checkpoint.name();
        preprocessing = checkpoint.preprocessing().giving(model.config().imageSize());
        tokenizer =
                checkpoint.tokenizer(Integer.MAX_VALUE, model.config().text().vocabulary());
        revision = checkpoint.revision();
    }

    /**
     * Loads the checkpoint's kind of BLIP.
     *
     * @param manager owns the weights; closed with the model
     * @throws ModelUnusable if a file is missing or not understood
     * @throws DamagedWeights if a tensor is missing, unknown, or of another shape
     */
    public static VisionModel load(Checkpoint checkpoint, NDManager manager, Encoder.Factory encoders)
            throws IOException {
        BlipConfig config = BlipConfig.of(checkpoint.fields());
        var model = new BlipModel(config, checkpoint.tensors(manager, config.shapes(), config.repeated()), encoders);
        return switch (config.task()) {
            case CAPTION -> BlipCaptioner.of(checkpoint, model, manager);
            case ANSWER -> new BlipAnswerer(checkpoint, model, manager);
            case MATCH -> new BlipMatcher(checkpoint, model, manager);
        };
    }

    /** The folder name the model was loaded by. */
    public final String model() {
        return name;
    }

    /** The first 12 hex digits of the weights' sha256. */
    public final String revision() {
        return revision;
    }

    /** Frees the weights. */
    public final void close() {
        tokenizer.close();
        manager.close();
    }

    /**
     * The token ids of a text, its start token replaced, its end token kept.
     *
     * @param most how many tokens the model can read
     */
    final long[] ids(String text, int most) {
        long[] ids = tokenizer.ids(text);
        if (ids.length > most) {
            throw new PromptTooLong(text, ids.length, most);
        }
        return ids;
    }

    /** The ids with the begin token in place of the start token, and without the end token, to be gone on from. */
    final long[] prompt(String text) {
        long[] ids = ids(text, model.config().text().positions());
        long[] prompt = java.util.Arrays.copyOf(ids, ids.length - 1);
        prompt[0] = model.config().begin();
        return prompt;
    }

    /** The places in a list, in groups of one length and bounded size: what is padded would not be what it is alone. */
    final List<List<Integer>> groups(List<long[]> ids) {
        var text = model.config().text().encoder();
        long bytes = (long) model.config().places() * text.width() * text.layers() * 2 * Float.BYTES;
        int most = Math.clamp(BATCH_BYTES / bytes, 1, MAX_BATCH);
        Map<Integer, List<Integer>> open = new LinkedHashMap<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            List<Integer> group = open.computeIfAbsent(ids.get(i).length, length -> new ArrayList<>());
            group.add(i);
            if (group.size() == most) {
                groups.add(open.remove(ids.get(i).length));
            }
        }
        groups.addAll(open.values());
        return groups;
    }
}
