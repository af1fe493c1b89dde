package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Kernel;
import java.util.List;

/**
 * A part of a model that runs on eager code and on several kernels, to be tried on its own weights.
 *
 * @param <T> the part
 */
public interface Contest<T> {

    /** Its place in the model. */
    String place();

    /** Owns its weights. */
    NDManager manager();

    /** How many layers it has; a trial runs the first few. */
    int layers();

    /** The first layers on eager code. */
    T eager(int count);

    /**
     * The first layers on a kernel; the part's own tensors stay as they are.
     *
     * @throws RuntimeException if this machine or this libtorch has no such kernel
     */
    T on(Kernel kernel, int count);

    /** Something to run a trial on, drawn by chance. */
    NDList input(int count);

    /** One pass, whose time is what counts. */
    NDArray pass(T part, NDList input);

    /**
     * What the whole part gives in every way it can be called, the same at each call.
     *
     * @return tensors whose rows are vectors to compare
     */
    List<NDArray> everything(T part, NDList input);

    /** The part serves from now on: frees what it keeps in a form of its own. */
    void takeOver(T part);

    /** Frees what the part made. */
    void close(T part);
}
