package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.LookingKernel;
import dev.vitrine.tensor.LookingKernel.Tensors;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.blip.LookingBert.Memory;
import dev.vitrine.vision.blip.LookingBert.Passed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A step of all layers as one call into the engine. For inference alone. */
final class KernelDecoder implements Decoder {

    private final LookingBert bert;
    private final LookingKernel kernel;
    private final List<NDArray> joined = new ArrayList<>();
    private final List<NDArray> own = new ArrayList<>();

    /**
     * Makes the kernel; the tensors stay as they are.
     *
     * @param layers the place of the numbered layers
     * @param head the tensors of the head, as {@link LookingKernel#HEAD_TENSORS} says
     * @param bert embeds the tokens
     */
    KernelDecoder(
            Kernel kernel, BertConfig config, Weights layers, List<NDArray> head, LookingBert bert, NDManager manager) {
        this.bert = bert;
        List<NDArray> all = new ArrayList<>();
        List<NDArray> seen = new ArrayList<>();
        for (int i = 0; i < config.encoder().layers(); i++) {
            Weights layer = layers.in(i);
            Weights self = layer.in("attention").in("self");
            for (String which : List.of("weight", "bias")) {
                NDArray fused = fused(self, which);
                joined.add(fused);
                all.add(fused);
                own.addAll(List.of(
                        self.in("query").get(which),
                        self.in("key").get(which),
                        self.in("value").get(which)));
            }
            Weights cross = layer.in("crossattention");
            for (Weights place : List.of(
                    layer.in("attention").in("output").in("dense"),
                    layer.in("attention").in("output").in("LayerNorm"),
                    cross.in("self").in("query"),
                    cross.in("output").in("dense"),
                    cross.in("output").in("LayerNorm"),
                    layer.in("intermediate").in("dense"),
                    layer.in("output").in("dense"),
                    layer.in("output").in("LayerNorm"))) {
                add(all, place);
            }
            add(seen, cross.in("self").in("key"));
            add(seen, cross.in("self").in("value"));
        }
        own.addAll(all);
        own.addAll(seen);
        Set<NDArray> tied = Collections.newSetFromMap(new IdentityHashMap<>());
        tied.add(bert.words());
        head.stream().filter(tensor -> !tied.contains(tensor)).forEach(own::add);
        var form = new LookingKernel.Form(
                config.encoder().heads(),
                config.encoder().activation().configName(),
                config.encoder().epsilon());
        this.kernel = new LookingKernel(kernel, manager, new Tensors(all, seen, head), form);
    }

    private static NDArray fused(Weights self, String which) {
        try (NDArray two = self.in("query").get(which).concat(self.in("key").get(which), 0)) {
            return two.concat(self.in("value").get(which), 0);
        }
    }

    private static void add(List<NDArray> tensors, Weights place) {
        tensors.add(place.get("weight"));
        tensors.add(place.get("bias"));
    }

    /** Frees the tensors that the kernel keeps in a form of its own; the decoder works through it alone then. */
    void takeOver() {
        own.stream().filter(tensor -> !kernel.uses(tensor)).forEach(NDArray::close);
        own.clear();
        joined.clear();
    }

    @Override
    public Memory looking(NDArray states) {
        return memory(kernel.looking(states));
    }

    @Override
    public Passed decode(NDArray ids, Memory seen, Memory past) {
        int length = (int) ids.getShape().get(1);
        NDArray x = bert.embedded(ids, past.places()); // [N, L, D]
        NDArray mask = length > 1 ? LookingBert.causal(x, past.places(), length) : null;
        List<NDArray> passed = kernel.decode(x, inTurn(past), inTurn(seen), mask);
        return new Passed(passed.getFirst(), memory(passed.subList(1, passed.size())));
    }

    @Override
    public NDArray scores(NDArray states) {
        return kernel.scores(states);
    }

    private static Memory memory(List<NDArray> inTurn) {
        List<NDArray> keys = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        for (int i = 0; i < inTurn.size(); i += 2) {
            keys.add(inTurn.get(i));
            values.add(inTurn.get(i + 1));
        }
        return new Memory(keys, values);
    }

    private static List<NDArray> inTurn(Memory memory) {
        List<NDArray> arrays = new ArrayList<>();
        for (int i = 0; i < memory.keys().size(); i++) {
            arrays.add(memory.keys().get(i));
            arrays.add(memory.values().get(i));
        }
        return arrays;
    }

    /** Frees what the kernel made. */
    void close() {
        joined.forEach(NDArray::close);
        kernel.close();
    }
}
