package dev.vitrine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against files written here, byte by byte. */
class OnnxWeightsTests {

    private final NDManager manager = Torch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Protocol Buffers' wire format, as far as it is needed. */
    private static final class Wire {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private Wire varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                out.write((int) (left & 0x7f | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
            return this;
        }

        Wire number(int field, long value) {
            return varint(field << 3).varint(value);
        }

        Wire bytes(int field, byte[] value) {
            varint(field << 3 | 2).varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Wire text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Wire message(int field, Wire value) {
            return bytes(field, value.out.toByteArray());
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    private static Wire tensor(String name, byte[] data, long... shape) {
        var tensor = new Wire();
        for (long size : shape) {
            tensor.number(1, size);
        }
        return tensor.number(2, 1).text(8, name).bytes(9, data);
    }

    private static Wire product(String name, String matrix) {
        return new Wire()
                .text(1, "x")
                .text(1, matrix)
                .text(2, "y")
                .text(3, name)
                .text(4, "MatMul");
    }

    private static byte[] file(Wire graph) {
        return new Wire()
                .number(1, 6)
                .text(2, "pytorch")
                .message(7, graph)
                .message(8, new Wire().number(2, 11))
                .toBytes();
    }

    private static byte[] good() {
        return file(new Wire()
                .message(1, product("/layer.0/query/MatMul", "onnx::MatMul_7"))
                .message(1, product("/attention/MatMul", "/attention/Softmax_output_0"))
                .message(5, tensor("layer.0.query.bias", floats(0.5f, -1), 2))
                .message(5, tensor("onnx::MatMul_7", floats(1, 2, 3, 4, 5, 6), 3, 2))
                .text(2, "graph"));
    }

    private static OnnxWeights read(byte[] bytes) throws IOException {
        return OnnxWeights.of(new ByteArrayInputStream(bytes), "test.onnx");
    }

    @Test
    void numberedMatricesGetTheirMapsNameAndAreTurned() throws IOException {
        OnnxWeights weights = read(good());
        assertThat(weights.names()).containsExactlyInAnyOrder("layer.0.query.bias", "layer.0.query.weight");
        assertThat(weights.shape("layer.0.query.weight")).containsExactly(2L, 3L);
        assertThat(weights.get(manager, "layer.0.query.weight", new Shape(2, 3)).toFloatArray())
                .containsExactly(1, 3, 5, 2, 4, 6);
        assertThat(weights.get(manager, "layer.0.query.bias", new Shape(2)).toFloatArray())
                .containsExactly(0.5f, -1);
    }

    @Test
    void floatsMayBePackedAndSizesToo() throws IOException {
        Wire packed = new Wire()
                .bytes(1, new byte[] {2, 1})
                .number(2, 1)
                .bytes(4, floats(7, 8))
                .text(8, "w");
        assertThat(read(file(new Wire().message(5, packed)))
                        .get(manager, "w", new Shape(2, 1))
                        .toFloatArray())
                .containsExactly(7, 8);
    }

    @Test
    void otherTypesAreListedButNotGiven() throws IOException {
        Wire ids = new Wire().number(1, 1).number(2, 7).text(8, "position_ids").bytes(9, new byte[8]);
        OnnxWeights weights = read(file(new Wire().message(5, ids)));
        assertThat(weights.names()).containsExactly("position_ids");
        assertThatThrownBy(() -> weights.get(manager, "position_ids", new Shape(1)))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContainingAll("position_ids", "7", "float32");
    }

    @Test
    void whatIsMissingOrOfAnotherShapeIsNamed() throws IOException {
        OnnxWeights weights = read(good());
        assertThat(weights.shape("nothing")).isEmpty();
        assertThatThrownBy(() -> weights.get(manager, "nothing", new Shape(2)))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContainingAll("test.onnx", "nothing", "missing");
        assertThatThrownBy(() -> weights.get(manager, "layer.0.query.weight", new Shape(3, 2)))
                .hasMessageContainingAll("layer.0.query.weight", "(2, 3)", "(3, 2)");
    }

    @Test
    void aTensorThatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> read(file(new Wire().message(5, tensor("w", floats(1, 2), 3)))))
                .hasMessageContainingAll("w", "8 bytes", "[3]");
        assertThatThrownBy(() -> read(file(new Wire().message(5, tensor("w", floats(1), 1L << 40, 1L << 40)))))
                .hasMessageContaining("shape");
        assertThatThrownBy(() -> read(file(new Wire().message(5, tensor("w", floats(1), -1)))))
                .hasMessageContaining("shape");
        assertThatThrownBy(() -> read(
                        file(new Wire().message(5, tensor("w", floats(1), 1)).message(5, tensor("w", floats(1), 1)))))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> read(file(
                        new Wire().message(5, tensor("w", floats(1), 1).number(14, 1)))))
                .hasMessageContaining("another file");
    }

    @Test
    void whatIsNoOnnxFileIsRefused() {
        for (byte[] bytes :
                new byte[][] {{}, "<html>no</html>".getBytes(StandardCharsets.UTF_8), new byte[100], {-1, -1}}) {
            assertThatThrownBy(() -> read(bytes)).isInstanceOf(DamagedWeights.class);
        }
    }

    @Test
    @Timeout(60)
    void noDamageEndsInAnythingButASentence() {
        var random = new SplittableRandom(20);
        byte[] good = good();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                OnnxWeights weights = read(bad);
                for (String name : weights.names()) {
                    weights.get(
                                    manager,
                                    name,
                                    new Shape(weights.shape(name).stream()
                                            .mapToLong(Long::longValue)
                                            .toArray()))
                            .close();
                }
            } catch (DamagedWeights e) {
                refused++;
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("damage " + i, e);
            }
        }
        assertThat(refused).isBetween(10_000, 20_000);
    }
}
