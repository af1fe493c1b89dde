package dev.vitrine.console;

import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.ranking.RankingRule;
import dev.vitrine.ranking.RankingRules;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What operators decide over the models: boosts, pins, hides and caps; made, changed and ended. */
@PageController
@RequestMapping("/console/rules")
class RulePagesController {

    private final RankingRules rules;
    private final Clock clock;

    RulePagesController(RankingRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** A rule and how it stands: "planned", "holds" or "ended". */
    record Shown(RankingRule rule, String state) {

        static Shown of(RankingRule rule, Instant now) {
            boolean ended = rule.ends() != null && !rule.ends().isAfter(now);
            boolean planned = rule.begins() != null && rule.begins().isAfter(now);
            return new Shown(rule, ended ? "ended" : planned ? "planned" : "holds");
        }
    }

    @GetMapping
    String rules(Model model) {
        Instant now = clock.instant();
        model.addAttribute(
                "rules", rules.all().stream().map(rule -> Shown.of(rule, now)).toList());
        return "console/rules";
    }

    /** The form of one rule, or of a new one. */
    @GetMapping("/edit")
    String edit(@RequestParam(required = false) @Nullable Long id, Model model) {
        model.addAttribute("form", id == null ? Form.NEW : Form.of(rules.rule(id)));
        return form(model);
    }

    private String form(Model model) {
        model.addAttribute("kinds", RankingRules.KINDS);
        model.addAttribute("scenes", rules.scenes());
        return "console/rule";
    }

    @PostMapping("/edit")
    String put(@ModelAttribute("form") Form form, Principal person, HttpServletResponse response, Model model) {
        try {
            if (form.id() == null) {
                rules.add(form.draft(), person.getName());
            } else {
                rules.change(form.id(), form.draft(), person.getName());
            }
        } catch (Problem wrong) {
            response.setStatus(wrong.status().value());
            model.addAttribute("wrong", wrong.detail());
            return form(model);
        }
        return "redirect:/console/rules";
    }

    @PostMapping("/{rule}/end")
    String end(@PathVariable long rule, Principal person) {
        rules.end(rule, person.getName());
        return "redirect:/console/rules";
    }

    /**
     * A rule as people write it; what is empty is not said.
     *
     * @param begins and ends as a browser's field has them, in UTC
     */
    record Form(
            @Nullable Long id,
            @Nullable String name,
            @Nullable String kind,
            @Nullable String scene,
            @Nullable String filter,
            @Nullable String attribute,
            @Nullable String amount,
            @Nullable String position,
            @Nullable String most,
            @Nullable String begins,
            @Nullable String ends) {

        static final Form NEW = new Form(null, null, "boost", null, null, null, "1", null, null, null, null);

        private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");

        static Form of(RankingRule rule) {
            return new Form(
                    rule.id(),
                    rule.name(),
                    rule.kind(),
                    rule.scene(),
                    rule.filter(),
                    rule.attribute(),
                    text(rule.amount()),
                    text(rule.position()),
                    text(rule.most()),
                    local(rule.begins()),
                    local(rule.ends()));
        }

        private static @Nullable String text(@Nullable Number number) {
            return number == null ? null : number.toString();
        }

        private static @Nullable String local(@Nullable Instant time) {
            return time == null ? null : MINUTE.format(time.atOffset(ZoneOffset.UTC));
        }

        /** What the kind needs; what other kinds have may be filled in, too, as it was before the kind was chosen. */
        RankingRule.Draft draft() {
            String chosen = said(kind);
            boolean cap = "cap".equals(chosen);
            return new RankingRule.Draft(
                    said(name),
                    chosen,
                    said(scene),
                    cap ? null : said(filter),
                    cap ? said(attribute) : null,
                    "boost".equals(chosen) ? number("amount", amount) : null,
                    "pin".equals(chosen) ? whole("position", position) : null,
                    cap ? whole("most", most) : null,
                    time("begins", begins),
                    time("ends", ends));
        }

        private static @Nullable String said(@Nullable String text) {
            return text == null || text.isBlank() ? null : text.strip();
        }

        private static @Nullable Double number(String field, @Nullable String text) {
            try {
                String said = said(text);
                return said == null ? null : Double.valueOf(said);
            } catch (NumberFormatException e) {
                throw new InvalidRequest(field, field + " must be a number, but is \"" + cut(text) + "\".");
            }
        }

        private static @Nullable Integer whole(String field, @Nullable String text) {
            try {
                String said = said(text);
                return said == null ? null : Integer.valueOf(said);
            } catch (NumberFormatException e) {
                throw new InvalidRequest(field, field + " must be a whole number, but is \"" + cut(text) + "\".");
            }
        }

        private static @Nullable Instant time(String field, @Nullable String text) {
            try {
                String said = said(text);
                return said == null ? null : LocalDateTime.parse(said).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException e) {
                throw new InvalidRequest(
                        field, field + " must be a time such as 2030-01-31T09:00, but is \"" + cut(text) + "\".");
            }
        }

        private static String cut(@Nullable String text) {
            String said = String.valueOf(text);
            return said.substring(0, Math.min(40, said.length()));
        }
    }
}
