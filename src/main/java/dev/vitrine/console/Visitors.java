package dev.vitrine.console;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Knows visitors of the shop window by a cookie. Nobody signs in: a demo's shopper may be picked by anybody, and a
 * visitor's own id is random, so that it cannot be guessed.
 */
@Component
class Visitors {

    /** What to ask for to become somebody nothing is known of. */
    static final String NEW = "new";

    private static final String COOKIE = "visitor";
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Pattern GUEST =
            Pattern.compile("guest-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** The visitor; one who comes without a good cookie is new. */
    Visitor of(HttpServletRequest request, HttpServletResponse response) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        return Optional.ofNullable(cookie)
                .map(Cookie::getValue)
                .flatMap(Visitors::known)
                .orElseGet(() -> keep(guest(), request, response));
    }

    /**
     * Lets the visitor be a demo's shopper, or somebody new.
     *
     * @throws InvalidRequest if there is no such shopper
     */
    void become(String user, HttpServletRequest request, HttpServletResponse response) {
        Visitor visitor = user.equals(NEW)
                ? guest()
                : shopper(user)
                        .orElseThrow(() -> new InvalidRequest(
                                "user",
                                "user must be %s or the id of a demo's shopper, but is \"%s\"."
                                        .formatted(NEW, user.substring(0, Math.min(user.length(), 40)))));
        keep(visitor, request, response);
    }

    private static Optional<Visitor> known(String id) {
        return GUEST.matcher(id).matches() ? Optional.of(new Visitor(id, null)) : shopper(id);
    }

    private static Optional<Visitor> shopper(String id) {
        return DemoUser.all().stream()
                .filter(shopper -> shopper.id().equals(id))
                .findFirst()
                .map(shopper -> new Visitor(id, shopper));
    }

    private static Visitor guest() {
        return new Visitor("guest-" + UUID.randomUUID(), null);
    }

    private static Visitor keep(Visitor visitor, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, visitor.id())
                .path("/shop")
                .maxAge(KEPT)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        return visitor;
    }
}
