package dev.vitrine.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.vitrine.access.Refusals.TooManyRequests;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** How often a key, an address or a name may call. In memory: each server counts for itself. */
@Component
class RateLimits {

    private final Limit keys;
    private final Limit addresses;
    private final Limit logins;

    RateLimits(AccessProperties settings) {
        keys = new Limit(settings.keyRate());
        addresses = new Limit(settings.addressRate());
        logins = new Limit(settings.loginRate());
    }

    /** Counts a call with a key. */
    void key(long id) {
        keys.take(Long.toString(id));
    }

    /** Counts a call without a key. */
    void address(String address) {
        addresses.take(address);
    }

    /** Counts an attempt to sign in, from wherever it came and on whatever name. */
    void login(String address, String name) {
        logins.take("address " + address);
        logins.take("name " + name);
    }

    /** A number of calls a minute for each caller; a caller that rested for a minute may send them at once. */
    private static final class Limit {

        private final int perMinute;
        private final LoadingCache<String, Bucket> buckets;

        Limit(int perMinute) {
            this.perMinute = perMinute;
            this.buckets = Caffeine.newBuilder()
                    .maximumSize(100_000)
                    .expireAfterAccess(Duration.ofMinutes(2))
                    .build(caller -> bucket());
        }

        private Bucket bucket() {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                    .build();
        }

        void take(String caller) {
            ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                long seconds = Math.max(
                        1, Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1);
                throw new TooManyRequests(perMinute, seconds);
            }
        }
    }
}
