package dev.vitrine.access;

import dev.vitrine.access.Refusals.TooManyRequests;
import dev.vitrine.problem.ProblemDocuments;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts what an address asks of the pages, and each attempt to sign in. */
final class PageLimitFilter extends OncePerRequestFilter {

    private static final int NAME_LENGTH = 100;

    private final RateLimits limits;

    PageLimitFilter(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            limits.address(request.getRemoteAddr());
            if (request.getMethod().equals("POST") && request.getServletPath().equals(AccessRules.LOGIN)) {
                String name = Objects.requireNonNullElse(request.getParameter("username"), "");
                limits.login(request.getRemoteAddr(), name.substring(0, Math.min(name.length(), NAME_LENGTH)));
            }
        } catch (TooManyRequests refusal) {
            if (AccessRules.wantsPage(request)) {
                ProblemDocuments.sayWhen(response, refusal);
                response.sendError(refusal.status().value());
            } else {
                ProblemDocuments.write(response, refusal);
            }
            return;
        }
        chain.doFilter(request, response);
    }
}
