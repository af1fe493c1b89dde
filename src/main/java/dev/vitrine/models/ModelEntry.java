package dev.vitrine.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is here, or that could be.
 *
 * @param name of its folder
 * @param state where it is
 * @param serves whether it makes the shop's vectors now
 * @param bytes on the disk, or to be fetched as far as that is known
 * @param revision the commit it came from or would come from; absent for models of one's own, and where the next pull
 *     decides
 * @param repository on the hub; absent for models of one's own
 * @param licence of the weights; absent where it is not known
 * @param languages of its texts; empty where they are not known
 * @param task {@code search}, {@code captions} or {@code questions}; absent where it is not known
 * @param dimension of its vectors; absent where it makes none
 */
public record ModelEntry(
        String name,
        State state,
        boolean serves,
        long bytes,
        @Nullable String revision,
        @Nullable String repository,
        @Nullable String licence,
        List<String> languages,
        @Nullable String task,
        @Nullable Integer dimension) {

    /** Where a model is. */
    public enum State {
        /** Among the shop's own models. */
        INSTALLED,
        /** It came with the program. */
        SHIPPED,
        /** On the hub; it can be pulled. */
        AVAILABLE
    }
}
