package dev.vitrine.tensor;

import java.util.Locale;

/**
 * Which code runs the layers of a transformer, and in which precision. Every kernel takes and gives float32.
 *
 * @param code eager code knows float32 only
 */
public record Kernel(Code code, Precision precision) {

    /** The code. */
    public enum Code {
        /** One call of the engine per operation: the reference, and what training differentiates. */
        EAGER,
        /** A program of libtorch's public operations. */
        PUBLIC,
        /**
         * A program whose linear maps are oneDNN's, on weights packed once. The operation is private to libtorch: it is
         * there in this version and on x86 alone.
         */
        PACKED
    }

    /** The precision of linear maps and attention; norms and the residual stream are float32 in both. */
    public enum Precision {
        F32,
        /** Eight bits of mantissa: half the memory, and up to twice the speed where the hardware multiplies it. */
        BF16
    }

    /** The reference. */
    public static final Kernel EAGER = new Kernel(Code.EAGER, Precision.F32);

    public Kernel {
        if (code == Code.EAGER && precision == Precision.BF16) {
            throw new IllegalArgumentException(
                    "eager code knows no bf16: the engine's binding aborts the process on it");
        }
    }

    @Override
    public String toString() {
        return (code + " " + precision).toLowerCase(Locale.ROOT);
    }
}
