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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Recommendations and similar items over REST. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Recommendations")
class RankingController {

    private static final int LIMIT = 100;
    private static final int MOST_CAPS = 5;

    private final Ranking ranking;
    private final Catalog catalog;
    private final OccasionReader occasions;

    RankingController(Ranking ranking, Catalog catalog, OccasionReader occasions) {
        this.ranking = ranking;
        this.catalog = catalog;
        this.occasions = occasions;
    }

    /**
     * What a shop page shows, and the id that interactions with it carry back.
     *
     * @param fusion that served: early, late or hybrid
     * @param unknown ids that were sent and that the shop does not have
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            UUID recommendationId,
            @Nullable String user,
            String scene,
            String variant,
            String basis,
            @Nullable String fusion,
            @Nullable String explanation,
            List<RankedView> items,
            @Nullable List<String> unknown) {

        static Answer of(Recommendation answer, String language) {
            return new Answer(
                    answer.id(),
                    answer.user(),
                    answer.scene(),
                    answer.variant(),
                    answer.basis(),
                    answer.fusion() == null ? null : word(answer.fusion()),
                    answer.explanation(),
                    views(answer.items(), language),
                    answer.unknown().isEmpty() ? null : answer.unknown());
        }
    }

    /** Items like one. */
    record SimilarAnswer(UUID recommendationId, String item, String by, List<RankedView> items) {}

    /**
     * An item in its place.
     *
     * @param propensity how likely it was to stand there, where chance chose it
     * @param features what the score is made of, with explain=true
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RankedView(
            ItemView item,
            double score,
            ReasonView reason,
            @Nullable Double propensity,
            @Nullable Map<String, Double> features) {}

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
    @Operation(
            summary = "Items for a user, each with its reason; interactions carry the recommendationId back",
            description =
                    "filter is RSQL as for the list of items. scene says what is left out: out of stock, seen, bought, in"
                            + " the cart, disliked. cap=brand:3 lets a page hold three of each brand, as long as there are others."
                            + " after is the recommendationId whose next page is meant; no item comes twice.")
    Answer recommendations(
            @PathVariable String user,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String scene,
            @RequestParam(required = false) @Nullable Double diversity,
            @RequestParam(required = false) @Nullable List<String> cap,
            @RequestParam(defaultValue = "false") boolean explain,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        Ask ask = new Ask(
                InvalidRequest.within("limit", limit, 1, LIMIT),
                checked(language),
                catalog.filter(filter),
                scene,
                checked(diversity),
                caps(cap),
                explain,
                after);
        return Answer.of(ranking.forUser(Interactions.checkedUser(user), ask), ask.language());
    }

    /** What each fusion would show. */
    record FusionsAnswer(String user, List<FusionView> fusions) {}

    /** What one would; {@code served} is late where hybrid has learnt nothing better. */
    record FusionView(String fusion, String served, String basis, List<RankedView> items) {}

    @GetMapping("/admin/users/{user}/fusions")
    @Operation(
            summary =
                    "What a user would be shown under early, late and hybrid fusion, with features; nothing is logged")
    FusionsAnswer fusions(
            @PathVariable String user,
            @RequestParam(defaultValue = "10") int limit,
            @RequestParam(defaultValue = "en") String language) {
        Ask ask = Ask.of(InvalidRequest.within("limit", limit, 1, LIMIT))
                .in(checked(language))
                .explained();
        return new FusionsAnswer(
                user,
                ranking.compared(Interactions.checkedUser(user), ask).stream()
                        .map(each -> new FusionView(
                                word(each.asked()),
                                word(each.served()),
                                each.basis(),
                                views(each.items(), ask.language())))
                        .toList());
    }

    private static String word(Fusion fusion) {
        return fusion.name().toLowerCase(Locale.ROOT);
    }

    /** A taste that is told: see {@link Occasion}. */
    record OccasionRequest(
            @Nullable List<Weighted> items,
            @Nullable List<Weighted> not,
            @Nullable String words,
            @Nullable String picture,
            @Nullable String user,
            @Nullable String filter,
            @Nullable String scene,
            @Nullable Double diversity,
            @Nullable Map<String, Integer> caps,
            @Nullable Boolean explain,
            @Nullable UUID after,
            @Nullable Integer limit,
            @Nullable String language) {

        /** An item and what it counts; 1 when it does not say. */
        record Weighted(@Nullable String id, @Nullable Double weight) {}
    }

    @PostMapping("/recommendations")
    @Operation(
            summary = "Items for a taste that is told instead of remembered: a cart, a visit, words, a picture",
            description =
                    "items and not are lists of {id, weight}; picture is a data URI. A user's history only says what to"
                            + " leave out. Nothing is stored but the answer.")
    Answer forOccasion(@RequestBody OccasionRequest request) {
        Map<String, Integer> caps = request.caps() == null ? Map.of() : request.caps();
        caps.forEach(RankingController::checkCap);
        String language = checked(request.language() == null ? "en" : request.language());
        Ask ask = new Ask(
                InvalidRequest.within("limit", request.limit() == null ? 20 : request.limit(), 1, LIMIT),
                language,
                catalog.filter(request.filter()),
                request.scene(),
                checked(request.diversity()),
                caps,
                Boolean.TRUE.equals(request.explain()),
                request.after());
        return Answer.of(ranking.forOccasion(occasions.read(request), ask), language);
    }

