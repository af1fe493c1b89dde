package dev.vitrine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTests {

    @TempDir
    private Path folder;

    private final NDManager manager = Torch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void whatWasWrittenIsReadBackWithinHalfPrecision() throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafeTensorsWriter.write(
                file,
                Map.of(
                        "matrix", manager.create(new float[] {1, -2.5f, 1e-3f, 60000, 0.1f, 0}, new Shape(2, 3)),
                        "scalar", manager.create(4.6f)));
        SafeTensors read = SafeTensors.ofFile(file);
        assertThat(read.names()).containsExactlyInAnyOrder("matrix", "scalar");
        assertThat(read.get(manager, folder, "matrix", new Shape(2, 3)).toFloatArray())
                .containsExactly(
                        new float[] {1, -2.5f, 1e-3f, 60000, 0.1f, 0}, org.assertj.core.api.Assertions.within(1e-4f));
        assertThat(read.get(manager, folder, "scalar", new Shape()).getFloat())
                .isEqualTo(Float.float16ToFloat(Float.floatToFloat16(4.6f)));
    }

    @Test
    void halfPrecisionTypesAreWidened() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) (Float.floatToIntBits(-3.25f) >>> 16))
                .putShort((short) (Float.floatToIntBits(1e30f) >>> 16));
        data.putShort(Float.floatToFloat16(0.333f)).putShort(Float.floatToFloat16(65504f));
        data.putFloat(7.5f);
        Path file = write(
                "{\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                        + "\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[4,8]},"
                        + "\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
                data.array());
        SafeTensors read = SafeTensors.ofFile(file);
        assertThat(read.get(manager, file, "b", new Shape(2)).toFloatArray())
                .containsExactly(-3.25f, Float.intBitsToFloat(Float.floatToIntBits(1e30f) & 0xffff0000));
        assertThat(read.get(manager, file, "h", new Shape(2)).toFloatArray())
                .containsExactly(Float.float16ToFloat(Float.floatToFloat16(0.333f)), 65504f);
        assertThat(read.get(manager, file, "f", new Shape(1)).toFloatArray()).containsExactly(7.5f);
    }

    @Test
    void aFolderOfShardsIsReadAsOne() throws IOException {
        SafeTensorsWriter.write(folder.resolve("a.safetensors"), Map.of("one", manager.create(new float[] {1})));
        SafeTensorsWriter.write(folder.resolve("b.safetensors"), Map.of("two", manager.create(new float[] {2})));
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\":{\"one\":\"a.safetensors\",\"two\":\"b.safetensors\"}}");
        assertThat(SafeTensors.ofFolder(folder).names()).containsExactlyInAnyOrder("one", "two");

        Files.writeString(index, "{\"weight_map\":{\"one\":\"../a.safetensors\"}}");
        assertThatThrownBy(() -> SafeTensors.ofFolder(folder))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("../a.safetensors");
        Files.writeString(index, "{\"weight_map\":{\"one\":\"\\u0000.safetensors\"}}");
        assertThatThrownBy(() -> SafeTensors.ofFolder(folder))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("which is no file of the folder");
        Files.writeString(index, "{\"weight_map\":{\"one\":\"c.safetensors\"}}");
        assertThatThrownBy(() -> SafeTensors.ofFolder(folder))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("c.safetensors");
    }

    @Test
    void whatIsWrongIsSaidInASentence() throws IOException {
        refused(
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                8,
                "t has 4 bytes for the shape [2]");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 8, "t lies at 4 to 12 of 8 bytes");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "t lies at 8 to 0");
        refused(
                "{\"t\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}",
                8,
                "t has the dtype \"F8_E4M3\"");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "t has the shape [-2]");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}", 8, "shape");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}", 8, "shape");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}", 8, "shape");
        refused("{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "t has no data offsets");
        refused("{\"t\":7}", 8, "dtype");
        refused("[]", 8, "its header is no JSON object");
        refused("{", 8, "its header is no JSON");

        Path tiny = Files.write(folder.resolve("tiny.safetensors"), new byte[3]);
        assertThatThrownBy(() -> SafeTensors.ofFile(tiny))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("3 bytes");
        Path long_ = Files.write(folder.resolve("long.safetensors"), new byte[] {0, 0, 0, 0, 0, 0, 0, 1, '{', '}'});
        assertThatThrownBy(() -> SafeTensors.ofFile(long_))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("header length");
        assertThatThrownBy(() -> SafeTensors.ofFolder(folder.resolve("nowhere")))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("there is no model.safetensors");
    }

    @Test
    void aMissingOrMisshapenTensorIsNamed() throws IOException {
        Path file = write("{\"t\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]);
        SafeTensors read = SafeTensors.ofFile(file);
        assertThatThrownBy(() -> read.get(manager, file, "u", new Shape(1))).hasMessageContaining("u (1) is missing");
        assertThatThrownBy(() -> read.get(manager, file, "t", new Shape(2)))
                .hasMessageContaining("t has the shape (1), expected (2)");
        assertThatThrownBy(() -> read.get(manager, file, "t", new Shape(1)))
                .hasMessageContaining("t has the dtype I64");
    }

    @Test
    void valuesThatAreNoNumbersAreRefusedInEveryPrecision() throws IOException {
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(Float.NaN)
                .putShort(Float.floatToFloat16(Float.NEGATIVE_INFINITY))
                .putShort((short) (Float.floatToIntBits(Float.NaN) >>> 16))
                .array();
        Path file = write(
                "{\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[4,6]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[6,8]}}",
                data);
        SafeTensors read = SafeTensors.ofFile(file);
        for (String name : new String[] {"f", "h", "b"}) {
            assertThatThrownBy(() -> read.get(manager, file, name, new Shape(1)))
                    .isInstanceOf(DamagedWeights.class)
                    .hasMessageContaining(name + " holds the value");
        }
    }

    @Test
    void noDamageGetsFurtherThanAnException() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        SafeTensorsWriter.write(
                whole,
                Map.of(
                        "layers.0.weight", manager.ones(new Shape(3, 4)),
                        "layers.0.bias", manager.zeros(new Shape(3)),
                        "scale", manager.create(1f)));
        byte[] good = Files.readAllBytes(whole);
        int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
        var random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] bad = random.nextInt(5) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0 && bad.length > 0; hits--) {
                int reach = random.nextInt(4) == 0 ? bad.length : Math.min(bad.length, header + 8);
                int at = random.nextInt(reach);
                bad[at] = (byte)
                        (random.nextBoolean()
                                ? random.nextInt(256)
                                : "0123456789{}[],:\"-eE.".charAt(random.nextInt(21)));
            }
            refused += readsOrRefuses(bad) ? 0 : 1;
        }
        assertThat(refused).isBetween(1000, 3999);
    }

    /** Whether every tensor could be read; any failure but {@link DamagedWeights} comes through. */
    private boolean readsOrRefuses(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("bad.safetensors"), bytes);
        try {
            SafeTensors read = SafeTensors.ofFile(file);
            for (String name : read.names()) {
                long[] shape =
                        read.shape(name).stream().mapToLong(Long::longValue).toArray();
                try (NDArray tensor = read.get(manager, file, name, new Shape(shape))) {
                    tensor.toFloatArray();
                }
            }
            return true;
        } catch (DamagedWeights e) {
            assertThat(e.getMessage())
                    .startsWith("The weights in bad.safetensors cannot be used: ")
                    .endsWith(".");
            return false;
        }
    }

    private void refused(String header, int bytes, String reason) throws IOException {
        Path file = write(header, new byte[bytes]);
        assertThatThrownBy(() -> SafeTensors.ofFile(file))
                .as(header)
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining(reason);
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("made.safetensors"), all.array());
    }
}
