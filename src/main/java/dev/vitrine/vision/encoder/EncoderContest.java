package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.Weights;
import java.util.ArrayList;
import java.util.List;

/** A stack of layers among the kernels. */
final class EncoderContest implements Contest<Encoder> {

    private static final int SEQUENCES = 3;
    private static final int PLACES = 50;
    private static final int FEW = 7;

    private final EncoderSpec spec;
    private final Weights layers;

    EncoderContest(EncoderSpec spec, Weights layers) {
        this.spec = spec;
        this.layers = layers;
    }

    @Override
    public String place() {
        return layers.at().replaceFirst("\\.$", "");
    }

    @Override
    public NDManager manager() {
        return layers.in(0).get(spec.names().out() + ".weight").getManager();
    }

    @Override
    public int layers() {
        return spec.layers();
    }

    @Override
    public Encoder eager(int count) {
        return new EagerEncoder(spec.withLayers(count), layers);
    }

    @Override
    public Encoder on(Kernel kernel, int count) {
        return new KernelEncoder(kernel, spec, layers, manager(), count);
    }

    /** As long as a picture for the time, and shorter for the numbers. */
    @Override
    public NDList input(int count) {
        return new NDList(random(SEQUENCES - 1, PLACES), random(SEQUENCES, FEW));
    }

    private NDArray random(int sequences, int places) {
        return manager().randomNormal(0, 1, new Shape(sequences, places, spec.width()), DataType.FLOAT32);
    }

    @Override
    public NDArray pass(Encoder part, NDList input) {
        return part.all(input.get(0), Mask.NONE);
    }

    @Override
    public List<NDArray> everything(Encoder part, NDList input) {
        NDArray x = input.get(1);
        int[] picked = new int[SEQUENCES];
        int[] lengths = new int[SEQUENCES];
        for (int i = 0; i < SEQUENCES; i++) {
            picked[i] = (FEW - 1) * i / SEQUENCES;
            lengths[i] = FEW - i;
        }
        List<NDArray> all = new ArrayList<>();
        for (Mask mask : List.of(Mask.NONE, Mask.CAUSAL, Mask.padded(lengths))) {
            all.add(part.at(x, mask, picked));
        }
        all.add(part.all(x, Mask.NONE));
        if (spec.sums()) {
            all.add(part.trace(x).get(":, 1:"));
        }
        return all;
    }

    @Override
    public void takeOver(Encoder part) {
        if (part instanceof KernelEncoder kernel) {
            kernel.takeOver(spec, layers);
        }
    }

    @Override
    public void close(Encoder part) {
        if (part instanceof KernelEncoder kernel) {
            kernel.close();
        }
    }
}
