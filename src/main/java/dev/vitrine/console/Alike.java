package dev.vitrine.console;

import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import dev.vitrine.ranking.Ask;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.ranking.Ranking.By;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** "More like this" on the pages of an item: by picture, text or both. */
@Component
class Alike {

    static final String BOTH = "both";

    private final Ranking ranking;

    Alike(Ranking ranking) {
        this.ranking = ranking;
    }

    /** Adds the similar items or, where there can be none, why; the item's page is good without them. */
    void add(Model model, String item, String by, int limit, Locale locale) {
        By side = side(by);
        model.addAttribute("by", by);
        model.addAttribute("sides", List.of(BOTH, "picture", "text"));
        try {
            model.addAttribute(
                    "alike",
                    ranking.similar(item, side, null, Ask.of(limit)).items().stream()
                            .map(ranked -> Card.of(ranked.item(), locale))
                            .toList());
        } catch (Problem problem) {
            model.addAttribute("alike", List.of());
            model.addAttribute("alikeNotice", PageAdvice.notice(ProblemDocuments.of(problem)));
        }
    }

    private static By side(String by) {
        return Arrays.stream(By.values())
                .filter(side -> side.name().toLowerCase(Locale.ROOT).equals(by))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        "by",
                        "by must be picture, text or both, but is \"%s\"."
                                .formatted(by.substring(0, Math.min(by.length(), 40)))));
    }
}
