package dev.vitrine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelJournalTests {

    private static final Kernel PUBLIC = new Kernel(Code.PUBLIC, Precision.BF16);
    private static final Kernel PACKED = new Kernel(Code.PACKED, Precision.F32);
    private static final long GONE = 999_999_999;
    private static final String CRASH = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=2
            #
            # Problematic frame:
            # C  [%s+0x4f]  somewhere+587
            #
            """;

    @TempDir
    private Path home;

    private Path folder;
    private Path logs;

    @BeforeEach
    void folders() throws IOException {
        folder = Files.createDirectories(home.resolve("kernels"));
        logs = Files.createDirectories(home.resolve("log"));
    }

    private KernelJournal opened() {
        return new KernelJournal(folder, logs);
    }

    private void left(long process, String... lines) throws IOException {
        Files.write(folder.resolve(process + ".journal"), List.of(lines));
    }

    private void crashed(long process, String library) throws IOException {
        Files.writeString(logs.resolve("crash-" + process + ".log"), CRASH.formatted(library));
    }

    @Test
    void everythingIsTrustedAtFirst() {
        var journal = new KernelJournal(home.resolve("none"), home.resolve("none"));
        assertThat(journal.trusts(PUBLIC)).isTrue();
        assertThat(journal.trusts(PACKED)).isTrue();
    }

    @Test
    void aKernelThatEndedItsCheckIsNotTriedAgainUntilTheListIsDeleted() throws IOException {
        left(GONE, "checking public bf16", "passed public bf16", "checking packed f32");
        assertThat(opened().trusts(PACKED)).isFalse();
        assertThat(opened().trusts(PACKED)).isFalse();
        assertThat(opened().trusts(PUBLIC)).isTrue();
        Files.delete(folder.resolve("distrusted"));
        assertThat(opened().trusts(PACKED)).isTrue();
    }

    @Test
    void aJournalWithThisProcessesNumberIsAnEarlierOnes() throws IOException {
        left(ProcessHandle.current().pid(), "checking packed f32");
        assertThat(opened().trusts(PACKED)).isFalse();
    }

    @Test
    void aLivingProcessStillChecks() throws IOException {
        left(ProcessHandle.current().parent().orElseThrow().pid(), "checking packed f32");
        assertThat(opened().trusts(PACKED)).isTrue();
    }

    @Test
    void aCrashInTheEngineIsThePackedKernelsFirst() throws IOException {
        left(GONE, "using public bf16", "using packed f32");
        crashed(GONE, "libtorch_cpu.so");
        assertThat(opened().trusts(PACKED)).isFalse();
        assertThat(opened().trusts(PUBLIC)).isTrue();
        left(GONE, "using public bf16");
        crashed(GONE, "libtorch_cpu.so");
        assertThat(opened().trusts(PUBLIC)).isFalse();
    }

    @Test
    void aCrashElsewhereOrAnEndWithoutOneSaysNothing() throws IOException {
        left(GONE, "using packed f32");
        crashed(GONE, "libjvm.so");
        left(GONE - 1, "using packed f32");
        assertThat(opened().trusts(PACKED)).isTrue();
    }

    @Test
    void aCheckIsOverWhenItFails() {
        KernelJournal journal = opened();
        assertThatThrownBy(() -> journal.check(PACKED, () -> {
                    throw new IllegalStateException("no such kernel");
                }))
                .hasMessage("no such kernel");
        assertThat(opened().trusts(PACKED)).isTrue();
    }
}
