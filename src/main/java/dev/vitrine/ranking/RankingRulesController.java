package dev.vitrine.ranking;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/rules")
@Tag(name = "Ranking rules")
class RankingRulesController {

    private final RankingRules rules;

    RankingRulesController(RankingRules rules) {
        this.rules = rules;
    }

    /** All rules. */
    record Answer(List<RankingRule> rules) {}

    @GetMapping
    @Operation(summary = "All ranking rules, those that ended last")
    Answer all() {
        return new Answer(rules.all());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Boost, pin, hide or cap items, from when to when",
            description =
                    "boost: filter, amount (deviations; negative sinks). pin: filter, position. hide: filter. cap:"
                            + " attribute, most. Each may name a scene, begins and ends.")
    RankingRule add(@RequestBody RankingRule.Draft draft, @Nullable Principal operator) {
        return rules.add(draft, name(operator));
    }

    @PutMapping("/{id}")
    @Operation(summary = "Replace a rule")
    RankingRule change(@PathVariable long id, @RequestBody RankingRule.Draft draft, @Nullable Principal operator) {
        return rules.change(id, draft, name(operator));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "End a rule now; it stays on record")
    void end(@PathVariable long id, @Nullable Principal operator) {
        rules.end(id, name(operator));
    }

    private static String name(@Nullable Principal operator) {
        return operator == null ? "unknown" : operator.getName();
    }
}
