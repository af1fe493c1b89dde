package dev.vitrine.console;

import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.util.WebUtils;

/** The language of pages: the one that was chosen, kept in a cookie, else what the browser asks for, else English. */
@Component("localeResolver")
class Languages implements LocaleResolver {

    static final List<String> ALL = List.of("en", "zh");

    private static final String COOKIE = "language";
    private static final Duration KEPT = Duration.ofDays(365);

    @Override
    public Locale resolveLocale(HttpServletRequest request) {
        Cookie chosen = WebUtils.getCookie(request, COOKIE);
        return Optional.ofNullable(chosen)
                .map(Cookie::getValue)
                .filter(ALL::contains)
                .map(Locale::of)
                .orElseGet(() -> Locale.of(request.getLocale().getLanguage().equals("zh") ? "zh" : "en"));
    }

    @Override
    public void setLocale(HttpServletRequest request, @Nullable HttpServletResponse response, @Nullable Locale locale) {
        if (response != null) {
            ResponseCookie cookie = ResponseCookie.from(COOKIE, locale == null ? "" : locale.getLanguage())
                    .path("/")
                    .maxAge(locale == null ? Duration.ZERO : KEPT)
                    .httpOnly(true)
                    .secure(request.isSecure())
                    .sameSite("Lax")
                    .build();
            response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        }
    }

    /** The language of that name. */
    static Locale checked(String name) {
        if (!ALL.contains(name)) {
            throw new InvalidRequest(
                    "lang",
                    "lang must be one of %s, but is \"%s\"."
                            .formatted(String.join(", ", ALL), name.substring(0, Math.min(name.length(), 40))));
        }
        return Locale.of(name);
    }
}
