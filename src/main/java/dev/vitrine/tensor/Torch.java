package dev.vitrine.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
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
}
