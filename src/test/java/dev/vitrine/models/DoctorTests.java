package dev.vitrine.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.tensor.EngineReport;
import org.junit.jupiter.api.Test;

class DoctorTests {

    @Test
    void aGpuThatTheEngineCannotUseIsSaidWithWhatToDo() {
        var cpu = new EngineReport("2.7.1", "/somewhere/2.7.1-cpu", 0, "");
        assertThat(Doctor.device(cpu, 0)).isEqualTo(new Doctor.Finding(Doctor.State.OK, "device", "the CPU"));
        assertThat(Doctor.device(cpu, 2).state()).isEqualTo(Doctor.State.WARN);
        assertThat(Doctor.device(cpu, 2).detail())
                .contains("2 GPUs", "PYTORCH_LIBRARY_PATH", "2.7.1", "PYTORCH_FLAVOR");

        var cuda = new EngineReport("2.7.1", "/somewhere/lib", 1, "");
        assertThat(Doctor.device(cuda, 1).state()).isEqualTo(Doctor.State.OK);
    }

    @Test
    void sizesReadLikePeopleSayThem() {
        assertThat(ModelCommands.size(999)).isEqualTo("999 B");
        assertThat(ModelCommands.size(4186)).isEqualTo("4.2 kB");
        assertThat(ModelCommands.size(605_157_884)).isEqualTo("605 MB");
        assertThat(ModelCommands.size(999_960_000)).isEqualTo("1.0 GB");
        assertThat(ModelCommands.size(3_944_552_236L)).isEqualTo("3.9 GB");
        assertThat(ModelCommands.size(20_000_000_000_000L)).isEqualTo("20000 GB");
    }
}
