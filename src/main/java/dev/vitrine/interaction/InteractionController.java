package dev.vitrine.interaction;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.interaction.Interactions.Outcome;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
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
    record BatchAnswer(int recorded, int known, int refused, List<Result> results) {}

    /** What became of an entry: in the log when there is no problem, new when recorded. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(boolean recorded, @Nullable ProblemDetail problem) {}

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
        List<@Nullable ProblemDetail> unreadable = new ArrayList<>();
        for (JsonNode node : nodes) {
            try {
                events.add(event(node));
                unreadable.add(null);
            } catch (JacksonException failure) {
                unreadable.add(ProblemDocuments.of(failure));
            } catch (InvalidRequest failure) {
                unreadable.add(ProblemDocuments.of(failure));
            }
        }
        Iterator<Outcome> outcomes = interactions.record(events).iterator();
        return answer(unreadable.stream()
                .map(problem -> problem == null ? result(outcomes.next()) : new Result(false, problem))
                .toList());
    }

    @DeleteMapping("/users/{user}")
    @Operation(summary = "Erase a user: interactions, preference and what was shown")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@PathVariable String user) {
        interactions.erase(user);
    }

    /** Whose interactions move. */
    record Merge(@Nullable String from) {}

    /** How many moved. */
    record Merged(String user, long moved) {}

    @PostMapping("/users/{user}/merge")
    @Operation(
            summary = "Let an anonymous visitor's interactions be a user's, at login; again, it moves what came since")
    @SuppressWarnings("NullAway") // what is missing is found by the admission
    Merged merge(@PathVariable String user, @RequestBody Merge merge) {
        return new Merged(user, interactions.merge(merge.from(), user));
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

    private Event event(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            throw new InvalidRequest("interactions", "An entry of interactions must be an object.");
        }
        return json.treeToValue(node, Sent.class).event();
    }

    private static Result result(Outcome outcome) {
        Problem problem = outcome.problem();
        return new Result(outcome.recorded(), problem == null ? null : ProblemDocuments.of(problem));
    }

    private static BatchAnswer answer(List<Result> results) {
        int recorded = (int) results.stream().filter(Result::recorded).count();
        int refused = (int)
                results.stream().filter(result -> result.problem() != null).count();
        return new BatchAnswer(recorded, results.size() - recorded - refused, refused, results);
    }
}
