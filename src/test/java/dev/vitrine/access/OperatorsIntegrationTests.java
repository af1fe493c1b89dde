package dev.vitrine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.problem.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The console's people with real sessions: what each role may, and how it ends. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.access.max-operators=5",
            "vitrine.access.address-rate=100000",
            "vitrine.access.login-rate=100000"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
@ExtendWith(OutputCaptureExtension.class)
class OperatorsIntegrationTests {

    private static final String OWN = "a password of my own";

    /** What a viewer may send: it changes nothing of the shop's. */
    private static final Set<String> ANYBODYS = Set.of("POST /console/password", "POST /console/search");

    /** What only an admin may. */
    private static final List<String> ADMINS = List.of("/console/keys", "/console/operators", "POST /console/models");

    @Autowired
    private MockMvcTester pages;

    @Autowired
    private Operators operators;

    @Autowired
    private FirstKeys firstKeys;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @BeforeEach
    void onlyTheFirst() {
        jdbc.sql("delete from operator").update();
        operators.first(OWN);
    }

    @Test
    void everyPageLetsInWhomItShouldAndNobodyElse() {
        MockHttpSession viewer = session("vic", OperatorRole.VIEWER);
        MockHttpSession operator = session("olga", OperatorRole.OPERATOR);
        MockHttpSession admin = session("ada", OperatorRole.ADMIN);
        List<String> endpoints = endpoints();
        assertThat(endpoints)
                .contains("GET /console/keys", "POST /console/rules/edit", "POST /console/review/all")
                .hasSizeGreaterThan(30);
        for (String endpoint : endpoints) {
            if (endpoint.endsWith(" /console/login")) {
                continue;
            }
            boolean admins = ADMINS.stream().anyMatch(endpoint::contains);
            boolean reads = endpoint.startsWith("GET") || ANYBODYS.contains(endpoint);
            assertThat(letsIn(endpoint, null)).as("%s for a stranger", endpoint).isFalse();
            assertThat(letsIn(endpoint, viewer)).as("%s for a viewer", endpoint).isEqualTo(reads && !admins);
            assertThat(letsIn(endpoint, operator))
                    .as("%s for an operator", endpoint)
                    .isEqualTo(!admins);
            assertThat(letsIn(endpoint, admin)).as("%s for an admin", endpoint).isTrue();
        }
    }

    @Test
    void aViewersPagesOfferNothingThatChangesThings() {
        MockHttpSession viewer = session("vic", OperatorRole.VIEWER);
        assertThat(call(get("/console"), viewer))
                .bodyText()
                .contains("class=\"console viewer\"")
                .doesNotContain("/console/keys", "/console/operators", "/console/imports");
        assertThat(call(get("/console/rules"), viewer)).bodyText().doesNotContain("/console/rules/edit");
        MockHttpSession admin = session("ada", OperatorRole.ADMIN);
        assertThat(call(get("/console"), admin))
                .bodyText()
                .contains("class=\"console\"", "/console/keys", "/console/operators", "/console/imports");
    }

    @Test
    void sessionsOfADisabledPersonEndAtOnce() {
        MockHttpSession olga = session("olga", OperatorRole.OPERATOR);
        assertThat(call(get("/console/items"), olga)).hasStatusOk();

        operators.change("olga", null, false);

        assertThat(call(get("/console/items"), olga)).hasStatus(302).hasRedirectedUrl("/console/login");
        assertThat(olga.isInvalid()).isTrue();
        String password = operators.reset("olga").password();
        assertThat(signIn("olga", password)).hasRedirectedUrl("/console/login?error");

        operators.change("olga", null, true);

        assertThat(signIn("olga", password)).hasRedirectedUrl("/console");
    }

    @Test
    void anotherRoleCountsForTheNextCallOfTheSameSession() {
        MockHttpSession olga = session("olga", OperatorRole.OPERATOR);
        assertThat(call(post("/console/work/retry").param("queue", "x").with(csrf()), olga))
                .hasStatus(302);

        operators.change("olga", OperatorRole.VIEWER, null);

        assertThat(call(post("/console/work/retry").param("queue", "x").with(csrf()), olga))
                .hasStatus(403);
        assertThat(call(get("/console/items"), olga)).hasStatusOk();
        operators.change("olga", OperatorRole.ADMIN, null);
        assertThat(call(get("/console/keys"), olga)).hasStatusOk();
    }

