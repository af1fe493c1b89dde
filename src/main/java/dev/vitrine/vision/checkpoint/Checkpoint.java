package dev.vitrine.vision.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.vision.ModelUnusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model's folder in Hugging Face's layout.
 *
 * @param config its {@code config.json}
 */
public record Checkpoint(Path folder, JsonNode config) {

    /**
     * Opens a folder; nothing but its configuration is read yet.
     *
     * @throws ModelUnusable if there is no {@code config.json} or it is no JSON
     */
    public static Checkpoint open(Path folder) throws IOException {
        return new Checkpoint(folder, json(folder, "config.json"));
    }

    /** What the folder is called. */
    public String name() {
        return String.valueOf(folder.getFileName());
    }

    /** The architecture, as {@code model_type} says it; empty when it does not. */
    public String type() {
        return fields().text("model_type", "");
    }

    /** The fields of the configuration. */
    public Fields fields() {
        return new Fields(config, "config.json");
    }

    /**
     * How pictures become the model's input. Newer folders say so inside {@code processor_config.json}.
     *
     * @throws ModelUnusable if neither file is there, or it asks for something unsupported
     */
    public Preprocessing preprocessing() throws IOException {
        JsonNode node = optional("preprocessor_config.json");
        if (node.isEmpty()) {
            node = optional("processor_config.json").path("image_processor");
        }
        if (node.isEmpty()) {
            throw new ModelUnusable("The model " + name() + " has no preprocessor_config.json.");
        }
        return Preprocessing.of(
                node,
                switch (type()) {
                    case "siglip" -> Preprocessing.Defaults.SIGLIP;
                    case "siglip2" -> Preprocessing.Defaults.SIGLIP2;
                    case "vit" -> Preprocessing.Defaults.VIT;
                    case "blip" -> Preprocessing.Defaults.BLIP;
                    default -> Preprocessing.Defaults.CLIP;
                });
    }

    /**
     * How texts become token ids.
     *
     * @param positions the longest text, in tokens
     * @param vocabulary how many ids the model knows
     * @throws ModelUnusable if the tokenizer's files are missing or not understood
     */
    public Tokenizer tokenizer(int positions, int vocabulary) throws IOException {
        return Tokenizer.of(tokenizerJson(), optional("tokenizer_config.json"), positions, vocabulary);
    }

    private JsonNode optional(String name) throws IOException {
        return Files.isRegularFile(folder.resolve(name))
                ? json(folder, name)
                : JsonMapper.shared().createObjectNode();
    }

    /**
     * The text of the tokenizer's one file, made from its older files where there is none.
     *
     * @throws ModelUnusable if the folder has neither
     */
    public String tokenizerJson() throws IOException {
        try {
            return TokenizerJson.of(folder);
        } catch (JacksonException e) {
            throw new ModelUnusable("A tokenizer file of the model " + name() + " is no JSON.");
        }
    }

    private static JsonNode json(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelUnusable("The model " + folder.getFileName() + " has no " + name + ".");
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException e) {
            // said below
        }
        throw new ModelUnusable("The " + name + " of the model " + folder.getFileName() + " is no JSON object.");
    }

    /**
     * The tensors that the architecture has, no more and no fewer. Buffers that older versions of transformers wrote,
     * counting places and zeros, are passed over.
     *
     * @throws DamagedWeights if a tensor is missing, unknown, or of another shape
     */
    public Map<String, NDArray> tensors(NDManager manager, Map<String, Shape> shapes) throws IOException {
        return tensors(manager, shapes, Set.of());
    }

    /**
     * The same for an architecture that some checkpoints hold a tensor of twice.
     *
     * @param repeated names that are passed over where they occur
     */
    public Map<String, NDArray> tensors(NDManager manager, Map<String, Shape> shapes, Set<String> repeated)
            throws IOException {
        SafeTensors file = SafeTensors.ofFolder(folder);
        for (String name : file.names()) {
            if (!shapes.containsKey(name)
                    && !repeated.contains(name)
                    && !name.endsWith(".position_ids")
                    && !name.endsWith(".token_type_ids")) {
                throw new DamagedWeights(folder, name + " is unknown to the architecture \"" + type() + "\"");
            }
        }
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> tensors.put(name, file.get(manager, folder, name, shape)));
        return tensors;
    }

    /** The first 12 hex digits of the weights' sha256. */
    public String revision() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var files = Files.list(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".safetensors"))
                        .sorted()
                        .toList()) {
                    try (var in = Files.newInputStream(file)) {
                        byte[] buffer = new byte[1 << 16];
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            digest.update(buffer, 0, n);
                        }
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
