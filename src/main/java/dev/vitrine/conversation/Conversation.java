package dev.vitrine.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was said about some pictures, the oldest turn first. */
public record Conversation(long id, String createdBy, Instant createdAt, List<Picture> pictures, List<Turn> turns) {

    /**
     * A picture that is talked about.
     *
     * @param number by which it is called, from 1 on
     * @param item the shop's id of its item
     * @param since the turn from which on it is there
     */
    public record Picture(int number, String item, String sha256, int since) {}

    /**
     * A conversation in a list.
     *
     * @param items the shop's ids of the items
     * @param last what was asked last; null where nothing was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(
            long id,
            String createdBy,
            Instant createdAt,
            List<String> items,
            int turns,
            @Nullable String last) {}
}
