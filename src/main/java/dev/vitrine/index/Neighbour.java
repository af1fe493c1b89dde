package dev.vitrine.index;

/** An item near a vector. The similarity is a cosine in [-1, 1]. */
public record Neighbour(long item, double similarity) {}
