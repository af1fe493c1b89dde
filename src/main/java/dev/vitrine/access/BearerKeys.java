package dev.vitrine.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Recognises the caller by {@code Authorization: Bearer vk_…}. */
class BearerKeys extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;

    BearerKeys(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        Optional<ApiKeys.Key> key = header.startsWith(SCHEME)
                ? keys.find(header.substring(SCHEME.length()).strip())
                : Optional.empty();
        if (key.isEmpty()) {
            Refusals.write(response, HttpStatus.UNAUTHORIZED, "unauthorized", "The key is unknown or was revoked.");
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                key.get().id().toString(),
                null,
                AuthorityUtils.createAuthorityList("ROLE_" + key.get().role().name())));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
