package dev.vitrine.interaction;

import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.interaction.Interactions.Outcome;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Interactions over REST. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Interactions")
class InteractionController {

    private final Interactions interactions;
    private final InteractionProperties settings;
    private final JsonMapper json;

    InteractionController(Interactions interactions, InteractionProperties settings, JsonMapper json) {
        this.interactions = interactions;
        this.settings = settings;
        this.json = json;
    }

    /** One interaction as it is sent. */
    record Sent(
            @Nullable String eventId,
            @Nullable String user,
            @Nullable String item,
            @Nullable String type,
            @Nullable Instant at,
            @Nullable UUID recommendationId) {

        // What is missing is found by the admission, field by field.
        @SuppressWarnings("NullAway")
        Event event() {
            return new Event(eventId, user, item, type, at, recommendationId);
        }
    }

    /** Whether it is new; false says that its event id was known. */
    record Answer(boolean recorded) {}

    /** Several interactions; each is read on its own, so that a malformed one fails alone. */
    record SentBatch(@Nullable List<JsonNode> interactions) {}

    /** Outcomes in the order of the entries. */
    record BatchAnswer(int recorded, int known, int refused, List<Map<String, Object>> results) {}

    @PostMapping("/interactions")
    @Operation(summary = "Record what a user did; the same eventId again changes nothing")
    Answer record(@RequestBody Sent sent) {
        return new Answer(interactions.record(sent.event()));
    }

    @PostMapping("/interactions/batch")
    @Operation(summary = "Record many; each entry stands on its own and has its own result")
    BatchAnswer record(@RequestBody SentBatch batch) {
        List<JsonNode> nodes = checked(batch.interactions());
        List<Event> events = new ArrayList<>();
        List<@Nullable Problem> unreadable = new ArrayList<>();
        for (JsonNode node : nodes) {
            try {
                events.add(json.treeToValue(node, Sent.class).event());
                unreadable.add(null);
            } catch (JacksonException failure) {
                unreadable.add(unreadable(failure));
            }
        }
        var outcomes = interactions.record(events).iterator();
        return answer(unreadable.stream()
                .map(problem -> problem == null ? outcomes.next() : new Outcome(false, problem))
                .toList());
    }

    @DeleteMapping("/users/{user}")
    @Operation(summary = "Erase a user: interactions, preference and what was shown")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@PathVariable String user) {
        interactions.erase(user);
    }

    private List<JsonNode> checked(@Nullable List<JsonNode> entries) {
        if (entries == null) {
            throw new InvalidRequest("interactions", "interactions is missing.");
        }
        if (entries.size() > settings.batchLimit()) {
            throw new InvalidRequest(
                    "interactions",
                    "interactions may have at most %d entries, but has %d."
                            .formatted(settings.batchLimit(), entries.size()));
        }
        return entries;
    }

    private static BatchAnswer answer(List<Outcome> outcomes) {
        int recorded = (int) outcomes.stream().filter(Outcome::recorded).count();
        int refused = (int)
                outcomes.stream().filter(outcome -> outcome.problem() != null).count();
        return new BatchAnswer(
                recorded,
                outcomes.size() - recorded - refused,
                refused,
                outcomes.stream().map(InteractionController::json).toList());
    }

    private static Map<String, Object> json(Outcome outcome) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("recorded", outcome.recorded());
        Problem problem = outcome.problem();
        if (problem != null) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("type", URI.create("urn:vitrine:problem:" + problem.kind()));
            document.put("title", problem.status().getReasonPhrase());
            document.put("status", problem.status().value());
            document.put("detail", problem.detail());
            document.putAll(problem.facts());
            result.put("problem", document);
        }
        return result;
    }

    private static InvalidRequest unreadable(JacksonException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return new InvalidRequest(
                    unknown.getPropertyName(), "\"%s\" is not a field here.".formatted(unknown.getPropertyName()));
        }
        String field =
                failure instanceof DatabindException && !failure.getPath().isEmpty()
                        ? failure.getPath().getLast().getPropertyName()
                        : "interactions";
        return new InvalidRequest(
                field, "%s has a value that cannot be read: %s.".formatted(field, failure.getOriginalMessage()));
    }
}
