package dev.vitrine.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

/** The engine: libtorch on the CPU, loaded at the first use. */
public final class Torch {

    private Torch() {}

    /** A manager that owns what is created through it until it is closed. */
    public static NDManager manager() {
        return NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    /** Records operations for the backward pass; one may be open in a process at a time. */
    public static GradientCollector gradients() {
        return Engine.getEngine("PyTorch").newGradientCollector();
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
