package dev.vitrine.tensor;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A setting names a GPU that the engine cannot use. */
public class DeviceMissing extends Problem {

    DeviceMissing(String setting, EngineReport engine) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "device-missing",
                "vitrine.vision.device is " + setting + ", but libtorch " + engine.version() + " in " + engine.path()
                        + " can use " + engine.gpus()
                        + " GPUs; set it to cpu or auto, or give libtorch its CUDA libraries"
                        + " (PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR).");
    }
}
