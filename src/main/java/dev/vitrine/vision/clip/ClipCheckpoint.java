package dev.vitrine.vision.clip;

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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A CLIP model's folder in Hugging Face's layout, its small files read and checked. */
public record ClipCheckpoint(Path folder, ClipConfig config, Preprocessing preprocessing, String tokenizerJson) {

    /**
     * Reads all but the weights.
     *
     * @throws ModelUnusable if a file is missing or not understood
     */
    public static ClipCheckpoint open(Path folder) throws IOException {
        ClipConfig config = ClipConfig.of(json(folder, "config.json"));
        Preprocessing preprocessing = Preprocessing.of(json(folder, "preprocessor_config.json"));
        if (preprocessing.width() != config.imageSize() || preprocessing.height() != config.imageSize()) {
            throw new ModelUnusable("The preprocessing gives pictures of " + preprocessing.width() + " x "
                    + preprocessing.height() + ", the model takes " + config.imageSize() + ".");
        }
        return new ClipCheckpoint(folder, config, preprocessing, tokenizer(folder));
    }

    private static String tokenizer(Path folder) throws IOException {
        try {
            return TokenizerJson.of(folder);
        } catch (JacksonException e) {
            throw new ModelUnusable("A tokenizer file of the model " + folder.getFileName() + " is no JSON.");
        }
    }

    private static String text(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelUnusable("The model " + folder.getFileName() + " has no " + name + ".");
        }
        return Files.readString(file);
    }

    private static JsonNode json(Path folder, String name) throws IOException {
        try {
            return JsonMapper.shared().readTree(text(folder, name));
        } catch (JacksonException e) {
            throw new ModelUnusable("The " + name + " of the model " + folder.getFileName() + " is no JSON.");
        }
    }

    /**
     * The tensors that the configuration asks for, no more and no fewer.
     *
     * @throws DamagedWeights if a tensor is missing, unknown, or of another shape
     */
    public Map<String, NDArray> tensors(NDManager manager) throws IOException {
        SafeTensors file = SafeTensors.ofFolder(folder);
        Map<String, Shape> shapes = config.shapes();
        for (String name : file.names()) {
            if (!shapes.containsKey(name) && !name.endsWith(".position_ids")) {
                throw new DamagedWeights(folder, name + " is unknown to this architecture");
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
