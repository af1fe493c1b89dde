package dev.vitrine.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The engine: libtorch, loaded at the first use. */
public final class Torch {

    private static final String NAME = "PyTorch";
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Torch() {}

    /** A manager on the CPU, which owns what is created through it until it is closed. */
    public static NDManager manager() {
        return manager(Device.cpu());
    }

    /** A manager that owns what is created through it, on that device, until it is closed. */
    public static NDManager manager(Device device) {
        return NDManager.newBaseManager(device, NAME);
    }

    /** Records operations for the backward pass; one may be open in a process at a time. */
    public static GradientCollector gradients() {
        return engine().newGradientCollector();
    }

    /**
     * Makes the calling thread one for inference: no graph is recorded, and programs run as they are written. Otherwise
     * libtorch compiles them anew for the first twenty shapes that it sees.
     */
    static void inferenceOnly() {
        engine();
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
    }

    private static Engine engine() {
        return Engine.getEngine(NAME);
    }

    /**
     * The device a setting means.
     *
     * @param setting auto, cpu, gpu or gpu:n; auto takes the first GPU that libtorch can use, otherwise the CPU
     * @throws DeviceMissing if the setting names a GPU that libtorch cannot use
     */
    public static Device device(String setting) {
        if (setting.equals("cpu")) {
            return Device.cpu();
        }
        EngineReport engine = EngineReport.of();
        if (setting.equals("auto")) {
            return engine.gpus() > 0 ? Device.gpu(0) : Device.cpu();
        }
        int number = setting.equals("gpu") ? 0 : Integer.parseInt(setting.substring("gpu:".length()));
        if (number >= engine.gpus()) {
            throw new DeviceMissing(setting, engine);
        }
        return Device.gpu(number);
    }

    /** Cores that one call uses; loads the engine. */
    public static int threads() {
        engine();
        return JniUtils.getNumThreads();
    }

    /** Whether the processor multiplies bfloat16 itself, as far as the system says. */
    public static boolean multipliesBf16() {
        try {
            if (!Files.isReadable(CPU_INFO)) {
                return false;
            }
            String info = Files.readString(CPU_INFO);
            return info.contains("avx512_bf16") || info.contains("amx_bf16") || info.contains(" bf16");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The array times a number, safe to differentiate. The engine's own product with a number makes an array of it and
     * frees that at once, while the backward pass still reads it: gradients then are now and then wrong or infinite. Here
     * it lives as long as what the enclosing scope or manager owns.
     */
    public static NDArray times(NDArray x, double factor) {
        return x.mul(x.getManager().create((float) factor));
    }
}
