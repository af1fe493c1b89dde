package dev.vitrine.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Asks at each call of a signed-in person whether they still may: one who was disabled or has another password is out, and
 * another role counts at once, whichever server that happened on.
 *
 * <p>Stands before the filter of tokens, which reads a form to its end: strangers must not have large ones read.
 */
final class SessionFilter extends OncePerRequestFilter {

    private final Operators operators;

    SessionFilter(Operators operators) {
        this.operators = operators;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication session = SecurityContextHolder.getContext().getAuthentication();
        if (session != null && session.getPrincipal() instanceof SignedIn person) {
            Optional<SignedIn> now = operators.signedIn(person.getUsername()).filter(person::isSince);
            if (now.isEmpty()) {
                end(request);
            } else if (!session.getAuthorities().containsAll(now.get().getAuthorities())) {
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        person, null, now.get().getAuthorities()));
                SecurityContextHolder.setContext(context);
            }
        }
        if (isUpload(request) && !mayUpload()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        SecurityContextHolder.clearContext();
    }

    private static boolean isUpload(HttpServletRequest request) {
        String type = request.getContentType();
        return request.getMethod().equals("POST")
                && request.getServletPath().equals(AccessRules.UPLOAD)
                && type != null
                && type.startsWith(MediaType.MULTIPART_FORM_DATA_VALUE);
    }

    private static boolean mayUpload() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null
                && who.getAuthorities().stream()
                        .anyMatch(role -> AccessRules.UPLOADERS.contains(String.valueOf(role.getAuthority())));
    }
}
