package dev.vitrine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program for libtorch whose text is compiled when it is loaded: operations that the engine's binding leaves out, and
 * one call where there would be hundreds.
 *
 * <p>The text is TorchScript in the dialect of saved modules (no {@code torch.nn.functional}; types by number). A saved
 * module is a zip with the text and a pickle of its fields; here there are none, so the pickle is a constant, and the
 * archive never touches a disk. Methods run in inference mode: no gradient, and results refuse changes in place.
 */
final class TorchProgram {

    private static final String HEAD = """
            class K(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              _is_full_backward_hook : Optional[bool]
            """;

    private final PtSymbolBlock module;

    private TorchProgram(PtSymbolBlock module) {
        this.module = module;
    }

    /**
     * Compiles a program, in some 50 ms.
     *
     * @param manager owns it, and says where it runs
     * @param methods {@code def name(self, ...)} and so on, unindented
     * @throws ai.djl.engine.EngineException with line and caret if the text or an operation is unknown to this libtorch
     */
    static TorchProgram compile(NDManager manager, String methods) {
        try {
            var archive = new ByteArrayInputStream(archive(HEAD + methods.indent(2)));
            PtSymbolBlock module = JniUtils.loadModule((PtNDManager) manager, archive, false, false);
            manager.attachInternal(module.toString(), module);
            return new TorchProgram(module);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls a method.
     *
     * @param owner of the result
     * @param arguments are closed
     */
    NDArray call(NDManager owner, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(module, method, arguments)) {
            return result.toTensor((PtNDManager) owner);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /**
     * Calls a method that gives a list of tensors.
     *
     * @param owner of the results
     * @param arguments are closed
     */
    List<NDArray> callForList(NDManager owner, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(module, method, arguments)) {
            return List.of(result.toTensorArray((PtNDManager) owner));
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /** A tensor as an argument. */
    static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    /** Tensors as one argument. */
    static IValue tensors(List<NDArray> arrays) {
        return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    private static byte[] archive(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, "k/data.pkl", object());
            put(zip, "k/code/__torch__.py", text.getBytes(StandardCharsets.UTF_8));
            put(zip, "k/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}); // an empty tuple
            put(zip, "k/version", "10\n".getBytes(StandardCharsets.US_ASCII));
            put(zip, "k/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    /** Pickle, protocol 2: an object of the class K with its two fields. */
    private static byte[] object() {
        var pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("c__torch__\nK\nq\0".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
        pickle.writeBytes(word("training"));
        pickle.write(0x88); // True
        pickle.writeBytes(word("_is_full_backward_hook"));
        pickle.writeBytes(new byte[] {'N', 'u', 'b', '.'});
        return pickle.toByteArray();
    }

    private static byte[] word(String text) {
        var word = new ByteArrayOutputStream();
        word.writeBytes(new byte[] {'X', (byte) text.length(), 0, 0, 0});
        word.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return word.toByteArray();
    }

    /** Stored, as libtorch wants it. */
    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var checksum = new CRC32();
        checksum.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
