package dev.vitrine.access;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;

import dev.vitrine.access.Refusals.KeyRequired;
import dev.vitrine.access.Refusals.PageExpired;
import dev.vitrine.access.Refusals.RoleInsufficient;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.web.servlet.PathRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Who may call what: every path has its decision in this file, and what is not named is denied. Programs call the API
 * with a key and without a session; people use the pages with a session and without a key; neither works for the other.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class AccessRules {

    static final String LOGIN = "/console/login";

    /** The page that takes files far larger than a photo, and who may send them. */
    static final String UPLOAD = "/console/imports";

    static final Set<String> UPLOADERS = Set.of("ROLE_OPERATOR", "ROLE_ADMIN");

    private static final String[] ADMIN_PAGES = {
        "/console/keys", "/console/keys/**", "/console/operators", "/console/operators/**"
    };

    private static final String VIEWER = OperatorRole.VIEWER.name();
    private static final String OPERATOR = OperatorRole.OPERATOR.name();
    private static final String STOREFRONT = Role.STOREFRONT.name();
    private static final String SHOP = Role.SHOP.name();
    private static final String ADMIN = Role.ADMIN.name();

    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http, ApiKeys keys, RateLimits limits) {
        http.securityMatcher("/api/**", "/actuator/**")
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        // Pictures are shown by web pages, which have no key; their names cannot be guessed.
                        .requestMatchers(GET, "/api/v1/pictures/*")
                        .permitAll()
                        .requestMatchers(HEAD, "/api/v1/pictures/*")
                        .permitAll()
                        .requestMatchers("/actuator/health", "/actuator/health/**")
                        .permitAll()
                        // Figures about the shop are nobody else's business, and Prometheus can send a key.
                        .requestMatchers("/actuator/**")
                        .hasRole(ADMIN)
                        .requestMatchers("/api/v1/admin/**")
                        .hasRole(ADMIN)
                        .requestMatchers(
                                GET,
                                "/api/v1/users/*/recommendations",
                                "/api/v1/items/*/similar",
                                "/api/v1/items/*/why",
                                "/api/v1/items/*/why/overlay",
                                "/api/v1/items/*/bought-together",
                                "/api/v1/popular",
                                "/api/v1/trending",
                                "/api/v1/items/*",
                                "/api/v1/search")
                        .hasAnyRole(STOREFRONT, SHOP, ADMIN)
                        .requestMatchers(
                                POST,
                                "/api/v1/search",
                                "/api/v1/recommendations",
                                "/api/v1/interactions",
                                "/api/v1/interactions/batch")
                        .hasAnyRole(STOREFRONT, SHOP, ADMIN)
                        .requestMatchers("/api/v1/**")
                        .hasAnyRole(SHOP, ADMIN)
                        .anyRequest()
                        .denyAll())
                .addFilterBefore(new KeyFilter(keys, limits), AnonymousAuthenticationFilter.class)
                .exceptionHandling(answers -> answers.authenticationEntryPoint((request, response, failure) -> {
                            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                            ProblemDocuments.write(response, new KeyRequired(false));
                        })
                        .accessDeniedHandler((request, response, failure) -> ProblemDocuments.write(
                                response, new RoleInsufficient(request.getMethod(), request.getRequestURI()))))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // No cookie signs a caller in here, so there is nothing to forge.
                .csrf(AbstractHttpConfigurer::disable)
                .cors(Customizer.withDefaults())
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> secure(headers, "default-src 'none'; frame-ancestors 'none'"));
        return http.build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain documents(HttpSecurity http, RateLimits limits) {
        http.securityMatcher("/docs", "/docs/**", "/swagger-ui/**", "/v3/api-docs/**", "/v3/api-docs.yaml")
                .authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
                .addFilterBefore(new PageLimitFilter(limits), AnonymousAuthenticationFilter.class)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                // Swagger's page styles its elements one by one.
                .headers(headers -> secure(
                        headers,
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                                + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"));
        return http.build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain pages(
            HttpSecurity http,
            RateLimits limits,
            Operators operators,
            @Value("${vitrine.demo.enabled:false}") boolean demo) {
        http.authorizeHttpRequests(rules -> {
                    rules.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                            .permitAll()
                            .requestMatchers(PathRequest.toStaticResources().atCommonLocations())
                            .permitAll()
                            .requestMatchers("/", "/assets/**", "/error", LOGIN)
                            .permitAll()
                            .requestMatchers(ADMIN_PAGES)
                            .hasRole(ADMIN)
                            // The model's page is there for all; to change something on it is not.
                            .requestMatchers(POST, "/console/models", "/console/models/**")
                            .hasRole(ADMIN)
                            // A search and one's own password change nothing of the shop's.
                            .requestMatchers(POST, "/console/search", "/console/password")
                            .hasAnyRole(VIEWER, OPERATOR, ADMIN)
                            .requestMatchers(GET, "/console", "/console/**")
                            .hasAnyRole(VIEWER, OPERATOR, ADMIN)
                            .requestMatchers(HEAD, "/console", "/console/**")
                            .hasAnyRole(VIEWER, OPERATOR, ADMIN)
                            .requestMatchers("/console", "/console/**")
                            .hasAnyRole(OPERATOR, ADMIN);
                    // The demo's shop window acts for any user without asking who sits there; a real shop must not have
                    // it.
                    var shop = rules.requestMatchers("/shop", "/shop/**");
                    if (demo) {
                        shop.permitAll();
                    } else {
                        shop.denyAll();
                    }
                    rules.anyRequest().denyAll();
                })
                .formLogin(login -> login.loginPage(LOGIN).defaultSuccessUrl("/console", false))
                .logout(logout -> logout.logoutUrl("/console/logout").logoutSuccessUrl(LOGIN + "?out"))
                .addFilterBefore(new PageLimitFilter(limits), CsrfFilter.class)
                .addFilterBefore(new SessionFilter(operators), CsrfFilter.class)
                // In a cookie, so that visitors of the shop window need no session.
                .csrf(csrf -> csrf.csrfTokenRepository(new CookieCsrfTokenRepository()))
                .requestCache(cache -> cache.requestCache(consolePages()))
                .exceptionHandling(answers -> answers.authenticationEntryPoint((request, response, failure) -> {
                            if (inConsole(request)) {
                                new LoginUrlAuthenticationEntryPoint(LOGIN).commence(request, response, failure);
                            } else {
                                response.sendError(404);
                            }
                        })
                        .accessDeniedHandler(denied()))
                .headers(headers -> secure(
                        headers,
                        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
                                + "form-action 'self'; frame-ancestors 'none'"));
        return http.build();
    }

    private static AccessDeniedHandler denied() {
        return (request, response, failure) -> {
            Problem problem = failure instanceof CsrfException
                    ? new PageExpired()
                    : new RoleInsufficient(request.getMethod(), request.getRequestURI());
            if (wantsPage(request)) {
                // Outside of the console nobody may go where an operator may not.
                boolean hidden = !inConsole(request) && !(failure instanceof CsrfException);
                response.sendError(hidden ? 404 : problem.status().value());
            } else {
                ProblemDocuments.write(response, problem);
            }
        };
    }

    /** After signing in, people come to the console's page that they asked for; other refusals start no session. */
    private static RequestCache consolePages() {
        var cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(request -> request.getMethod().equals("GET") && inConsole(request));
        return cache;
    }

    private static boolean inConsole(HttpServletRequest request) {
        return request.getRequestURI().startsWith(request.getContextPath() + "/console");
    }

    /** Whether a person's browser asks. */
    static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }

    private static void secure(HeadersConfigurer<HttpSecurity> headers, String contentPolicy) {
        // Spring adds nosniff, and HSTS where the request came over TLS.
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(contentPolicy))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN))
                .permissionsPolicyHeader(policy -> policy.policy("camera=(), geolocation=(), microphone=()"));
    }

    @Bean
    CorsConfigurationSource corsConfigurationSource(AccessProperties settings) {
        var source = new UrlBasedCorsConfigurationSource();
        if (!settings.origins().isEmpty()) {
            var shop = new CorsConfiguration();
            shop.setAllowedOrigins(settings.origins());
            shop.setAllowedMethods(List.of(GET.name(), POST.name()));
            shop.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE));
            shop.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER));
            source.registerCorsConfiguration("/api/v1/**", shop);
        }
        return source;
    }
}
