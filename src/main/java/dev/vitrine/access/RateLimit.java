package dev.vitrine.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Bounds how often a key, or an address without one, may call; a token bucket each. */
class RateLimit extends OncePerRequestFilter {

    private final AccessProperties properties;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    RateLimit(AccessProperties properties) {
        this.properties = properties;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ConsumptionProbe probe = bucket(request).tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            chain.doFilter(request, response);
            return;
        }
        long seconds = Math.max(1, Math.ceilDiv(probe.getNanosToWaitForRefill(), 1_000_000_000L));
        response.setHeader("Retry-After", Long.toString(seconds));
        Refusals.write(
                response,
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many calls; try again in " + seconds + " s.");
    }

    private Bucket bucket(HttpServletRequest request) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (request.getMethod().equals("POST") && request.getRequestURI().equals("/login")) {
            return bucket("login " + request.getRemoteAddr(), properties.loginsPerMinute(), Duration.ofMinutes(1));
        }
        if (caller == null || caller instanceof AnonymousAuthenticationToken) {
            return bucket("address " + request.getRemoteAddr(), properties.pagesPerSecond(), Duration.ofSeconds(1));
        }
        return bucket("caller " + caller.getName(), properties.requestsPerSecond(), Duration.ofSeconds(1));
    }

    private Bucket bucket(String name, long calls, Duration per) {
        return buckets.get(
                name,
                _ -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(calls).refillGreedy(calls, per))
                        .build());
    }
}
