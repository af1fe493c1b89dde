package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Decision.Action;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin")
@Tag(name = "Review")
class StatementsController {

    private static final int MAX_LIMIT = 200;

    private final Statements statements;
    private final Catalog catalog;

    StatementsController(Statements statements, Catalog catalog) {
        this.statements = statements;
        this.catalog = catalog;
    }

    @GetMapping("/statements")
    @Operation(
            summary = "What is said of items, in the order in which it came; next is the cursor of the following page",
            description = "state is proposed, accepted, edited, rejected or superseded; kind is tag, caption or answer;"
                    + " topic is a vocabulary, a language and style such as \"en concise\", or a question. With mismatch"
                    + " those that contradict the shop's own facts, or those that do not.")
    Page page(
            @RequestParam(defaultValue = "proposed") String state,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable Boolean mismatch,
            @RequestParam(required = false) @Nullable Double minScore,
            @RequestParam(required = false) @Nullable Long job,
            @RequestParam(defaultValue = "0") long cursor,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidRequest("limit", "The limit " + limit + " is not between 1 and " + MAX_LIMIT + ".");
        }
        var selection =
                new Selection(State.of(state), kind == null ? null : Kind.of(kind), topic, mismatch, minScore, job);
        List<Statement> found = statements.page(selection, cursor, limit);
        return new Page(
                said(found),
                statements.count(selection),
                found.size() < limit ? null : found.getLast().id());
    }

    /** A page of statements, and how many are meant in all; without {@code next} it is the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Said> statements, long count, @Nullable Long next) {}

    /** A statement with the shop's id of its item. */
    record Said(String item, @JsonUnwrapped Statement statement) {}

    private List<Said> said(Collection<Statement> found) {
        Map<Long, Item> items =
                catalog.items(found.stream().map(Statement::item).collect(Collectors.toSet()));
        return found.stream()
                .filter(statement -> items.containsKey(statement.item()))
                .map(statement -> new Said(
                        Objects.requireNonNull(items.get(statement.item())).id(), statement))
                .toList();
    }

    @GetMapping("/statements/{statement}")
    @Operation(summary = "One statement")
    Said one(@PathVariable long statement) {
        return said(List.of(statements.statement(statement))).getFirst();
    }

    @GetMapping("/statements/{statement}/history")
    @Operation(summary = "What became of a statement, by whom and when, the oldest change first")
    List<Decision.Change> history(@PathVariable long statement) {
        return statements.history(statement);
    }

    @PutMapping("/statements/{statement}")
    @Operation(summary = "Put your own words in the place of a machine's, whose own are kept beside them")
    Decided edit(@PathVariable long statement, @RequestBody Words request, Principal person) {
        return decided(statements.edit(person.getName(), statement, words(request.value())));
    }

    private static String words(@Nullable String value) {
        if (value == null) {
            throw new InvalidRequest("value", "The value is missing.");
        }
        return value;
    }

    /** A person's words; of a tag a label, or an empty text for none of them. */
    record Words(@Nullable String value) {}

    @PostMapping("/statements/{statement}/accept")
    @Operation(summary = "Let a statement count; others of its topic give way")
    Decided accept(@PathVariable long statement, Principal person) {
        return decided(statements.accept(person.getName(), List.of(statement)));
    }

    @PostMapping("/statements/{statement}/reject")
    @Operation(summary = "Let a statement not count; the same revision of the model does not say it again")
    Decided reject(@PathVariable long statement, Principal person) {
        return decided(statements.reject(person.getName(), List.of(statement)));
    }

    @GetMapping("/items/{id}/statements")
    @Operation(summary = "All that is and was said of an item")
    List<Said> ofItem(@PathVariable String id) {
        return said(statements.of(catalog.item(id).key()));
    }

    @PostMapping("/items/{id}/statements")
    @Operation(summary = "Say something of an item yourself, in the place of what was said in that topic")
    Decided write(@PathVariable String id, @RequestBody NewStatement request, Principal person) {
        if (request.kind() == null || request.topic() == null) {
            throw new InvalidRequest(
                    request.kind() == null ? "kind" : "topic", "A statement has a kind, a topic and a value.");
        }
        return decided(statements.write(
                person.getName(), id, Kind.of(request.kind()), request.topic().strip(), words(request.value())));
    }

    /** What a person says. */
    record NewStatement(
            @Nullable String kind,
            @Nullable String topic,
            @Nullable String value) {}

    @PostMapping("/decisions")
    @Operation(
            summary = "Accept or reject many statements at once",
            description =
                    "Those of the ids, all or none; or, with a selection in their place, the first proposed ones that"
                            + " are meant, at most 500 at a time: left says how many more there are.")
    Decided decide(@RequestBody Bulk request, Principal person) {
        boolean accept = Action.ACCEPT.word().equals(request.action());
        if (!accept && !Action.REJECT.word().equals(request.action())) {
            throw new InvalidRequest("action", "The action is accept or reject.");
        }
        if ((request.ids() == null) == (request.selection() == null)) {
            throw new InvalidRequest("ids", "A decision is about the ids or a selection, one of both.");
        }
        if (request.ids() != null) {
            if (request.ids().stream().anyMatch(Objects::isNull)) {
                throw new InvalidRequest("ids", "The ids are numbers, none of them null.");
            }
            List<Long> ids = request.ids().stream().map(Objects::requireNonNull).toList();
            return decided(
                    accept ? statements.accept(person.getName(), ids) : statements.reject(person.getName(), ids));
        }
        Selection selection = Objects.requireNonNull(request.selection()).open();
        return statements
                .decide(person.getName(), accept, selection)
                .map(decision -> decided(decision, statements.count(selection)))
                .orElse(new Decided(null, null, accept ? Action.ACCEPT : Action.REJECT, null, null, List.of(), 0L));
    }

    /** Many decisions at once. */
    record Bulk(
            @Nullable String action,
            @Nullable List<@Nullable Long> ids,
            @Nullable Wanted selection) {}

    /** Which of the proposed statements are meant. */
    record Wanted(
            @Nullable String kind,
            @Nullable String topic,
            @Nullable Boolean mismatch,
            @Nullable Double minScore,
            @Nullable Long job) {

        Selection open() {
            return new Selection(State.PROPOSED, kind == null ? null : Kind.of(kind), topic, mismatch, minScore, job);
        }
    }

    @PostMapping("/decisions/{decision}/undo")
    @Operation(summary = "Take a decision back, as long as nothing was decided on top of it")
    Decided undo(@PathVariable long decision, Principal person) {
        return decided(statements.undo(person.getName(), decision));
    }

    private Decided decided(Decision decision) {
        return decided(decision, null);
    }

    private Decided decided(Decision decision, @Nullable Long left) {
        return new Decided(
                decision.id(),
                decision.decidedBy(),
                decision.action(),
                decision.at(),
                decision.undoneBy(),
                said(decision.statements()),
                left);
    }

    /**
     * A decision and what it changed.
     *
     * @param id by which it can be taken back; missing where nothing was meant
     * @param left how many more are meant
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decided(
            @Nullable Long id,
            @Nullable String decidedBy,
            Action action,
            @Nullable Instant at,
            @Nullable Long undoneBy,
            List<Said> statements,
            @Nullable Long left) {}
}
