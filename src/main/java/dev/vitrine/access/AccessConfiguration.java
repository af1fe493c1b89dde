package dev.vitrine.access;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The one place that decides who may call what. What is not named here is denied. */
@Configuration
@ConditionalOnWebApplication
class AccessConfiguration {

    private static final String CONTENT_SECURITY = "default-src 'self'; img-src 'self' data: blob:; "
            + "style-src 'self' 'unsafe-inline'; script-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";

    /** Machines: a key in each call, no session, so that no cookie can be misused. */
    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http, ApiKeys keys, AccessProperties properties) throws Exception {
        String shop = Role.SHOP.name();
        String admin = Role.ADMIN.name();
        String[] everyone = {Role.STOREFRONT.name(), shop, admin};
        return http.securityMatcher("/api/**", "/actuator/prometheus")
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new BearerKeys(keys), UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(new RateLimit(properties), AuthorizationFilter.class)
                .authorizeHttpRequests(calls -> calls.requestMatchers(HttpMethod.GET, "/api/v1/pictures/*")
                        .permitAll()
                        .requestMatchers("/api/v1/admin/**", "/actuator/prometheus")
                        .hasRole(admin)
                        .requestMatchers(
                                HttpMethod.GET,
                                "/api/v1/users/*/recommendations",
                                "/api/v1/items/*/similar",
                                "/api/v1/items/*",
                                "/api/v1/search")
                        .hasAnyRole(everyone)
                        .requestMatchers(
                                HttpMethod.POST, "/api/v1/search", "/api/v1/interactions", "/api/v1/interactions/batch")
                        .hasAnyRole(everyone)
                        .requestMatchers("/api/v1/items/**", "/api/v1/items", "/api/v1/users/**")
                        .hasAnyRole(shop, admin)
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint((request, response, failure) -> {
                            response.setHeader("WWW-Authenticate", "Bearer");
                            Refusals.write(
                                    response,
                                    HttpStatus.UNAUTHORIZED,
                                    "unauthorized",
                                    "A key is needed: Authorization: Bearer vk_….");
                        })
                        .accessDeniedHandler((request, response, failure) -> Refusals.write(
                                response,
                                HttpStatus.FORBIDDEN,
                                "forbidden",
                                "The key's role does not allow this, or there is nothing here.")))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN)))
                .build();
    }

    /** People: pages with a session, and a token in each form against forged ones. */
    @Bean
    @Order(2)
    SecurityFilterChain pages(
            HttpSecurity http, AccessProperties properties, @Value("${vitrine.demo.enabled:false}") boolean demo)
            throws Exception {
        return http.addFilterBefore(new RateLimit(properties), UsernamePasswordAuthenticationFilter.class)
                .authorizeHttpRequests(calls -> {
                    calls.requestMatchers(
                                    "/",
                                    "/error",
                                    "/login",
                                    "/assets/**",
                                    "/webjars/**",
                                    "/favicon.ico",
                                    "/docs/**",
                                    "/docs",
                                    "/swagger-ui/**",
                                    "/v3/api-docs/**",
                                    "/v3/api-docs",
                                    "/actuator/health",
                                    "/actuator/health/**")
                            .permitAll();
                    calls.requestMatchers("/console", "/console/**").hasRole(Role.ADMIN.name());
                    if (demo) {
                        calls.requestMatchers("/shop", "/shop/**").permitAll();
                    }
                    calls.anyRequest().denyAll();
                })
                .formLogin(login -> login.loginPage("/login").defaultSuccessUrl("/console"))
                .logout(logout -> logout.logoutSuccessUrl("/login"))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN)))
                .build();
    }

    @Bean
    UserDetailsService operators(JdbcClient jdbc) {
        return username -> jdbc.sql("select password from operator where username = ?")
                .param(username)
                .query(String.class)
                .optional()
                .map(password -> User.withUsername(username)
                        .password(password)
                        .roles(Role.ADMIN.name())
                        .build())
                .orElseThrow(() -> new UsernameNotFoundException("unknown"));
    }

    @Bean
    PasswordEncoder passwords() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }
}