    @Test
    void eachChangesTheirOwnPasswordAndEverySessionWithTheOldOneEnds() {
        String given = operators.add("vic", OperatorRole.VIEWER).password();
        MockHttpSession here = signedIn("vic", given);
        MockHttpSession there = signedIn("vic", given);
        assertThat(change(here, "wrong", OWN, OWN)).hasStatus(400).bodyText().contains("present password is not that");
        assertThat(change(here, given, OWN, OWN + "!"))
                .hasStatus(400)
                .bodyText()
                .contains("not typed the same twice");
        assertThat(change(here, given, "x".repeat(11), "x".repeat(11)))
                .hasStatus(400)
                .bodyText()
                .contains("11 characters", "at least 12");
        assertThat(change(here, given, "é".repeat(37), "é".repeat(37)))
                .hasStatus(400)
                .bodyText()
                .contains("74 bytes", "at most 72");
        assertThat(call(get("/console"), here)).hasStatusOk();

        assertThat(change(here, given, "é".repeat(36), "é".repeat(36))).hasRedirectedUrl("/console/login?changed");

        assertThat(call(get("/console"), here)).hasStatus(302);
        assertThat(call(get("/console"), there)).hasStatus(302);
        assertThat(signIn("vic", given)).hasRedirectedUrl("/console/login?error");
        MockHttpSession again = signedIn("vic", "é".repeat(36));
        assertThat(change(again, "é".repeat(36), "x".repeat(12), "x".repeat(12)))
                .hasRedirectedUrl("/console/login?changed");
    }

    @Test
    void anAdminAddsAPersonWhosePasswordIsShownOnce() {
        MockHttpSession admin = signedIn(Operators.FIRST, OWN);
        MvcTestResult added = call(
                post("/console/operators")
                        .param("name", "kim@shop")
                        .param("role", "viewer")
                        .with(csrf()),
                admin);
        assertThat(added).hasRedirectedUrl("/console/operators");
        var made = (Operators.NewPassword) java.util.Objects.requireNonNull(
                added.getMvcResult().getFlashMap().get("made"));
        assertThat(signIn("kim@shop", made.password())).hasRedirectedUrl("/console");
        assertThat(call(get("/console/operators"), admin)).bodyText().contains(made.password(), "kim@shop");
        assertThat(call(get("/console/operators"), admin))
                .bodyText()
                .contains("kim@shop")
                .doesNotContain(made.password());
    }

    @Test
    void theLastAdminWhoCanSignInStays() {
        operators.add("ada", OperatorRole.ADMIN);
        operators.change("ada", null, false);
        assertThatThrownBy(() -> operators.change(Operators.FIRST, OperatorRole.OPERATOR, null))
                .isInstanceOf(OperatorRefused.class)
                .hasMessageContaining("last admin");
        assertThatThrownBy(() -> operators.change(Operators.FIRST, null, false)).isInstanceOf(OperatorRefused.class);

        operators.change("ada", null, true);

        assertThat(operators.change(Operators.FIRST, null, false).isEnabled()).isFalse();
        assertThatThrownBy(() -> operators.change("ada", OperatorRole.VIEWER, null))
                .isInstanceOf(OperatorRefused.class);
    }

    @Test
    void whoCannotBeAddedIsSaidByField() {
        for (String name : new String[] {"", " ", "a/b", ".hidden", "x".repeat(101), "<b>"}) {
            assertThatThrownBy(() -> operators.add(name, OperatorRole.VIEWER))
                    .as(name)
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("1 to 100");
        }
        operators.add("x".repeat(100), OperatorRole.VIEWER);
        assertThatThrownBy(() -> operators.add(Operators.FIRST, OperatorRole.VIEWER))
                .isInstanceOf(OperatorRefused.class);
        operators.add("王芳", OperatorRole.VIEWER);
        operators.add("c", OperatorRole.VIEWER);
        operators.add("d", OperatorRole.VIEWER);
        assertThatThrownBy(() -> operators.add("e", OperatorRole.VIEWER))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("at most 5");
        assertThatThrownBy(() -> operators.change("nobody", null, true)).isInstanceOf(OperatorNotFound.class);
    }

