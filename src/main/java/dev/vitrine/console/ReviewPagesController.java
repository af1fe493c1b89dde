package dev.vitrine.console;

import dev.vitrine.enrichment.Decision;
import dev.vitrine.enrichment.DecisionNotFound;
import dev.vitrine.enrichment.Selection;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.Statements;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What waits for a person: one key for each decision, many at once, and each can be taken back. */
@PageController
@RequestMapping("/console/review")
class ReviewPagesController {

    private static final int SHOWN = 12;

    private final Statements statements;
    private final Said.Views views;

    ReviewPagesController(Statements statements, Said.Views views) {
        this.statements = statements;
        this.views = views;
    }

    /**
     * Which of what waits is shown.
     *
     * @param kind tag, caption or answer; empty for all
     * @param topic empty for all
     * @param mismatch true or false; empty for both
     */
    record Shown(String kind, String topic, String mismatch) {

        Selection selection(@Nullable Double minScore) {
            return new Selection(
                    State.PROPOSED,
                    kind.isEmpty() ? null : Kind.of(kind),
                    topic.isEmpty() ? null : topic,
                    switch (mismatch) {
                        case "" -> null;
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw new InvalidRequest("mismatch", "mismatch is true, false or empty.");
                    },
                    minScore,
                    null);
        }
    }

    @GetMapping
    String review(
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "") String mismatch,
            HttpServletRequest request,
            Locale locale,
            Model model) {
        add(model, new Shown(kind, topic, mismatch), locale);
        return PageInterceptor.partial(request) ? "console/review :: queue" : "console/review";
    }

    private void add(Model model, Shown shown, Locale locale) {
        Selection selection = shown.selection(null);
        model.addAttribute("shown", shown);
        model.addAttribute("topics", statements.open());
        model.addAttribute("count", statements.count(selection));
        model.addAttribute("queue", views.of(statements.page(selection, 0, SHOWN), locale));
    }

    /** One decision about one statement. */
    @PostMapping("/{statement}")
    String decide(
            @PathVariable long statement,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String value,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "") String mismatch,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        decide(statements, person.getName(), statement, action, value);
        return shown(new Shown(kind, topic, mismatch), action, 1, request, redirect, locale, model);
    }

    static Decision decide(Statements statements, String person, long statement, String action, String value) {
        return switch (action) {
            case "accept" -> statements.accept(person, List.of(statement));
            case "reject" -> statements.reject(person, List.of(statement));
            case "edit" -> statements.edit(person, statement, value);
            default -> throw unknown(action);
        };
    }

    private static InvalidRequest unknown(String action) {
        return new InvalidRequest(
                "action",
                "action must be accept, reject or edit, but is \"" + action.substring(0, Math.min(40, action.length()))
                        + "\".");
    }

    /** One decision about all that is shown under the filter, or the first of it. */
    @PostMapping("/all")
    String all(
            @RequestParam String action,
            @RequestParam(required = false) @Nullable Double minScore,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "") String mismatch,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        if (!action.equals("accept") && !action.equals("reject")) {
            throw unknown(action);
        }
        var shown = new Shown(kind, topic, mismatch);
        int decided = statements
                .decide(person.getName(), action.equals("accept"), shown.selection(minScore))
                .map(decision -> (int) decision.statements().stream()
                        .map(Statement::state)
                        .filter(state -> state != State.SUPERSEDED)
                        .count())
                .orElse(0);
        return shown(shown, action, decided, request, redirect, locale, model);
    }

    /** Takes the person's latest decision back. */
    @PostMapping("/undo")
    String undo(
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "") String mismatch,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        int undone = 1;
        try {
            statements.undoLatest(person.getName());
        } catch (DecisionNotFound nothing) {
            undone = 0;
        }
        return shown(new Shown(kind, topic, mismatch), "undo", undone, request, redirect, locale, model);
    }

    private String shown(
            Shown shown,
            String action,
            int count,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("kind", shown.kind());
            redirect.addAttribute("topic", shown.topic());
            redirect.addAttribute("mismatch", shown.mismatch());
            return "redirect:/console/review";
        }
        add(model, shown, locale);
        model.addAttribute("did", action);
        model.addAttribute("many", count);
        return "console/review :: queue";
    }
}
