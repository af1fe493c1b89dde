package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import dev.vitrine.vision.blip.LookingBert.Memory;
import dev.vitrine.vision.blip.LookingBert.Passed;
import java.util.function.UnaryOperator;

/** The reference: one engine operation after the other. */
record EagerDecoder(LookingBert layers, UnaryOperator<NDArray> head) implements Decoder {

    @Override
    public Memory looking(NDArray states) {
        return layers.looking(states);
    }

    @Override
    public Passed decode(NDArray ids, Memory seen, Memory past) {
        return layers.decode(ids, seen, past);
    }

    @Override
    public NDArray scores(NDArray states) {
        return head.apply(states);
    }
}
