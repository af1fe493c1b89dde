package dev.vitrine.models;

import org.jspecify.annotations.Nullable;

/**
 * A file of a model, and what is known about it.
 *
 * @param size in bytes
 * @param sha256 in lower-case hex
 */
record ModelFile(String name, @Nullable Long size, @Nullable String sha256) {

    /** This one, completed by what another source says about the same file. */
    ModelFile or(ModelFile other) {
        return new ModelFile(name, size != null ? size : other.size, sha256 != null ? sha256 : other.sha256);
    }

    boolean complete() {
        return size != null && sha256 != null;
    }
}
