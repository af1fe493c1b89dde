package dev.vitrine.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemView;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.ranking.Ranking.By;
import dev.vitrine.ranking.Ranking.Ranked;
import dev.vitrine.ranking.Ranking.Recommendation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Recommendations and similar items over REST. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Recommendations")
class RankingController {

    private static final int LIMIT = 100;

    private final Ranking ranking;
    private final Catalog catalog;

    RankingController(Ranking ranking, Catalog catalog) {
        this.ranking = ranking;
        this.catalog = catalog;
    }

    /** What a shop page shows, and the id that interactions with it carry back. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            UUID recommendationId,
            String user,
            String basis,
            @Nullable String explanation,
            List<RankedView> items) {}

    /** Items like one. */
    record SimilarAnswer(String item, String by, List<RankedView> items) {}

    /** An item in its place. */
    record RankedView(ItemView item, double score, ReasonView reason) {}

    /** Why it is there, in a word for programs and in a sentence for people. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReasonView(String kind, String text, @Nullable Because because, double picture) {}

    /** The item that led there. */
    record Because(String id, String title) {

        static @Nullable Because of(@Nullable Item item, String language) {
            return item == null ? null : new Because(item.id(), item.title(language));
        }
    }

    @GetMapping("/users/{user}/recommendations")
    @Operation(summary = "Items for a user, each with its reason; interactions carry the recommendationId back")
    Answer recommendations(
            @PathVariable String user,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        Recommendation answer = ranking.forUser(Interactions.checkedUser(user), ask(limit, language, filter));
        return new Answer(
                answer.id(), answer.user(), answer.basis(), answer.explanation(), views(answer.items(), language));
    }

    @GetMapping("/items/{id}/similar")
    @Operation(summary = "Items like one, by picture, text or both")
    SimilarAnswer similar(
            @PathVariable String id,
            @RequestParam(defaultValue = "both") String by,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        return new SimilarAnswer(id, by, views(ranking.similar(id, by(by), ask(limit, language, filter)), language));
    }

    private Ask ask(int limit, String language, @Nullable String filter) {
        return new Ask(checked(limit), checked(language), catalog.filter(filter));
    }

    private static List<RankedView> views(List<Ranked> items, String language) {
        return items.stream()
                .map(ranked -> new RankedView(
                        ItemView.of(ranked.item(), language),
                        rounded(ranked.score()),
                        new ReasonView(
                                ranked.reason().kind(),
                                ranked.reason().text(language),
                                Because.of(ranked.reason().because(), language),
                                rounded(ranked.reason().picture()))))
                .toList();
    }

    private static By by(String name) {
        return switch (name) {
            case "picture" -> By.PICTURE;
            case "text" -> By.TEXT;
            case "both" -> By.BOTH;
            default ->
                throw new InvalidRequest(
                        "by",
                        "by must be picture, text or both, but is \"%s\"."
                                .formatted(name.substring(0, Math.min(name.length(), 40))));
        };
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > LIMIT) {
            throw new InvalidRequest("limit", "limit must be from 1 to %d, but is %d.".formatted(LIMIT, limit));
        }
        return limit;
    }

    private static String checked(String language) {
        if (!language.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*") || language.length() > 35) {
            throw new InvalidRequest(
                    "language",
                    "language must be a tag like en or zh, but is \"%s\"."
                            .formatted(language.substring(0, Math.min(language.length(), 40))));
        }
        return language.toLowerCase(Locale.ROOT);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
