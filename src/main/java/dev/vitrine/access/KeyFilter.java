package dev.vitrine.access;

import dev.vitrine.access.ApiKeys.ApiKey;
import dev.vitrine.access.Refusals.KeyRequired;
import dev.vitrine.access.Refusals.TooManyRequests;
import dev.vitrine.problem.ProblemDocuments;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows the caller by its API key, and counts its calls; without a key, the address is counted. */
final class KeyFilter extends OncePerRequestFilter {

    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final RateLimits limits;

    KeyFilter(ApiKeys keys, RateLimits limits) {
        this.keys = keys;
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            Optional<ApiKey> key = key(request);
            if (key.isPresent()) {
                limits.key(key.get().id());
                signIn(key.get());
            } else {
                limits.address(request.getRemoteAddr());
                if (request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
                    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                    ProblemDocuments.write(response, new KeyRequired(true));
                    return;
                }
            }
        } catch (TooManyRequests refusal) {
            ProblemDocuments.write(response, refusal);
            return;
        }
        chain.doFilter(request, response);
    }

    private Optional<ApiKey> key(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? keys.find(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static void signIn(ApiKey key) {
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                key.name(), null, List.of(new SimpleGrantedAuthority("ROLE_" + key.role()))));
        SecurityContextHolder.setContext(context);
    }
}