    @Test
    void theApiDoesTheSame() {
        String key = keys.create(Role.ADMIN, "test").secret();
        assertThat(api("POST", "/api/v1/admin/operators", key, "{\"name\": \"kim\", \"role\": \"operator\"}"))
                .hasStatus(201)
                .bodyJson()
                .isLenientlyEqualTo("{\"operator\": {\"name\": \"kim\", \"role\": \"operator\"}}")
                .extractingPath("$.password")
                .asString()
                .hasSize(20);
        assertThat(api("POST", "/api/v1/admin/operators", key, "{\"name\": \"kim\", \"role\": \"king\"}"))
                .hasStatus(400)
                .bodyText()
                .contains("viewer, operator or admin", "king");
        assertThat(api("POST", "/api/v1/admin/operators", key, "{\"name\": \"kim\", \"role\": \"viewer\"}"))
                .hasStatus(409);
        assertThat(api("PUT", "/api/v1/admin/operators/kim", key, "{\"enabled\": false}"))
                .hasStatusOk()
                .bodyText()
                .contains("disabledAt");
        assertThat(api("PUT", "/api/v1/admin/operators/kim", key, "{}")).hasStatus(400);
        assertThat(api("POST", "/api/v1/admin/operators/kim/password", key, ""))
                .hasStatusOk()
                .bodyText()
                .contains("password");
        assertThat(api("GET", "/api/v1/admin/operators", key, ""))
                .hasStatusOk()
                .bodyText()
                .contains("kim", "admin")
                .doesNotContain("bcrypt", "password");
    }

    @Test
    void theFirstStartMakesAnAdminAndShowsThePasswordOnce(CapturedOutput output) {
        jdbc.sql("delete from operator").update();
        int before = shown(output).size();
        firstKeys.afterPropertiesSet();

        assertThat(shown(output)).hasSize(before + 1);
        String password = shown(output).getLast().replaceAll(".*password (\\S+) .*", "$1");
        assertThat(operators.all())
                .singleElement()
                .matches(first ->
                        first.role() == OperatorRole.ADMIN && first.name().equals(Operators.FIRST));
        assertThat(signIn(Operators.FIRST, password)).hasRedirectedUrl("/console");

        firstKeys.afterPropertiesSet();

        assertThat(shown(output)).hasSize(before + 1);
    }

    private static List<String> shown(CapturedOutput output) {
        return output.getOut()
                .lines()
                .filter(line -> line.contains("with the password"))
                .toList();
    }

    private MockHttpSession session(String name, OperatorRole role) {
        return signedIn(name, operators.add(name, role).password());
    }

    private MockHttpSession signedIn(String name, String password) {
        MvcTestResult answer = signIn(name, password);
        assertThat(answer).hasRedirectedUrl("/console");
        return (MockHttpSession)
                java.util.Objects.requireNonNull(answer.getRequest().getSession());
    }

    private MvcTestResult signIn(String name, String password) {
        return call(
                post("/console/login")
                        .param("username", name)
                        .param("password", password)
                        .with(csrf()),
                null);
    }

    private MvcTestResult change(MockHttpSession session, String present, String wanted, String again) {
        return call(
                post("/console/password")
                        .param("present", present)
                        .param("wanted", wanted)
                        .param("again", again)
                        .with(csrf()),
                session);
    }

    private boolean letsIn(String endpoint, @Nullable MockHttpSession session) {
        String[] parts = endpoint.split(" ", 2);
        String path = parts[1].replaceAll("\\{[^}]*}", "1");
        boolean upload = endpoint.equals("POST " + AccessRules.UPLOAD);
        MvcTestResult answer = upload
                ? call(multipart(path).with(csrf()), session)
                : call(
                        MockMvcRequestBuilders.request(HttpMethod.valueOf(parts[0]), path)
                                .with(csrf()),
                        session);
        int status = answer.getResponse().getStatus();
        String to = String.valueOf(answer.getResponse().getRedirectedUrl());
        return status != 403 && !to.equals("/console/login");
    }

    private MvcTestResult call(AbstractMockHttpServletRequestBuilder<?> request, @Nullable MockHttpSession session) {
        request.header("Accept", "text/html");
        if (session != null) {
            request.session(session);
        }
        return pages.perform(request);
    }

    private MvcTestResult api(String method, String path, String key, String body) {
        return pages.perform(MockMvcRequestBuilders.request(HttpMethod.valueOf(method), path)
                .header("Authorization", "Bearer " + key)
                .contentType("application/json")
                .content(body));
    }

    private List<String> endpoints() {
        List<String> endpoints = new ArrayList<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            for (String path : mapping.getPatternValues()) {
                for (RequestMethod verb : mapping.getMethodsCondition().getMethods()) {
                    if (path.startsWith("/console")) {
                        endpoints.add(verb + " " + path);
                    }
                }
            }
        });
        return endpoints;
    }
}