    @GetMapping("/items/{id}/similar")
    @Operation(
            summary = "Items like one, by picture, text or both, by behaviour, or by all; with a user, without what the"
                    + " scene leaves out for them")
    SimilarAnswer similar(
            @PathVariable String id,
            @RequestParam(defaultValue = "both") String by,
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable String scene,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        Ask ask = new Ask(
                InvalidRequest.within("limit", limit, 1, LIMIT),
                checked(language),
                catalog.filter(filter),
                scene,
                null,
                Map.of(),
                false,
                after);
        Recommendation answer = ranking.similar(id, by(by), user == null ? null : Interactions.checkedUser(user), ask);
        return new SimilarAnswer(answer.id(), id, by, views(answer.items(), ask.language()));
    }

    private static @Nullable Double checked(@Nullable Double diversity) {
        if (diversity != null && !(diversity >= 0 && diversity <= 1)) {
            throw new InvalidRequest("diversity", "diversity must be from 0 to 1, but is %s.".formatted(diversity));
        }
        return diversity;
    }

    /** Reads "brand:3". */
    private static Map<String, Integer> caps(@Nullable List<String> texts) {
        Map<String, Integer> caps = new HashMap<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            int colon = text.lastIndexOf(':');
            String number = text.substring(colon + 1);
            if (colon < 1 || !number.matches("[0-9]{1,6}")) {
                throw new InvalidRequest(
                        "cap",
                        "cap must look like brand:3, but is \"%s\"."
                                .formatted(text.substring(0, Math.min(text.length(), 40))));
            }
            checkCap(text.substring(0, colon), Integer.parseInt(number));
            caps.put(text.substring(0, colon), Integer.parseInt(number));
        }
        if (caps.size() > MOST_CAPS) {
            throw new InvalidRequest(
                    "cap", "cap may be given %d times, but is %d times.".formatted(MOST_CAPS, caps.size()));
        }
        return caps;
    }

    private static void checkCap(String attribute, @Nullable Integer most) {
        if (most == null || most < 1 || most > LIMIT) {
            throw new InvalidRequest(
                    "cap", "cap of %s must be from 1 to %d, but is %s.".formatted(attribute, LIMIT, most));
        }
    }

    /**
     * What was learnt: NDCG@20 on users whom it was not learnt from, by it and by what serves otherwise.
     *
     * @param otherwise by the settings' weights; of few users, by likeness and words
     * @param serves whether what was learnt serves
     */
    record LearntAnswer(int users, double learnt, double otherwise, boolean serves) {}

    @PostMapping("/admin/ranking/weights")
    @Operation(summary = "Learn from the log, now, what vectors, behaviour, words and popularity weigh")
    LearntAnswer learn() {
        Ranking.Lesson lesson = ranking.learn();
        return new LearntAnswer(lesson.users(), rounded(lesson.learnt()), rounded(lesson.otherwise()), lesson.serves());
    }

    /**
     * What the network learnt: NDCG@20 on users by whom it was not taught, by it and by late fusion.
     *
     * @param error standard error of their difference
     * @param serves whether hybrid is better by more than chance; otherwise late serves in its place
     */
    record ReRankerAnswer(int users, double late, double hybrid, double error, boolean serves) {}

    @PostMapping("/admin/ranking/re-ranker")
    @Operation(summary = "Teach hybrid fusion's network by the log, now")
    ReRankerAnswer teach() {
        Ranking.ReRankerLesson lesson = ranking.teachReRanker();
        return new ReRankerAnswer(
                lesson.users(),
                rounded(lesson.late()),
                rounded(lesson.hybrid()),
                rounded(lesson.error()),
                lesson.serves());
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
                                rounded(ranked.reason().picture())),
                        ranked.propensity() == 1 ? null : rounded(ranked.propensity()),
                        ranked.features().isEmpty() ? null : rounded(ranked.features())))
                .toList();
    }

    private static Map<String, Double> rounded(Map<String, Double> features) {
        Map<String, Double> rounded = new LinkedHashMap<>();
        features.forEach((name, value) -> rounded.put(name, rounded(value)));
        return rounded;
    }

    private static By by(String name) {
        return switch (name) {
            case "picture" -> By.PICTURE;
            case "text" -> By.TEXT;
            case "both" -> By.BOTH;
            case "behaviour" -> By.BEHAVIOUR;
            case "all" -> By.ALL;
            default ->
                throw new InvalidRequest(
                        "by",
                        "by must be picture, text, both, behaviour or all, but is \"%s\"."
                                .formatted(name.substring(0, Math.min(name.length(), 40))));
        };
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
