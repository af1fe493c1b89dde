package dev.vitrine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Dot products as wide as the processor's registers. Needs the virtual machine's vector module, which is incubating. */
final class WideProduct {

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private WideProduct() {}

    static double of(float[] ours, float[] theirs) {
        // Four sums at once: one would wait for itself at every step.
        FloatVector a = FloatVector.zero(LANES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int lanes = LANES.length();
        int i = 0;
        for (; i + 4 * lanes <= ours.length; i += 4 * lanes) {
            a = at(ours, i).fma(at(theirs, i), a);
            b = at(ours, i + lanes).fma(at(theirs, i + lanes), b);
            c = at(ours, i + 2 * lanes).fma(at(theirs, i + 2 * lanes), c);
            d = at(ours, i + 3 * lanes).fma(at(theirs, i + 3 * lanes), d);
        }
        double sum = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
        for (; i < ours.length; i++) {
            sum += (double) ours[i] * theirs[i];
        }
        return sum;
    }

    private static FloatVector at(float[] values, int from) {
        return FloatVector.fromArray(LANES, values, from);
    }
}
