package dev.vitrine.models;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue.
 *
 * @param name of its folder here
 * @param repository on the hub, as {@code owner/name}
 * @param revision the pinned commit; absent where it is not known: then the first pull pins it
 * @param branch what the first pull resolves where no commit is pinned; absent for {@code main}
 * @param licence of the weights, as their publisher states it
 * @param languages of the texts it understands or writes
 * @param task what it is for: {@code search}, {@code captions} or {@code questions}
 * @param dimension of its vectors; absent for models that write
 * @param files all that its use needs
 */
record KnownModel(
        String name,
        String repository,
        @Nullable String revision,
        @Nullable String branch,
        String licence,
        List<String> languages,
        String task,
        @Nullable Integer dimension,
        List<ModelFile> files) {

    String wanted() {
        return revision != null ? revision : Optional.ofNullable(branch).orElse("main");
    }

    /** The bytes of all files, as far as they are known. */
    long size() {
        return files.stream()
                .mapToLong(file -> Optional.ofNullable(file.size()).orElse(0L))
                .sum();
    }
}
