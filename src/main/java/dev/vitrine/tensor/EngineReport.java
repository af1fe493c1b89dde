package dev.vitrine.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import java.util.Optional;

/**
 * The engine that this process has loaded.
 *
 * @param version of libtorch
 * @param path of its libraries
 * @param gpus that it can use; 0 with the libraries for the CPU
 * @param reason why there is no engine; empty if there is one
 */
public record EngineReport(String version, String path, int gpus, String reason) {

    /** Loads the engine, if that was not done before, and looks at it. */
    public static EngineReport of() {
        try {
            Engine engine = Engine.getEngine("PyTorch");
            String path = Optional.ofNullable(LibUtils.getLibtorchPath()).orElse("");
            boolean cuda = engine.hasCapability(StandardCapabilities.CUDA);
            return new EngineReport(engine.getVersion(), path, cuda ? Math.max(1, CudaUtils.getGpuCount()) : 0, "");
        } catch (EngineException | IllegalStateException | LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return new EngineReport("", "", 0, String.valueOf(cause.getMessage()));
        }
    }
}
