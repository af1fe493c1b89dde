package dev.vitrine.console;

import dev.vitrine.nightly.Night;
import dev.vitrine.nightly.Nights;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The last nights, step by step; begun now, continued, or stopped. */
@PageController
@RequestMapping("/console/nights")
class NightPagesController {

    private static final int NIGHTS = 10;
    private static final int FAILURES = 50;

    private final Nights nights;
    private final Clock clock;

    NightPagesController(Nights nights, Clock clock) {
        this.nights = nights;
        this.clock = clock;
    }

    /**
     * A night as it is shown.
     *
     * @param state in a word for which the pages have one
     * @param minutes that are probably left, rounded up; null while that is unknown or it does not run
     * @param failures the first of the users who were skipped
     */
    record Shown(
            Night night,
            String state,
            @Nullable Long minutes,
            String took,
            List<Step> steps,
            List<Night.Failure> failures) {}

    /** A step and how long it took so far; that is empty while it waits. */
    record Step(Night.Step step, String state, String took) {}

    @GetMapping
    String nights(HttpServletRequest request, Model model) {
        List<Shown> shown = nights.all(NIGHTS).stream().map(this::shown).toList();
        model.addAttribute("nights", shown);
        model.addAttribute(
                "running", shown.stream().anyMatch(each -> !each.night().ended()));
        model.addAttribute(
                "unfinished",
                !shown.isEmpty()
                        && List.of(Night.State.FAILED, Night.State.STOPPED)
                                .contains(shown.getFirst().night().state()));
        return PageInterceptor.partial(request) ? "console/nights :: live" : "console/nights";
    }

    private Shown shown(Night night) {
        Instant end = night.endedAt() == null ? clock.instant() : night.endedAt();
        List<Step> steps = new ArrayList<>();
        for (Night.Step step : night.steps()) {
            Instant until = step.endedAt() == null ? end : step.endedAt();
            steps.add(new Step(
                    step,
                    word(step.state()),
                    step.startedAt() == null ? "" : Moments.took(Duration.between(step.startedAt(), until))));
        }
        return new Shown(
                night,
                word(night.state()),
                night.expectedEnd() == null
                        ? null
                        : Moments.minutes(Duration.between(clock.instant(), night.expectedEnd())),
                Moments.took(Duration.between(night.startedAt(), end)),
                steps,
                night.failed() == 0 ? List.of() : nights.failures(night.id(), FAILURES));
    }

    private static String word(Night.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @PostMapping
    String change(
            @RequestParam(defaultValue = "start") String action,
            @RequestParam(required = false) @Nullable Long night,
            HttpServletRequest request,
            Model model) {
        switch (action) {
            case "start" -> nights.start(false);
            case "anew" -> nights.start(true);
            case "stop" -> {
                if (night == null) {
                    throw new InvalidRequest("night", "night must be the number of a night, but is missing.");
                }
                nights.stop(night);
            }
            default ->
                throw new InvalidRequest(
                        "action",
                        "action must be start, anew or stop, but is \""
                                + action.substring(0, Math.min(40, action.length())) + "\".");
        }
        return PageInterceptor.partial(request) ? nights(request, model) : "redirect:/console/nights";
    }
}
