package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.LayerKernel;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.encoder.EncoderSpec.Order;
import java.util.ArrayList;
import java.util.List;

/** All layers as one call into the engine. For inference alone: nothing can be differentiated through it. */
final class KernelEncoder implements Encoder, AutoCloseable {

    private final EncoderSpec spec;
    private final LayerKernel kernel;
    private final List<NDArray> tensors;

    /**
     * Makes the kernel; the tensors of the layers stay as they are.
     *
     * @param manager the tensors' own; what the kernel makes lives no longer than it
     * @param count how many of the layers to run
     */
    KernelEncoder(Kernel kernel, EncoderSpec spec, Weights layers, NDManager manager, int count) {
        this.spec = spec;
        tensors = tensors(spec, layers, count);
        var form = new LayerKernel.Form(
                spec.heads(), spec.order() == Order.PRE, spec.activation().configName(), spec.epsilon());
        this.kernel = new LayerKernel(kernel, manager, tensors, form);
    }

    private static List<NDArray> tensors(EncoderSpec spec, Weights layers, int count) {
        LayerNames names = spec.names();
        List<NDArray> tensors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Weights layer = layers.in(i);
            add(tensors, layer.in(names.attentionNorm()));
            for (String which : List.of("weight", "bias")) {
                List<NDArray> parts = names.projections().stream()
                        .map(name -> layer.in(name).get(which))
                        .toList();
                tensors.add(names.fused() ? parts.getFirst() : joined(parts));
            }
            for (String name : List.of(names.out(), names.mlpNorm(), names.up(), names.down())) {
                add(tensors, layer.in(name));
            }
        }
        return tensors;
    }

    private static void add(List<NDArray> tensors, Weights place) {
        tensors.add(place.get("weight"));
        tensors.add(place.get("bias"));
    }

    private static NDArray joined(List<NDArray> parts) {
        try (NDArray first = parts.get(0).concat(parts.get(1), 0)) {
            return first.concat(parts.get(2), 0);
        }
    }

    /**
     * Frees the layers' tensors that the kernel keeps in a form of its own: a large model should not be in memory twice.
     * The layers can be used through this encoder alone from then on.
     */
    void takeOver(EncoderSpec spec, Weights layers) {
        List<NDArray> all = new ArrayList<>(tensors);
        spec.shapes().keySet().forEach(name -> all.add(layers.get(name)));
        for (NDArray tensor : all) {
            if (!kernel.uses(tensor)) {
                tensor.close();
            }
        }
        tensors.clear();
    }

    @Override
    public NDArray all(NDArray x, Mask mask) {
        return kernel.all(x, mask.addend(x.getManager(), (int) x.getShape().get(1)));
    }

    @Override
    public NDArray at(NDArray x, Mask mask, int[] places) {
        NDManager manager = x.getManager();
        int length = (int) x.getShape().get(1);
        NDArray pick = EagerEncoder.pick(manager, places, length);
        return kernel.at(x, mask.addend(manager, length), pick, mask.addend(manager, length, places))
                .squeeze(1);
    }

    @Override
    public NDArray trace(NDArray x) {
        spec.requireSum();
        return kernel.trace(x);
    }

    /** Frees what the kernel made. */
    @Override
    public void close() {
        kernel.close();
    }
}
