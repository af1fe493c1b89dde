package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.jayway.jsonpath.JsonPath;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.vision.Answerer;
import java.io.UnsupportedEncodingException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Tagging, captioning, review and jobs as a program sees them. */
class EnrichmentApiIntegrationTests extends GivenModels {

    private static final String COLOURS = """
            {"templates": {"en": ["a {} thing"]}, "exclusive": true, "threshold": 0.4, "field": "colour",
             "labels": [{"name": "red", "words": {"en": "red", "zh": "红色"}, "synonyms": {"en": ["scarlet"]}},
                        {"name": "blue", "words": {"en": "blue"}}]}""";

    @Autowired
    private MockMvcTester api;

    private long mug;

    @BeforeEach
    void aMug() {
        mug = item("mug", RED, java.util.Map.of("colour", "blue"));
    }

    @Test
    void aTagIsProposedReviewedAndTakenBack() throws Exception {
        assertThat(call(put("/api/v1/admin/vocabularies/colour"), COLOURS)).hasStatusOk();
        assertThat(call(get("/api/v1/admin/vocabularies/colour"), ""))
                .bodyJson()
                .hasPathSatisfying("$.threshold", value -> value.assertThat().isEqualTo(0.4))
                .hasPathSatisfying("$.background", value -> value.assertThat().isEqualTo(1.0))
                .hasPathSatisfying(
                        "$.labels[0].synonyms.en[0]",
                        value -> value.assertThat().isEqualTo("scarlet"))
                .doesNotHavePath("$.autoAccept");
        assertThat(call(post("/api/v1/admin/items/mug/tags"), ""))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying(
                        "$[0].vocabulary", value -> value.assertThat().isEqualTo("colour"))
                .hasPathSatisfying("$[0].given[0]", value -> value.assertThat().isEqualTo("red"))
                .hasPathSatisfying(
                        "$[0].mismatches[0].stated", value -> value.assertThat().isEqualTo("blue"));

        MvcTestResult open = call(get("/api/v1/admin/statements?mismatch=true&kind=tag&topic=colour"), "");
        assertThat(open)
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.count", value -> value.assertThat().isEqualTo(1))
                .hasPathSatisfying(
                        "$.statements[0].item", value -> value.assertThat().isEqualTo("mug"))
                .hasPathSatisfying(
                        "$.statements[0].origin.model",
                        value -> value.assertThat().isEqualTo("given"))
                .doesNotHavePath("$.next");
        int id = JsonPath.read(body(open), "$.statements[0].id");

        MvcTestResult accepted = call(post("/api/v1/admin/statements/" + id + "/accept"), "");
        assertThat(accepted)
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.decidedBy", value -> value.assertThat().isEqualTo("lin"))
                .hasPathSatisfying(
                        "$.statements[0].state", value -> value.assertThat().isEqualTo("accepted"));
        assertThat(call(get("/api/v1/items/mug"), ""))
                .bodyJson()
                .hasPathSatisfying(
                        "$.tags.colour[0]", value -> value.assertThat().isEqualTo("red"));
        assertThat(call(get("/api/v1/items?filter=tag.colour==red"), ""))
                .bodyJson()
                .hasPathSatisfying("$.items[0].id", value -> value.assertThat().isEqualTo("mug"));

        int decision = JsonPath.read(body(accepted), "$.id");
        assertThat(call(put("/api/v1/admin/statements/" + id), "{\"value\": \"blue\"}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying(
                        "$.statements[0].state", value -> value.assertThat().isEqualTo("edited"));
        refused(post("/api/v1/admin/decisions/" + decision + "/undo"), "", 409, "decided on again");
        assertThat(call(get("/api/v1/admin/statements/" + id + "/history"), ""))
                .bodyJson()
                .hasPathSatisfying("$[0].action", value -> value.assertThat().isEqualTo("accept"))
                .hasPathSatisfying(
                        "$[1].valueBefore", value -> value.assertThat().isEqualTo("red"))
                .hasPathSatisfying(
                        "$[1].valueAfter", value -> value.assertThat().isEqualTo("blue"));
    }

    @Test
    void manyAreDecidedByTheirNumbersOrASelection() throws Exception {
        vocabularies.put(colours());
        for (int i = 0; i < 4; i++) {
            item("more " + i, RED);
            tagging.tag("more " + i);
        }
        MvcTestResult first = call(
                post("/api/v1/admin/decisions"),
                "{\"action\": \"accept\", \"selection\": {\"kind\": \"tag\", \"minScore\": 0.9}}");
        assertThat(first)
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.left", value -> value.assertThat().isEqualTo(1))
                .hasPathSatisfying(
                        "$.statements.length()", value -> value.assertThat().isEqualTo(3));
        long left = statements.page(Selection.PROPOSED, 0, 9).getFirst().id();
        assertThat(call(post("/api/v1/admin/decisions"), "{\"action\": \"reject\", \"ids\": [" + left + "]}"))
                .hasStatusOk();
        assertThat(call(
                        post("/api/v1/admin/decisions"),
                        "{\"action\": \"reject\", \"selection\": {\"minScore\": 0.5}}"))
                .hasStatusOk()
                .bodyJson()
                .doesNotHavePath("$.id")
                .hasPathSatisfying("$.left", value -> value.assertThat().isEqualTo(0));

        String path = "/api/v1/admin/decisions";
        refused(post(path), "{\"action\": \"eat\", \"ids\": [1]}", 400, "accept or reject");
        refused(post(path), "{\"action\": \"accept\"}", 400, "the ids or a selection");
        refused(post(path), "{\"action\": \"accept\", \"ids\": [1], \"selection\": {}}", 400, "one of both");
        refused(post(path), "{\"action\": \"accept\", \"ids\": [null]}", 400, "none of them null");
        refused(post(path), "{\"action\": \"accept\", \"ids\": [4711]}", 404, "no statement 4711");
        refused(post(path), "{\"action\": \"accept\", \"ids\": [1, 2, 3, 4]}", 400, "1 to 3 statements, not 4");
    }

    @Test
    void aPersonWritesWithoutAnyMachine() {
        assertThat(call(
                        post("/api/v1/admin/items/mug/statements"),
                        "{\"kind\": \"caption\", \"topic\": \"en concise\", \"value\": \" By hand \"}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying(
                        "$.statements[0].value", value -> value.assertThat().isEqualTo("By hand"))
                .doesNotHavePath("$.statements[0].origin");
        assertThat(one(mug, Kind.CAPTION).decidedBy()).isEqualTo("lin");

        String path = "/api/v1/admin/items/mug/statements";
        refused(post(path), "{\"kind\": \"poem\", \"topic\": \"en\", \"value\": \"x\"}", 400, "tag, caption, answer");
        refused(post(path), "{\"kind\": \"caption\", \"value\": \"x\"}", 400, "a kind, a topic");
        refused(post(path), "{\"kind\": \"caption\", \"topic\": \"en\"}", 400, "value is missing");
        refused(post(path), "{\"kind\": \"tag\", \"topic\": \"taste\", \"value\": \"x\"}", 404, "taste");
        refused(post("/api/v1/admin/items/nobody/statements"), "{}", 400, "a kind");
    }

    @Test
    void captionsAndTheirSettings() {
        background();
        assertThat(call(
                        post("/api/v1/admin/items/mug/captions"),
                        "{\"styles\": [{\"language\": \"zh\", \"style\": \"concise\"}], \"candidates\": 1}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$[0].proposed", value -> value.assertThat().isEqualTo("a red thing"))
                .hasPathSatisfying(
                        "$[0].candidates[0].fits", value -> value.assertThat().isEqualTo(true))
                .doesNotHavePath("$[1]");
        assertThat(call(put("/api/v1/admin/caption-styles/zh/concise"), "{\"autoAccept\": 0.8}"))
                .hasStatusOk();
        assertThat(call(get("/api/v1/admin/caption-styles"), ""))
                .bodyJson()
                .hasPathSatisfying(
                        "$[1].autoAccept", value -> value.assertThat().isEqualTo(0.8))
                .doesNotHavePath("$[0].autoAccept");
        refused(put("/api/v1/admin/caption-styles/zh/terse"), "{}", 400, "zh terse");
        refused(post("/api/v1/admin/items/mug/captions"), "{\"candidates\": 9}", 400, "1 to 4 candidates");
        refused(post("/api/v1/admin/items/mug/captions"), "{\"styles\": [{}]}", 400, "a language and a style");
        refused(post("/api/v1/admin/items/mug/captions"), "{\"stiles\": []}", 400, "stiles");
    }

    @Test
    void whatIsAskedStaysWithTheItemOnlyIfThatIsWished() {
        Answerer answerer = mock();
        when(answerer.model()).thenReturn("oracle");
        when(answerer.revision()).thenReturn("o1");
        when(answerer.answers(anyList(), any(), any())).thenReturn(List.of("a mug", "  "));
        doReturn(answerer).when(vision).answerer(anyString());
        String asked = "\"questions\": [\"what is it?\", \"why?\"]";

        assertThat(call(post("/api/v1/admin/items/mug/answers"), "{" + asked + "}"))
                .bodyJson()
                .extractingPath("$[0].answer")
                .isEqualTo("a mug");
        assertThat(statements.of(mug)).isEmpty();

        assertThat(call(post("/api/v1/admin/items/mug/answers"), "{" + asked + ", \"propose\": true}"))
                .hasStatusOk();
        assertThat(one(mug, Kind.ANSWER))
                .matches(answer ->
                        answer.topic().equals("what is it?") && answer.value().equals("a mug"));
    }

    @Test
    void jobsAreOrderedWatchedAndStopped() throws Exception {
        vocabularies.put(colours());
        MvcTestResult ordered =
                call(post("/api/v1/admin/jobs/tags"), "{\"filter\": \"colour==blue\", \"vocabularies\": [\"colour\"]}");
        assertThat(ordered)
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.state", value -> value.assertThat().isEqualTo("running"))
                .hasPathSatisfying("$.total", value -> value.assertThat().isEqualTo(1))
                .hasPathSatisfying("$.orderedBy", value -> value.assertThat().isEqualTo("lin"))
                .hasPathSatisfying(
                        "$.orders.missing", value -> value.assertThat().isEqualTo(true));
        int id = JsonPath.read(body(ordered), "$.id");
        String job = "/api/v1/admin/jobs/" + id;
        assertThat(call(post(job + "/pause"), ""))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("paused");
        assertThat(call(post(job + "/resume"), ""))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("running");
        var task = work.claim("tag", 1, java.time.Duration.ofMinutes(1)).getFirst();
        work.failed(task, "It is scratched.");
        assertThat(call(get(job + "/failures"), ""))
                .bodyJson()
                .hasPathSatisfying("$[0].item", value -> value.assertThat().isEqualTo("mug"))
                .hasPathSatisfying("$[0].reason", value -> value.assertThat().isEqualTo("It is scratched."));
        assertThat(call(post(job + "/retry"), "")).hasStatusOk();
        assertThat(call(post(job + "/cancel"), ""))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("cancelled");
        refused(post(job + "/resume"), "", 409, "is cancelled");
        refused(get("/api/v1/admin/jobs/4711"), "", 404, "no job 4711");
        assertThat(call(post("/api/v1/admin/jobs/captions"), "{}"))
                .bodyJson()
                .extractingPath("$.queue")
                .isEqualTo("caption");
        assertThat(call(get("/api/v1/admin/jobs"), ""))
                .bodyJson()
                .extractingPath("$.length()")
                .isEqualTo(2);
        refused(post("/api/v1/admin/jobs/tags"), "{\"filter\": \"colour=\"}", 400, "filter");
        refused(post("/api/v1/admin/jobs/tags"), "{\"vocabularies\": [\"taste\"]}", 404, "taste");
    }

    @Test
    void aDryRunIsAnsweredAndWrongOnesSayWhy() {
        vocabularies.put(colours());
        assertThat(call(post("/api/v1/admin/vocabularies/colour/dry-run"), "{}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.items", value -> value.assertThat().isEqualTo(1))
                .hasPathSatisfying(
                        "$.labels[0].after", value -> value.assertThat().isEqualTo(1));
        assertThat(call(post("/api/v1/admin/vocabularies/new/dry-run"), "{\"vocabulary\": " + COLOURS + "}"))
                .hasStatusOk();
        refused(post("/api/v1/admin/vocabularies/new/dry-run"), "{}", 404, "new");
        refused(
                post("/api/v1/admin/vocabularies/colour/dry-run"),
                "{\"sample\": 51}",
                400,
                "A sample has 1 to 50 items, not 51.");
        refused(put("/api/v1/admin/vocabularies/colour"), "{\"labels\": [null]}", 400, "each with a name");
        refused(put("/api/v1/admin/vocabularies/colour"), "{}", 400, "list of labels");
        assertThat(call(
                        put("/api/v1/admin/vocabularies/colour"),
                        "{\"labels\": [{\"name\": \"a\", \"words\": {\"en\": null}}]}"))
                .hasStatus(400);
        refused(
                put("/api/v1/admin/vocabularies/colour"),
                "{\"labels\": [{\"name\": \"a\"}], \"templates\": {\"en\": null}}",
                400,
                "templates");
        assertThat(vocabularies.vocabulary("colour")).isEqualTo(colours());
    }

    @Test
    void theDescriptionOfTheApiHasAllOfIt() throws Exception {
        MvcTestResult described = call(get("/v3/api-docs/admin"), "");
        assertThat(described).hasStatusOk();
        java.util.Map<String, Object> paths = JsonPath.read(body(described), "$.paths");
        assertThat(paths)
                .containsKeys(
                        "/api/v1/admin/vocabularies/{name}/dry-run",
                        "/api/v1/admin/items/{id}/tags",
                        "/api/v1/admin/items/{id}/captions",
                        "/api/v1/admin/items/{id}/statements",
                        "/api/v1/admin/statements/{statement}/accept",
                        "/api/v1/admin/statements/{statement}/history",
                        "/api/v1/admin/decisions/{decision}/undo",
                        "/api/v1/admin/caption-styles/{language}/{style}",
                        "/api/v1/admin/jobs/captions",
                        "/api/v1/admin/jobs/{job}/pause");
    }

    @Test
    void listsAreBoundedAndWrongNamesAreNamed() {
        assertThat(call(get("/api/v1/admin/statements?limit=200"), "")).hasStatusOk();
        refused(get("/api/v1/admin/statements?limit=201"), "", 400, "201 is not between 1 and 200");
        refused(get("/api/v1/admin/statements?limit=0"), "", 400, "0 is not between");
        refused(get("/api/v1/admin/statements?state=lost"), "", 400, "\"lost\" is none of proposed");
        refused(get("/api/v1/admin/statements?kind=smell"), "", 400, "\"smell\" is none of tag");
        refused(get("/api/v1/admin/statements?mismatch=perhaps"), "", 400, "mismatch");
        refused(get("/api/v1/admin/statements/x"), "", 400, "a whole number");
    }

    private void refused(MockHttpServletRequestBuilder request, String body, int status, String detail) {
        assertThat(call(request, body))
                .hasStatus(status)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .contains(detail);
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request, String body) {
        request.with(SecurityMockMvcRequestPostProcessors.user("lin").roles("ADMIN"));
        return api.perform(
                body.isEmpty()
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).content(body));
    }

    private static String body(MvcTestResult result) throws UnsupportedEncodingException {
        return result.getResponse().getContentAsString();
    }
}
