package dev.vitrine.chat;

import dev.vitrine.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The larger model's server did not answer, or not as the protocol says. */
public class ChatFailed extends Problem {

    private final Blame blame;
    private final transient @Nullable Duration wish;
    private boolean last;
    private boolean spoke;

    /** Whose fault it is, and so whether it is asked again. */
    enum Blame {
        /** It cannot be reached, breaks off or says that it failed: another attempt may help; it counts against it. */
        SERVER,
        /** It took too long: there is no time for another attempt, it counts against it, and it may cost. */
        SILENCE,
        /** It does not keep to the protocol: another attempt will not help, and counts against the server. */
        PROTOCOL,
        /** It has too much to do: another attempt may help, and nothing counts against it. */
        LOAD,
        /** It refuses what was sent: another attempt will not help, and nothing counts against it. */
        REQUEST
    }

    ChatFailed(Blame blame, String detail) {
        this(blame, detail, null);
    }

    /** @param wish how long the server wants to be left alone */
    ChatFailed(Blame blame, String detail, @Nullable Duration wish) {
        super(HttpStatus.BAD_GATEWAY, "chat-failed", detail);
        this.blame = blame;
        this.wish = wish;
    }

    /** Says whether words of the answer had come: they were passed on, so that it cannot begin anew. */
    ChatFailed after(boolean words) {
        spoke = words;
        return this;
    }

    /** Says that there is no time for another attempt. */
    void endsHere() {
        last = true;
    }

    boolean worthAnother() {
        return !spoke && !last && (blame == Blame.SERVER || blame == Blame.LOAD);
    }

    boolean againstServer() {
        return blame != Blame.LOAD && blame != Blame.REQUEST;
    }

    /** Whether it may have cost something. */
    boolean begun() {
        return spoke || blame == Blame.PROTOCOL || blame == Blame.SILENCE;
    }

    @Nullable
    Duration wish() {
        return wish;
    }
}
