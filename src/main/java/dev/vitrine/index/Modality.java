package dev.vitrine.index;

/** Which side of an item a vector describes. */
public enum Modality {
    IMAGE,
    TEXT,
    /** Image and text side by side in one vector, see {@link Fused}. */
    FUSED
}
