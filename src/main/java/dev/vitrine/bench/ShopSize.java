package dev.vitrine.bench;

/**
 * The size of a synthetic shop.
 *
 * @param dimension of the vectors
 * @param seed the same gives the same shop
 */
record ShopSize(int items, int dimension, int users, int interactions, long seed) {

    /** Kinds of things; items of one kind lie close together. */
    int kinds() {
        return Math.clamp(items / 100, 1, 2000);
    }
}
