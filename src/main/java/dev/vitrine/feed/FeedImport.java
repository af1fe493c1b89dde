package dev.vitrine.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded file, and how far its import is.
 *
 * @param zip whether a zip of pictures came with it
 * @param state "uploaded" until it is started, then as its job: "running", "paused", "finished" or "cancelled"
 * @param job under which it can be paused, resumed, cancelled and tried again
 * @param total rows of the file
 * @param stored rows that are stored
 * @param refused rows that are not, for a reason of their own
 * @param pictures that are missing at items that are stored
 * @param failed parts of the file that broke off for a reason of the server's; its job can try them again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeedImport(
        long id,
        String file,
        String person,
        Instant at,
        String language,
        @Nullable String currency,
        boolean zip,
        List<String> columns,
        FeedMapping mapping,
        String state,
        @Nullable Long job,
        long total,
        long stored,
        long refused,
        long pictures,
        long failed,
        @Nullable Long secondsLeft) {

    static final String UPLOADED = "uploaded";

    /** Whether it may still go on. */
    @com.fasterxml.jackson.annotation.JsonIgnore
    public boolean isOpen() {
        return state.equals("running") || state.equals("paused");
    }

    @com.fasterxml.jackson.annotation.JsonIgnore
    public boolean isUploaded() {
        return state.equals(UPLOADED);
    }
}
