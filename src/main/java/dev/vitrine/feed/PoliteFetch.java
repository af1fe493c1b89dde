package dev.vitrine.feed;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.vitrine.catalog.PictureFetch;
import dev.vitrine.problem.InvalidRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Pictures from the web without pressing anybody's server: so many at once of one host, and a pause between any two. Each
 * process counts for itself.
 */
@Component
class PoliteFetch {

    private final PictureFetch fetch;
    private final FeedProperties limits;
    private final LoadingCache<String, Gate> gates = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build(host -> new Gate());

    PoliteFetch(PictureFetch fetch, FeedProperties limits) {
        this.fetch = fetch;
        this.limits = limits;
    }

    private final class Gate {
        private final Semaphore free = new Semaphore(limits.perHost(), true);
        private final AtomicLong next = new AtomicLong(System.nanoTime());

        /** How long to wait from now on; the one after has to wait a pause longer. */
        private long turn() {
            long now = System.nanoTime();
            long pause = limits.pause().toNanos();
            long mine = next.getAndUpdate(then -> Math.max(then - now, 0) + now + pause);
            return Math.max(0, mine - now);
        }
    }

    /**
     * The bytes at an address.
     *
     * @param deadline by the clock of {@link System#nanoTime()}; later fetches are not begun
     * @throws InvalidRequest if there is no picture, or not in time
     */
    byte[] fetch(String address, long deadline) {
        Gate gate = gates.get(host(address));
        try {
            if (!gate.free.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            try {
                long wait = gate.turn();
                if (System.nanoTime() + wait > deadline) {
                    throw late();
                }
                TimeUnit.NANOSECONDS.sleep(wait);
                return fetch.one("picture", address);
            } finally {
                gate.free.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late();
        }
    }

    private InvalidRequest late() {
        return new InvalidRequest(
                "picture",
                "The picture's turn did not come within " + limits.partTime().toSeconds()
                        + " s: its host is slow, or many pictures come from it. Import the file again.");
    }

    private static String host(String address) {
        try {
            String host = URI.create(address).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return ""; // refused when it is fetched
        }
    }
}
