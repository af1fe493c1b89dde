package dev.vitrine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the float32 weights of an ONNX file (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto); the graph is not
 * run, only looked at for names. PyTorch's exporter keeps a parameter's name, except for the matrices of linear maps,
 * which it transposes and numbers ({@code onnx::MatMul_787}); the node that multiplies by one still has the map's name
 * ({@code /encoder/layer.0/attention/self/query/MatMul}). So they come out as in the checkpoint that was exported:
 * {@code encoder.layer.0.attention.self.query.weight}, [out, in].
 *
 * <p>The file is read into memory, and every length is checked before it is believed.
 */
public final class OnnxWeights {

    private static final int GRAPH = 7; // of ModelProto
    private static final int NODE = 1; // of GraphProto
    private static final int INITIALIZER = 5;
    private static final int INPUT = 1; // of NodeProto
    private static final int NODE_NAME = 3;
    private static final int OP_TYPE = 4;
    private static final int DIMS = 1; // of TensorProto
    private static final int DATA_TYPE = 2;
    private static final int FLOAT_DATA = 4;
    private static final int TENSOR_NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int DATA_LOCATION = 14;
    private static final long FLOAT = 1;
    private static final String NUMBERED = "onnx::MatMul_";
    private static final String PRODUCT = "/MatMul";
    private static final int MOST_BYTES = 1 << 30;

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * A tensor as it lies in the file.
     *
     * @param transposed whether its last two sizes have to be swapped
     */
    private record Entry(
            List<Long> shape, long type, @Nullable ByteBuffer data, boolean transposed) {}

