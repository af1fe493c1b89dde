package dev.vitrine.index;

/** Which side of an item a vector describes. */
public enum Modality {
    IMAGE,
    TEXT,
    /** Image and text in one vector: the direction of their sum. */
    FUSED
}
