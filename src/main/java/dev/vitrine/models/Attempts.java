package dev.vitrine.models;

import dev.vitrine.outbound.PublicAddresses;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.springframework.stereotype.Component;

/** How often something is tried that the network may spoil. */
@Component
class Attempts {

    /** An attempt that brought this much is not counted as failed, so that a long download may break off often. */
    private static final long PROGRESS = 1 << 20;

    private final ModelsProperties settings;

    /** One try of something. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    /** A failure that another try will not mend. */
    static final class Final extends IOException {
        Final(String sentence) {
            super(sentence);
        }
    }

    /** The server asks to come back later. */
    static final class Later extends IOException {

        private final Duration pause;

        Later(String sentence, Duration pause) {
            super(sentence);
            this.pause = pause;
        }
    }

    Attempts(ModelsProperties settings) {
        this.settings = settings;
    }

    /**
     * Tries again after pauses, until it works or too many attempts in a row brought nothing.
     *
     * @param progress bytes that are here already
     * @throws PullFailed with the last reason
     */
    <T> T insist(String what, LongSupplier progress, Attempt<T> attempt) {
        int failures = 0;
        while (true) {
            long before = progress.getAsLong();
            try {
                return attempt.run();
            } catch (Final | PublicAddresses.Refused | SSLHandshakeException | SSLPeerUnverifiedException e) {
                throw new PullFailed(what + " could not be fetched: " + reason(e) + ".");
            } catch (IOException e) {
                failures = progress.getAsLong() - before >= PROGRESS ? 1 : failures + 1;
                if (failures >= settings.attempts()) {
                    throw new PullFailed(what + " could not be fetched in " + failures + " attempts: " + reason(e)
                            + ". What has arrived is kept for the next pull.");
                }
                pause(what, failures, e instanceof Later later ? later.pause : Duration.ZERO);
            }
        }
    }

    private void pause(String what, int failures, Duration asked) {
        Duration own = settings.backOff().multipliedBy(1L << Math.min(failures - 1, 20));
        Duration pause = own.compareTo(asked) > 0 ? own : asked;
        if (pause.compareTo(settings.longestBackOff()) > 0) {
            pause = settings.longestBackOff();
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PullFailed(what + " was interrupted; what has arrived is kept for the next pull.");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof Final || e instanceof Later || e instanceof PublicAddresses.Refused) {
            return String.valueOf(e.getMessage());
        }
        String kind = e.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return e.getMessage() == null ? kind : kind + ", " + e.getMessage();
    }
}
