package dev.vitrine.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A CLIP of any output width from a given one: its towers, with random projections. What it finds means nothing; what it
 * takes is what a text tower of that size takes.
 */
final class WideModel {

    private static final String PROJECTION = "_projection.weight";
    private static final int HEADER = 8;

    private WideModel() {}

    /**
     * Writes the folder of such a model.
     *
     * @throws IOException if the given folder cannot be read or the new one not written
     */
    static void write(Path from, Path to, int width, long seed) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        var json = JsonMapper.shared();
        ObjectNode config = (ObjectNode) json.readTree(from.resolve("config.json"));
        config.put("projection_dim", width);
        ((ObjectNode) config.path("text_config")).put("projection_dim", width);
        ((ObjectNode) config.path("vision_config")).put("projection_dim", width);
        Files.writeString(to.resolve("config.json"), json.writeValueAsString(config));
        widen(from.resolve("model.safetensors"), to.resolve("model.safetensors"), width, seed);
    }

    /** The format: the header's length, the header with each tensor's place, the tensors. */
    private static void widen(Path from, Path to, int width, long seed) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(from)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) file.getLong();
        byte[] text = new byte[length];
        file.get(text);
        ObjectNode header = (ObjectNode) JsonMapper.shared().readTree(text);
        header.remove("__metadata__");
        Map<String, byte[]> tensors = new TreeMap<>();
        var random = new Random(seed);
        for (var entry : header.properties()) {
            ObjectNode tensor = (ObjectNode) entry.getValue();
            int begin = tensor.path("data_offsets").get(0).asInt();
            byte[] bytes = new byte[tensor.path("data_offsets").get(1).asInt() - begin];
            file.position(HEADER + length + begin).get(bytes);
            if (entry.getKey().endsWith(PROJECTION)) {
                int inner = tensor.path("shape").get(1).asInt();
                bytes = random(random, width * inner);
                tensor.put("dtype", "F16");
                tensor.putArray("shape").add(width).add(inner);
            }
            tensors.put(entry.getKey(), bytes);
        }
        int at = 0;
        for (var tensor : tensors.entrySet()) {
            ((ObjectNode) header.path(tensor.getKey()))
                    .putArray("data_offsets")
                    .add(at)
                    .add(at + tensor.getValue().length);
            at += tensor.getValue().length;
        }
        byte[] head = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        ByteBuffer wide = ByteBuffer.allocate(HEADER + head.length + at).order(ByteOrder.LITTLE_ENDIAN);
        wide.putLong(head.length).put(head);
        tensors.values().forEach(wide::put);
        Files.write(to, wide.array());
    }

    private static byte[] random(Random random, int values) {
        ByteBuffer halves = ByteBuffer.allocate(2 * values).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values; i++) {
            halves.putShort(Float.floatToFloat16((float) (0.1 * random.nextGaussian())));
        }
        return halves.array();
    }
}
