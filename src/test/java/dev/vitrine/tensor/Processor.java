package dev.vitrine.tensor;

import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the processor that runs the tests can, as the system says and not as the code under test does. */
public final class Processor {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** Whether a kernel can run here: oneDNN packs weights of bfloat16 for some processors alone, and says so. */
    public static boolean runs(Kernel kernel) {
        return kernel.code() != Code.PACKED || kernel.precision() != Precision.BF16 || packsBf16();
    }

    private static boolean packsBf16() {
        try {
            if (!Files.isReadable(CPU_INFO)) {
                return true;
            }
            Set<String> flags = new HashSet<>(List.of(Files.readString(CPU_INFO).split("\\s+")));
            return flags.contains("avx_ne_convert") || flags.containsAll(Set.of("avx512bw", "avx512vl", "avx512dq"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
