package dev.vitrine.vision.locked;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.sentence.PublishedSentenceEncoder;
import dev.vitrine.vision.sentence.SentenceEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a model with a locked text side, from its {@code config.json}.
 *
 * @param vision its picture tower, as CLIP has one
 * @param projection the dimension of the common space
 * @param readers who reads its texts, one for each published encoder
 */
public record LockedConfig(ClipConfig.Vision vision, int projection, List<Reader> readers) {

    /** As {@code model_type} says it. */
    public static final String TYPE = "locked_text_clip";

    public LockedConfig {
        readers = List.copyOf(readers);
    }

    /**
     * A sentence encoder, as it was when the model was trained.
     *
     * @param version of its artefact
     * @param sha256 of its weights: another encoder's vectors would mean nothing to the projection
     * @param width of its vectors
     */
    public record Reader(PublishedSentenceEncoder encoder, String version, String sha256, int width) {

        /** The encoder as it is now. */
        public static Reader of(SentenceEncoder encoder) {
            return new Reader(encoder.published(), encoder.version(), encoder.weightsSha256(), encoder.dimension());
        }

        /**
         * Holds the encoder that is there against the one that a model was trained with.
         *
         * @param model the model's name
         * @throws ModelUnusable if its weights are others
         */
        public void check(String model, Reader found) {
            if (!found.sha256.equals(sha256) || found.width != width) {
                throw new ModelUnusable("The model " + model + " was trained with the " + encoder.published() + " of "
                        + encoder.artefact() + ":" + version + ", weights " + start(sha256)
                        + "; the class path has those of version " + found.version + ", weights "
                        + start(found.sha256) + ".");
            }
        }

        private static String start(String sha256) {
            return sha256.length() <= 12 ? sha256 : sha256.substring(0, 12) + "…";
        }

        /** The name of its projection's tensors. */
        String place() {
            return "text_projections." + encoder.language();
        }
    }

    /**
     * Reads a configuration.
     *
     * @throws ModelUnusable naming the field that is out of range or not supported
     */
    public static LockedConfig of(Fields config) {
        List<Reader> readers = new ArrayList<>();
        for (PublishedSentenceEncoder encoder : PublishedSentenceEncoder.values()) {
            Fields fields = config.in("text_config").in(encoder.language());
            String name = fields.text("encoder", "");
            if (!name.equals(encoder.published())) {
                throw new ModelUnusable("The encoder of the language " + encoder.language()
                        + " of the config.json is \"" + name + "\"; supported is " + encoder.published() + ".");
            }
            readers.add(new Reader(
                    encoder,
                    fields.text("version", ""),
                    fields.text("weights_sha256", ""),
                    fields.size("hidden_size", 384)));
        }
        return new LockedConfig(
                ClipConfig.Vision.of(config.in("vision_config")), config.size("projection_dim", 512), readers);
    }

    /** As a {@code config.json}. */
    public Map<String, Object> json() {
        Map<String, Object> text = new LinkedHashMap<>();
        for (Reader reader : readers) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("encoder", reader.encoder().published());
            json.put("artefact", reader.encoder().artefact());
            json.put("version", reader.version());
            json.put("weights_sha256", reader.sha256());
            json.put("hidden_size", reader.width());
            text.put(reader.encoder().language(), json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_type", TYPE);
        json.put("projection_dim", projection);
        json.put("text_config", text);
        json.put("vision_config", vision.json(projection));
        return json;
    }

    /** Every tensor of the checkpoint with its shape. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("logit_scale", new Shape());
        vision.shapes(projection, shapes);
        for (Reader reader : readers) {
            shapes.put(reader.place() + ".weight", new Shape(projection, reader.width()));
            shapes.put(reader.place() + ".bias", new Shape(projection));
        }
        return shapes;
    }
}
