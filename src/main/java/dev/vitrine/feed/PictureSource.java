package dev.vitrine.feed;

import dev.vitrine.problem.InvalidRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Files of pictures that come with a feed. */
interface PictureSource extends AutoCloseable {

    /**
     * The bytes of the file of that name; null if there is none.
     *
     * @throws InvalidRequest if it cannot be read, is too large, or the name leads elsewhere
     */
    byte @Nullable [] find(String name);

    @Override
    void close() throws IOException;
}
