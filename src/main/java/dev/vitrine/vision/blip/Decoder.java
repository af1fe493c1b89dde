package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import dev.vitrine.vision.blip.LookingBert.Memory;
import dev.vitrine.vision.blip.LookingBert.Passed;

/** What writes: layers that look at pictures or questions, and the head that scores tokens. The caller scopes the arrays. */
interface Decoder {

    /** As {@link LookingBert#looking}. */
    Memory looking(NDArray states);

    /** As {@link LookingBert#decode}. */
    Passed decode(NDArray ids, Memory seen, Memory past);

    /** As {@link BlipModel#scores}. */
    NDArray scores(NDArray states);
}
