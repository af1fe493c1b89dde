package dev.vitrine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads weights in the safetensors format (https://github.com/huggingface/safetensors): eight bytes of little-endian
 * header length, a JSON header of names with dtype, shape and offsets, then raw data. One file, or several with
 * {@code model.safetensors.index.json}.
 *
 * <p>The file is mapped, every bound is checked before it is read, and values are copied out, so that neither a damaged
 * nor a later truncated file can end the process. F16 and BF16 are widened to float32: libtorch's binding aborts on
 * BF16 and is slow on F16.
 */
public final class SafeTensors {

    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.safetensors");
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(Path file, String dtype, List<Long> shape, MemorySegment data) {}

    private SafeTensors() {}

    /**
     * Opens a model folder's weights.
     *
     * @throws DamagedWeights if there are none, or a file is not what it says it is
     */
    public static SafeTensors ofFolder(Path folder) throws IOException {
        Path single = folder.resolve("model.safetensors");
        if (Files.isRegularFile(single)) {
            return ofFile(single);
        }
        Path index = folder.resolve("model.safetensors.index.json");
        if (!Files.isRegularFile(index)) {
            throw new DamagedWeights(
                    folder,
                    Files.exists(folder.resolve("pytorch_model.bin"))
                            ? "it holds only pytorch_model.bin, a pickle that can run code when it is read; "
                                    + "convert it to model.safetensors"
                            : "there is no model.safetensors");
        }
        var shards = new SafeTensors();
        try {
            JsonNode map = JsonMapper.shared().readTree(Files.readString(index)).path("weight_map");
            for (String name : new java.util.TreeSet<>(
                    map.valueStream().map(JsonNode::asString).toList())) {
                if (!SHARD.matcher(name).matches()) {
                    throw new DamagedWeights(
                            index, "it names the shard \"" + name + "\", which is no file of the folder");
                }
                shards.read(folder.resolve(name));
            }
        } catch (JacksonException e) {
            throw new DamagedWeights(index, "it is no JSON");
        }
        return shards;
    }

    /** Opens one file. */
    public static SafeTensors ofFile(Path file) throws IOException {
        var tensors = new SafeTensors();
        tensors.read(file);
        return tensors;
    }

    private void read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DamagedWeights(file, "there is no such file");
        }
        MemorySegment all;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < 8) {
                throw new DamagedWeights(file, "it has " + channel.size() + " bytes");
            }
            all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
        long header = all.get(LENGTH, 0);
        if (header <= 0 || header > Math.min(MAX_HEADER_BYTES, all.byteSize() - 8)) {
            throw new DamagedWeights(file, "its header length is " + header + " bytes of " + all.byteSize());
        }
        String json = new String(all.asSlice(8, header).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        MemorySegment data = all.asSlice(8 + header);
        try {
            JsonNode root = JsonMapper.shared().readTree(json);
            if (!root.isObject()) {
                throw new DamagedWeights(file, "its header is no JSON object");
            }
            for (var property : root.properties()) {
                if (!property.getKey().equals("__metadata__")) {
                    entries.put(property.getKey(), entry(file, property.getKey(), property.getValue(), data));
                }
            }
        } catch (JacksonException e) {
            throw new DamagedWeights(file, "its header is no JSON");
        }
    }

    private static Entry entry(Path file, String name, JsonNode node, MemorySegment data) {
        String dtype = node.path("dtype").asString("");
        int width = switch (dtype) {
            case "F32", "I32" -> 4;
            case "F16", "BF16" -> 2;
            case "I64", "F64" -> 8;
            default -> throw new DamagedWeights(file, name + " has the dtype \"" + dtype + "\"");
        };
        if (!node.path("shape").isArray()) {
            throw new DamagedWeights(file, name + " has the shape " + node.path("shape"));
        }
        List<Long> shape = new ArrayList<>();
        long count = 1;
        for (JsonNode size : node.path("shape")) {
            if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
                throw new DamagedWeights(file, name + " has the shape " + node.path("shape"));
            }
            shape.add(size.longValue());
            try {
                count = Math.multiplyExact(count, size.longValue());
            } catch (ArithmeticException e) {
                throw new DamagedWeights(file, name + " has the shape " + node.path("shape"));
            }
        }
        JsonNode offsets = node.path("data_offsets");
        if (offsets.size() != 2
                || !offsets.get(0).canConvertToLong()
                || !offsets.get(1).canConvertToLong()) {
            throw new DamagedWeights(file, name + " has no data offsets");
        }
        long begin = offsets.get(0).asLong(-1);
        long end = offsets.get(1).asLong(-1);
        if (begin < 0 || end < begin || end > data.byteSize()) {
            throw new DamagedWeights(
                    file, name + " lies at " + begin + " to " + end + " of " + data.byteSize() + " bytes");
        }
        if (count > Integer.MAX_VALUE || (end - begin) / width != count || (end - begin) % width != 0) {
            throw new DamagedWeights(file, name + " has " + (end - begin) + " bytes for the shape " + shape);
        }
        return new Entry(file, dtype, List.copyOf(shape), data.asSlice(begin, end - begin));
    }

    /** The tensors' names. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * A copy of a tensor as float32.
     *
     * @param shape what it must have
     * @throws DamagedWeights if it is missing, has another shape or an integer type, or holds a value that is no number
     */
    public NDArray get(NDManager manager, Path folder, String name, Shape shape) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new DamagedWeights(folder, name + " " + shape + " is missing");
        }
        var found = new Shape(entry.shape());
        if (!found.equals(shape)) {
            throw new DamagedWeights(folder, name + " has the shape " + found + ", expected " + shape);
        }
        float[] values = floats(name, entry);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new DamagedWeights(
                        entry.file(), name + " holds the value " + value + ", expected finite numbers");
            }
        }
        return manager.create(values, shape);
    }

    /** The shape of a tensor, or an empty list when there is none of that name. */
    public List<Long> shape(String name) {
        Entry entry = entries.get(name);
        return entry == null ? List.of() : entry.shape();
    }

    private static float[] floats(String name, Entry entry) {
        MemorySegment data = entry.data();
        switch (entry.dtype()) {
            case "F32" -> {
                return data.toArray(FLOAT);
            }
            case "F16" -> {
                float[] wide = new float[(int) (data.byteSize() / 2)];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = Float.float16ToFloat(data.get(HALF, 2L * i));
                }
                return wide;
            }
            case "BF16" -> {
                float[] wide = new float[(int) (data.byteSize() / 2)];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = Float.intBitsToFloat(data.get(HALF, 2L * i) << 16);
                }
                return wide;
            }
            default ->
                throw new DamagedWeights(entry.file(), name + " has the dtype " + entry.dtype() + ", expected F32");
        }
    }
}