    private OnnxWeights(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param name for messages
     * @throws DamagedWeights if it is no ONNX file, damaged, or larger than 1 GiB
     */
    public static OnnxWeights of(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        var weights = new OnnxWeights(Path.of(name));
        if (bytes.length > MOST_BYTES) {
            throw weights.damaged("it has more than " + MOST_BYTES + " bytes");
        }
        weights.model(new Message(weights, ByteBuffer.wrap(bytes)));
        return weights;
    }

    private DamagedWeights damaged(String what) {
        return new DamagedWeights(file, what);
    }

    private void model(Message model) {
        Map<String, String> products = new HashMap<>();
        Map<String, Entry> stored = new LinkedHashMap<>();
        while (model.next()) {
            if (model.field == GRAPH) {
                Message graph = model.message();
                while (graph.next()) {
                    if (graph.field == NODE) {
                        product(graph.message(), products);
                    } else if (graph.field == INITIALIZER) {
                        tensor(graph.message(), stored);
                    }
                }
            }
        }
        if (stored.isEmpty()) {
            throw damaged("it holds no tensors");
        }
        stored.forEach((name, entry) -> {
            String map = products.get(name);
            boolean numbered =
                    name.startsWith(NUMBERED) && map != null && entry.shape().size() == 2;
            String plain = numbered ? map : name;
            Entry named = numbered ? new Entry(entry.shape().reversed(), entry.type(), entry.data(), true) : entry;
            if (entries.put(plain, named) != null) {
                throw damaged("it holds " + plain + " twice");
            }
        });
    }

    /** Notes under which name a node multiplies by its second input. */
    private static void product(Message node, Map<String, String> products) {
        List<String> inputs = new ArrayList<>();
        String name = "";
        String type = "";
        while (node.next()) {
            switch (node.field) {
                case INPUT -> inputs.add(node.text());
                case NODE_NAME -> name = node.text();
                case OP_TYPE -> type = node.text();
                default -> {
                    // nothing to know
                }
            }
        }
        if (type.equals("MatMul") && inputs.size() == 2 && name.startsWith("/") && name.endsWith(PRODUCT)) {
            String map = name.substring(1, Math.max(1, name.length() - PRODUCT.length()));
            products.put(inputs.get(1), map.replace('/', '.') + ".weight");
        }
    }

    private void tensor(Message tensor, Map<String, Entry> stored) {
        List<Long> shape = new ArrayList<>();
        String name = "";
        long type = 0;
        ByteBuffer data = null;
        while (tensor.next()) {
            switch (tensor.field) {
                case DIMS -> tensor.numbers(shape);
                case DATA_TYPE -> type = tensor.number();
                case TENSOR_NAME -> name = tensor.text();
                case RAW_DATA, FLOAT_DATA -> data = tensor.bytes();
                case DATA_LOCATION -> {
                    if (tensor.number() != 0) {
                        throw damaged("its tensors lie in another file");
                    }
                }
                default -> {
                    // nothing to know
                }
            }
        }
        if (type == FLOAT) {
            long count = 1;
            for (long size : shape) {
                if (size < 0 || size > MOST_BYTES || (count *= size) > MOST_BYTES) {
                    throw damaged(name + " has the shape " + shape);
                }
            }
            long bytes = data == null ? 0 : data.remaining();
            if (bytes != count * Float.BYTES) {
                throw damaged(name + " has " + bytes + " bytes for the shape " + shape);
            }
        }
        if (stored.put(name, new Entry(List.copyOf(shape), type, data, false)) != null) {
            throw damaged("it holds " + name + " twice");
        }
    }

    /** The tensors' names. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /** The shape of a tensor, or an empty list when there is none of that name. */
    public List<Long> shape(String name) {
        Entry entry = entries.get(name);
        return entry == null ? List.of() : entry.shape();
    }

    /**
     * A copy of a tensor.
     *
     * @param shape what it must have
     * @throws DamagedWeights if it is missing, or has another shape or type
     */
    public NDArray get(NDManager manager, String name, Shape shape) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw damaged(name + " " + shape + " is missing");
        }
        var found = new Shape(entry.shape());
        if (!found.equals(shape)) {
            throw damaged(name + " has the shape " + found + ", expected " + shape);
        }
        if (entry.type() != FLOAT || entry.data() == null) {
            throw damaged(name + " has the data type " + entry.type() + ", expected 1, float32");
        }
        float[] values = new float[entry.data().remaining() / Float.BYTES];
        entry.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return manager.create(entry.transposed() ? transposed(values, shape) : values, shape);
    }

    /** @param shape that it gets */
    private static float[] transposed(float[] values, Shape shape) {
        int rows = (int) shape.get(0);
        int columns = (int) shape.get(1);
        float[] swapped = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                swapped[row * columns + column] = values[column * rows + row];
            }
        }
        return swapped;
    }

    /** A message of Protocol Buffers' wire format, read field by field; what is not asked for is skipped. */
    private static final class Message {

        private static final int VARINT = 0;
        private static final int EIGHT_BYTES = 1;
        private static final int LENGTH = 2;
        private static final int FOUR_BYTES = 5;

        private final OnnxWeights file;
        private final ByteBuffer in;
        private int field;
        private int kind = -1;

        Message(OnnxWeights file, ByteBuffer in) {
            this.file = file;
            this.in = in;
        }

        /** Goes to the next field, past the value of this one if nobody read it. */
        boolean next() {
            skip();
            if (!in.hasRemaining()) {
                return false;
            }
            long tag = varint();
            field = (int) (tag >>> 3);
            kind = (int) (tag & 7);
            if (tag >>> 3 < 1 || tag >>> 3 > (1 << 29) - 1) {
                throw file.damaged("it is no ONNX file");
            }
            return true;
        }

        private void skip() {
            switch (kind) {
                case -1 -> {
                    // it was read
                }
                case VARINT -> varint();
                case EIGHT_BYTES -> take(Long.BYTES);
                case FOUR_BYTES -> take(Integer.BYTES);
                case LENGTH -> take(varint());
                default -> throw file.damaged("it is no ONNX file");
            }
            kind = -1;
        }

        private void expect(int wanted) {
            if (kind != wanted) {
                throw file.damaged("the field " + field + " has the wire type " + kind + ", expected " + wanted);
            }
            kind = -1;
        }

        long number() {
            expect(VARINT);
            return varint();
        }

        /** One number, or several packed together. */
        void numbers(List<Long> into) {
            if (kind == VARINT) {
                into.add(number());
            } else {
                Message packed = new Message(file, bytes());
                while (packed.in.hasRemaining()) {
                    into.add(packed.varint());
                }
            }
        }

        ByteBuffer bytes() {
            expect(LENGTH);
            return take(varint());
        }

        String text() {
            return StandardCharsets.UTF_8.decode(bytes()).toString();
        }

        Message message() {
            return new Message(file, bytes());
        }

        private ByteBuffer take(long length) {
            if (length < 0 || length > in.remaining()) {
                throw file.damaged("it ends within a value of " + length + " bytes");
            }
            ByteBuffer slice = in.slice(in.position(), (int) length);
            in.position(in.position() + (int) length);
            return slice;
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (!in.hasRemaining()) {
                    throw file.damaged("it ends within a number");
                }
                byte part = in.get();
                value |= (long) (part & 0x7f) << shift;
                if (part >= 0) {
                    return value;
                }
            }
            throw file.damaged("it holds a number of more than 64 bits");
        }
    }
}
