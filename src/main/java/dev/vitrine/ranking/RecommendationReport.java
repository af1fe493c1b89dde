package dev.vitrine.ranking;

import dev.vitrine.interaction.EventType;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Attributed;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.ranking.RecommendationLog.Shown;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What came of recommendations: per variant of the settings and scene, what was shown and what users then did. */
@RestController
@Tag(name = "Reports")
class RecommendationReport {

    private static final Duration USUAL_SPAN = Duration.ofDays(30);
    private static final Duration LONGEST_SPAN = Duration.ofDays(366);
    private static final int PAGE = 5000;

    private final RecommendationLog log;
    private final Interactions interactions;
    private final Clock clock;

    RecommendationReport(RecommendationLog log, Interactions interactions, Clock clock) {
        this.log = log;
        this.interactions = interactions;
        this.clock = clock;
    }

    /** The answer. */
    record Answer(Instant from, Instant until, List<Row> rows) {}

    /**
     * Counts of a variant in a scene.
     *
     * @param answers that held any items
     * @param items places in them
     * @param events by type, of users on items that the answer held
     * @param clicked places whose item got an event that counts as liking
     * @param clickThrough clicked by items
     * @param answersClicked answers with at least one such place
     * @param answersClickedRate with its 95 % interval (Wilson)
     */
    record Row(
            String variant,
            String scene,
            long answers,
            long items,
            Map<String, Long> events,
            long clicked,
            double clickThrough,
            long answersClicked,
            double answersClickedRate,
            List<Double> interval) {}

    @GetMapping("/api/v1/admin/reports/recommendations")
    @Operation(
            summary = "What was shown and what came of it, per variant and scene; the last 30 days, or from and until")
    Answer report(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant until) {
        Instant end = until == null ? clock.instant() : until;
        Instant begin = from == null ? end.minus(USUAL_SPAN) : from;
        if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST_SPAN) > 0) {
            throw new InvalidRequest(
                    "from",
                    "from must be before until, by at most " + LONGEST_SPAN.toDays() + " days, but they are " + begin
                            + " and " + end + ".");
        }
        Map<String, Counts> counts = new TreeMap<>();
        UUID after = new UUID(0, 0);
        for (List<Shown> page = log.page(begin, end, after, PAGE);
                !page.isEmpty();
                page = log.page(begin, end, after, PAGE)) {
            after = page.getLast().id();
            add(page, counts);
        }
        return new Answer(begin, end, counts.values().stream().map(Counts::row).toList());
    }

    private void add(List<Shown> page, Map<String, Counts> counts) {
        Map<UUID, Shown> shown = page.stream()
                .filter(answer -> !answer.items().isEmpty())
                .collect(Collectors.toMap(Shown::id, Function.identity()));
        shown.values().forEach(answer -> of(answer, counts).show(answer));
        Map<String, EventType> types = interactions.types();
        Map<UUID, List<Attributed>> attributed = interactions.attributed(shown.keySet()).stream()
                .collect(Collectors.groupingBy(Attributed::recommendation));
        attributed.forEach((id, events) -> {
            Shown answer = shown.get(id);
            if (answer != null) {
                of(answer, counts).count(answer, events, types);
            }
        });
    }

    private static Counts of(Shown answer, Map<String, Counts> counts) {
        return counts.computeIfAbsent(
                answer.variant() + "\0" + answer.scene(), key -> new Counts(answer.variant(), answer.scene()));
    }

    private static final class Counts {

        private final String variant;
        private final String scene;
        private long answers;
        private long items;
        private long clicked;
        private long answersClicked;
        private final Map<String, Long> events = new TreeMap<>();

        Counts(String variant, String scene) {
            this.variant = variant;
            this.scene = scene;
        }

        void show(Shown answer) {
            answers++;
            items += answer.items().size();
        }

        void count(Shown answer, List<Attributed> attributed, Map<String, EventType> types) {
            Set<Long> liked = new HashSet<>();
            for (Attributed event : attributed) {
                if (answer.items().contains(event.item())) {
                    events.merge(event.type(), event.count(), Long::sum);
                    EventType type = types.get(event.type());
                    if (type != null && type.weight() > 0) {
                        liked.add(event.item());
                    }
                }
            }
            clicked += liked.size();
            answersClicked += liked.isEmpty() ? 0 : 1;
        }

        Row row() {
            double rate = (double) answersClicked / answers;
            double z = 1.96;
            double centre = (rate + z * z / (2 * answers)) / (1 + z * z / answers);
            double half = z
                    * Math.sqrt(rate * (1 - rate) / answers + z * z / (4.0 * answers * answers))
                    / (1 + z * z / answers);
            return new Row(
                    variant,
                    scene,
                    answers,
                    items,
                    events,
                    clicked,
                    rounded((double) clicked / items),
                    answersClicked,
                    rounded(rate),
                    List.of(rounded(Math.max(0, centre - half)), rounded(Math.min(1, centre + half))));
        }

        private static double rounded(double value) {
            return Math.round(value * 10_000) / 10_000.0;
        }
    }
}
