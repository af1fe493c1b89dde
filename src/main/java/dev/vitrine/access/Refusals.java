package dev.vitrine.access;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** The answers to callers that may not. */
final class Refusals {

    private Refusals() {}

    /** No key, or one that is unknown or revoked. */
    static final class KeyRequired extends Problem {
        KeyRequired(boolean given) {
            super(
                    HttpStatus.UNAUTHORIZED,
                    "key-required",
                    given
                            ? "The API key is unknown or revoked."
                            : "This needs an API key: send it as Authorization: Bearer vk_….");
        }
    }

    /** The key's role does not reach. */
    static final class RoleInsufficient extends Problem {
        RoleInsufficient(String method, String path) {
            super(HttpStatus.FORBIDDEN, "role-insufficient", "The role does not allow " + method + " " + path + ".");
        }
    }

    /** A browser's form without the token of its page. */
    static final class PageExpired extends Problem {
        PageExpired() {
            super(HttpStatus.FORBIDDEN, "page-expired", "The page is too old to send from: load it again.");
        }
    }

    /** Too many calls in a minute. */
    static final class TooManyRequests extends Problem {
        TooManyRequests(int limit, long seconds) {
            super(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-requests",
                    "At most " + limit + " requests a minute are served; try again in " + seconds + " s.");
            fact("limit", limit);
            retryAfter(seconds);
        }
    }
}
