package dev.vitrine.affinity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.affinity.Affinity.Fan;
import dev.vitrine.affinity.Affinity.Going;
import dev.vitrine.affinity.Affinity.Run;
import dev.vitrine.catalog.ItemView;
import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What goes together, over REST. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Recommendations")
class AffinityController {

    private static final int LIMIT = 100;
    private static final int FANS_LIMIT = 1000;
    private static final int CATEGORY_LENGTH = 500;

    private final Affinity affinity;

    AffinityController(Affinity affinity) {
        this.affinity = affinity;
    }

    /** Items, strongest first. */
    record Answer(List<View> items) {}

    /** An item and how strongly it belongs here. */
    record View(ItemView item, double strength) {}

    /** Users, likeliest first. */
    record FansAnswer(String item, List<FanView> users) {}

    /** A user, how likely relative to the others, and the item of the user's that says so. */
    record FanView(String user, double strength, Because because) {}

    /** An item in a word. */
    record Because(String id, String title) {}

    /** What the tables rest on; without times when there are none yet. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(boolean computed, @Nullable Run last) {}

    @GetMapping("/popular")
    @Operation(summary = "What is popular now, of a category or of all")
    Answer popular(
            @RequestParam(required = false) @Nullable String category,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        return answer(affinity.popular(category(category), InvalidRequest.within("limit", limit, 1, LIMIT)), language);
    }

    @GetMapping("/trending")
    @Operation(summary = "What is liked more these days than in the weeks before, of a category or of all")
    Answer trending(
            @RequestParam(required = false) @Nullable String category,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        return answer(affinity.trending(category(category), InvalidRequest.within("limit", limit, 1, LIMIT)), language);
    }

    @GetMapping("/items/{id}/bought-together")
    @Operation(summary = "What is bought together with an item, as of the last recomputation")
    Answer boughtTogether(
            @PathVariable String id,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        return answer(affinity.boughtTogether(id, InvalidRequest.within("limit", limit, 1, LIMIT)), language);
    }

    @GetMapping("/items/{id}/users")
    @Operation(summary = "Who would like an item and has not touched it, for campaigns")
    FansAnswer users(
            @PathVariable String id,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "en") String language) {
        return new FansAnswer(
                id,
                affinity.fans(id, InvalidRequest.within("limit", limit, 1, FANS_LIMIT)).stream()
                        .map(fan -> view(fan, checked(language)))
                        .toList());
    }

    @GetMapping("/admin/affinity")
    @Operation(summary = "What the tables of neighbours rest on")
    State state() {
        return new State(affinity.last().isPresent(), affinity.last().orElse(null));
    }

    @PostMapping("/admin/affinity")
    @Operation(summary = "Compute the tables of neighbours anew from the whole log, now")
    Run recompute() {
        return affinity.recompute();
    }

    private static FanView view(Fan fan, String language) {
        return new FanView(
                fan.user(),
                rounded(fan.strength()),
                new Because(fan.because().id(), fan.because().title(language)));
    }

    private static Answer answer(List<Going> items, String language) {
        String tag = checked(language);
        return new Answer(items.stream()
                .map(going -> new View(ItemView.of(going.item(), tag), rounded(going.strength())))
                .toList());
    }

    private static @Nullable String category(@Nullable String category) {
        if (category != null && (category.isBlank() || category.length() > CATEGORY_LENGTH)) {
            throw new InvalidRequest(
                    "category",
                    "category must have from 1 to %d characters, but has %d."
                            .formatted(CATEGORY_LENGTH, category.strip().length()));
        }
        return category;
    }

    private static String checked(String language) {
        if (!language.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")) {
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
