package dev.vitrine.vision;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.blip.Blip;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.ClipModel;
import dev.vitrine.vision.dual.LocalDualEncoder;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.locked.LockedConfig;
import dev.vitrine.vision.locked.LockedModel;
import dev.vitrine.vision.locked.LockedTexts;
import dev.vitrine.vision.siglip.SiglipConfig;
import dev.vitrine.vision.siglip.SiglipModel;
import dev.vitrine.vision.vit.LocalClassifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The architectures by the {@code model_type} of a checkpoint's {@code config.json}. */
final class Architectures {

    private static final Map<String, Loader> BY_TYPE = new TreeMap<>(Map.of(
            "clip",
            Architectures::clip,
            "chinese_clip",
            Architectures::clip,
            "siglip",
            Architectures::siglip,
            "siglip2",
            Architectures::siglip,
            LockedConfig.TYPE,
            Architectures::locked,
            "vit",
            LocalClassifier::load,
            "blip",
            Blip::load));

    private interface Loader {
        /** @param manager the weights' owner; closed by the caller if this fails */
        VisionModel load(Checkpoint checkpoint, NDManager manager, Encoder.Factory encoders) throws IOException;
    }

    private Architectures() {}

    /** The reference: eager code on the CPU. */
    static VisionModel load(Path folder) {
        return load(folder, Device.cpu(), EagerEncoder::new);
    }

    /**
     * Loads a checkpoint of any supported architecture.
     *
     * @param device where its weights are
     * @throws ModelUnusable if a file is missing or not understood
     * @throws dev.vitrine.tensor.DamagedWeights if a tensor is missing, unknown, or of another shape
     */
    static VisionModel load(Path folder, Device device, Encoder.Factory encoders) {
        NDManager manager = Torch.manager(device);
        try {
            Checkpoint checkpoint = Checkpoint.open(folder);
            Loader loader = BY_TYPE.get(checkpoint.type());
            if (loader == null) {
                throw new ModelUnusable("The model_type \"" + checkpoint.type() + "\" of the model "
                        + checkpoint.name() + " is not supported; supported are "
                        + String.join(", ", BY_TYPE.keySet()) + ".");
            }
            VisionModel model = loader.load(checkpoint, manager, encoders);
            manager = null;
            return model;
        } catch (IOException e) {
            throw new ModelUnusable(
                    "The model in " + folder.getFileName() + " cannot be read: " + e.getMessage() + ".");
        } finally {
            if (manager != null) {
                manager.close();
            }
        }
    }

    private static VisionModel clip(Checkpoint checkpoint, NDManager manager, Encoder.Factory encoders)
            throws IOException {
        ClipConfig config = ClipConfig.of(checkpoint.fields());
        var model = new ClipModel(config, checkpoint.tensors(manager, config.shapes()), encoders);
        return new LocalDualEncoder(checkpoint, model, manager);
    }

    private static VisionModel siglip(Checkpoint checkpoint, NDManager manager, Encoder.Factory encoders)
            throws IOException {
        SiglipConfig config = SiglipConfig.of(checkpoint.fields());
        var model = new SiglipModel(config, checkpoint.tensors(manager, config.shapes()), encoders);
        return new LocalDualEncoder(checkpoint, model, manager);
    }

    private static VisionModel locked(Checkpoint checkpoint, NDManager manager, Encoder.Factory encoders)
            throws IOException {
        LockedConfig config = LockedConfig.of(checkpoint.fields());
        var model = new LockedModel(config, checkpoint.tensors(manager, config.shapes()), encoders);
        var texts = new LockedTexts(checkpoint.name(), model, manager.getDevice(), encoders);
        return new LocalDualEncoder(checkpoint, model, texts, manager);
    }
}
