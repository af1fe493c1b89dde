package dev.vitrine.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may call what, for every endpoint there is: one that nobody decided on fails here. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.access.key-rate=100000"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class AccessIntegrationTests {

    /** What anybody may call. */
    private static final Set<String> PUBLIC = Set.of("GET /api/v1/pictures/{sha256}");

    /** What a web page may call with a key that its visitors can read. */
    private static final Set<String> STOREFRONT = Set.of(
            "GET /api/v1/items/{id}",
            "GET /api/v1/items/{id}/similar",
            "GET /api/v1/items/{id}/why",
            "GET /api/v1/items/{id}/why/overlay",
            "GET /api/v1/items/{id}/bought-together",
            "GET /api/v1/popular",
            "GET /api/v1/trending",
            "GET /api/v1/users/{user}/recommendations",
            "GET /api/v1/search",
            "POST /api/v1/search",
            "POST /api/v1/recommendations",
            "POST /api/v1/interactions",
            "POST /api/v1/interactions/batch");

    private static final String ADMIN = "/api/v1/admin/";

    @Autowired
    private MockMvcTester api;

    @Autowired
    private ApiKeys keys;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private final Map<Role, String> secrets = new EnumMap<>(Role.class);

    @BeforeEach
    void makeKeys() {
        for (Role role : Role.values()) {
            secrets.put(role, keys.create(role, "test").secret());
        }
    }

    @Test
    void everyEndpointLetsInWhomItShouldAndNobodyElse() {
        List<String> endpoints = endpoints();
        assertThat(endpoints).containsAll(PUBLIC).containsAll(STOREFRONT).hasSizeGreaterThan(20);
        for (String endpoint : endpoints) {
            assertThat(letsIn(endpoint, null)).as("%s without a key", endpoint).isEqualTo(PUBLIC.contains(endpoint));
            assertThat(letsIn(endpoint, Role.STOREFRONT))
                    .as("%s with a storefront's key", endpoint)
                    .isEqualTo(STOREFRONT.contains(endpoint) || PUBLIC.contains(endpoint));
            assertThat(letsIn(endpoint, Role.SHOP))
                    .as("%s with a shop's key", endpoint)
                    .isEqualTo(!endpoint.contains(ADMIN));
            assertThat(letsIn(endpoint, Role.ADMIN))
                    .as("%s with an admin's key", endpoint)
                    .isTrue();
        }
    }

    @Test
    void pathsThatDoNotExistTellNobodyWithoutAKey() {
        assertThat(call("GET", "/api/v1/secrets", null)).hasStatus(401);
        assertThat(call("GET", "/api/v2/items", secrets.get(Role.ADMIN))).hasStatus(403);
        assertThat(call("GET", "/actuator/env", secrets.get(Role.SHOP))).hasStatus(403);
        assertThat(call("GET", "/actuator/prometheus", null)).hasStatus(401);
        assertThat(call("GET", "/actuator/health", null)).hasStatusOk();
    }

    @Test
    void aRefusalIsAProblemDocumentThatSaysWhatIsMissing() {
        MvcTestResult without = call("GET", "/api/v1/items/x", null);
        assertThat(without)
                .hasStatus(401)
                .hasHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .bodyJson()
                .isLenientlyEqualTo("{\"type\": \"urn:vitrine:problem:key-required\"}");
        assertThat(call("GET", "/api/v1/items/x", "vk_wrong"))
                .hasStatus(401)
                .bodyJson()
                .isLenientlyEqualTo("{\"detail\": \"The API key is unknown or revoked.\"}");
        assertThat(call("GET", "/api/v1/admin/keys", secrets.get(Role.SHOP)))
                .hasStatus(403)
                .bodyJson()
                .isLenientlyEqualTo("{\"detail\": \"The role does not allow GET /api/v1/admin/keys.\"}");
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndListedWithoutItsSecret() {
        ApiKeys.NewKey made = keys.create(Role.SHOP, "short-lived");
        assertThat(call("GET", "/api/v1/items/nothing", made.secret())).hasStatus(404);

        assertThat(call("DELETE", "/api/v1/admin/keys/" + made.key().id(), secrets.get(Role.ADMIN)))
                .hasStatus(204);

        assertThat(call("GET", "/api/v1/items/nothing", made.secret())).hasStatus(401);
        assertThat(call("GET", "/api/v1/admin/keys", secrets.get(Role.ADMIN)))
                .hasStatusOk()
                .bodyText()
                .contains("short-lived", made.key().prefix())
                .doesNotContain(made.secret());
        assertThat(call("DELETE", "/api/v1/admin/keys/999999999", secrets.get(Role.ADMIN)))
                .hasStatus(404);
    }

    @Test
    void wrongKeysAreRefusedByField() {
        String admin = secrets.get(Role.ADMIN);
        assertThat(create(admin, "{\"role\": \"king\"}"))
                .hasStatus(400)
                .bodyJson()
                .isLenientlyEqualTo("{\"detail\": \"role must be storefront, shop or admin, but is \\\"king\\\".\"}");
        assertThat(create(admin, "{\"role\": \"shop\", \"name\": \"" + "x".repeat(101) + "\"}"))
                .hasStatus(400)
                .bodyText()
                .contains("1 to 100 characters");
        assertThat(create(admin, "{\"role\": \"shop\", \"name\": \"" + "x".repeat(100) + "\"}"))
                .hasStatus(201);
        assertThat(create(admin, "{\"role\": \"shop\", \"nmae\": \"x\"}"))
                .hasStatus(400)
                .bodyText()
                .contains("nmae");
    }

    @Test
    void answersForbidToBeFramedOrSniffed() {
        assertThat(call("GET", "/actuator/health", null))
                .hasHeader("X-Content-Type-Options", "nosniff")
                .hasHeader("X-Frame-Options", "DENY")
                .hasHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }

    private MvcTestResult create(String key, String body) {
        return api.perform(MockMvcRequestBuilders.post("/api/v1/admin/keys")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + key)
                .contentType("application/json")
                .content(body));
    }

    private List<String> endpoints() {
        List<String> endpoints = new ArrayList<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            for (String path : mapping.getPatternValues()) {
                for (RequestMethod verb : mapping.getMethodsCondition().getMethods()) {
                    if (path.startsWith("/api/")) {
                        endpoints.add(verb + " " + path);
                    }
                }
            }
        });
        return endpoints;
    }

    private boolean letsIn(String endpoint, @Nullable Role role) {
        String[] parts = endpoint.split(" ", 2);
        String path = parts[1].replaceAll("\\{[^}]*}", "1");
        int status = call(parts[0], path, role == null ? null : secrets.get(role))
                .getResponse()
                .getStatus();
        return status != 401 && status != 403;
    }

    private MvcTestResult call(String method, String path, @Nullable String key) {
        var request = MockMvcRequestBuilders.request(HttpMethod.valueOf(method), path);
        if (key != null) {
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + key);
        }
        return api.perform(request);
    }
}
