package dev.vitrine.ranking.reranker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How large the network is, which names its weights.
 *
 * @param dimension of pictures' and texts' vectors
 * @param features of a candidate beside vectors
 */
record Form(int dimension, int features) {

    static final int SIDES = 2;
    static final int HEADS = 4;
    static final int WIDTH = 8;
    static final int HIDDEN = 16;

    /** Kinds of tokens, of both sides. */
    static final int KINDS = SIDES * Token.Kind.values().length;

    /** Likenesses count as behaviour does: a very good one is 1. */
    static final float LIKENESS_SCALE = 1 / 3f;

    static final String PICTURE = "picture.weight";
    static final String TEXT = "text.weight";
    static final String SHARPNESS = "sharpness";
    static final String KIND = "kind";
    static final String STRENGTH = "strength";
    static final String AGE = "age";
    static final String HIDDEN_WEIGHT = "hidden.weight";
    static final String HIDDEN_BIAS = "hidden.bias";
    static final String OUT = "out.weight";
    static final String STRAIGHT = "straight.weight";

    /** What a head gives: likeness, and how the projections agree. */
    static final int HEAD_OUT = 1 + WIDTH;

    static String projection(int side) {
        return side == 0 ? PICTURE : TEXT;
    }

    static int kind(int side, Token token) {
        return side * Token.Kind.values().length + token.kind().ordinal();
    }

    /** What the last layers see of a candidate. */
    int inputs() {
        return SIDES * HEADS * HEAD_OUT + features;
    }

    /** The shapes of all weights by name, in the order in which they are stored. */
    Map<String, int[]> shapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put(PICTURE, new int[] {dimension, HEADS * WIDTH});
        shapes.put(TEXT, new int[] {dimension, HEADS * WIDTH});
        shapes.put(SHARPNESS, new int[] {SIDES * HEADS});
        shapes.put(KIND, new int[] {SIDES * HEADS, KINDS});
        shapes.put(STRENGTH, new int[] {SIDES * HEADS, KINDS});
        shapes.put(AGE, new int[] {SIDES * HEADS, KINDS});
        shapes.put(HIDDEN_WEIGHT, new int[] {inputs(), HIDDEN});
        shapes.put(HIDDEN_BIAS, new int[] {HIDDEN});
        shapes.put(OUT, new int[] {HIDDEN, 1});
        shapes.put(STRAIGHT, new int[] {inputs(), 1});
        return shapes;
    }

    static int size(int[] shape) {
        int size = 1;
        for (int side : shape) {
            size *= side;
        }
        return size;
    }
}
