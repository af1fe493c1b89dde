package dev.vitrine.console;

import dev.vitrine.index.SpaceState;
import dev.vitrine.index.Spaces;
import dev.vitrine.models.ModelEntry;
import dev.vitrine.models.Models;
import dev.vitrine.models.PullJobs;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The models that are here and could be, on what they run, and which of their spaces serves. */
@PageController
@RequestMapping("/console/models")
class ModelPagesController {

    private final Models models;
    private final PullJobs pulls;
    private final Spaces spaces;
    private final Vision vision;

    ModelPagesController(Models models, PullJobs pulls, Spaces spaces, Vision vision) {
        this.models = models;
        this.pulls = pulls;
        this.spaces = spaces;
        this.vision = vision;
    }

    /**
     * A model as it is shown.
     *
     * @param state in a word for which the pages have one
     * @param size in words; empty where it is not known
     * @param runs on what, while it is loaded
     * @param pull the latest of this process
     */
    record Shown(
            ModelEntry model, String state, String size, Vision.@Nullable Serving runs, PullJobs.@Nullable Job pull) {

        public boolean here() {
            return model.state() != ModelEntry.State.AVAILABLE;
        }

        public boolean removable() {
            return model.state() == ModelEntry.State.INSTALLED && !model.serves();
        }

        public boolean buildable(List<SpaceState> spaces) {
            return here()
                    && model.dimension() != null
                    && !model.serves()
                    && spaces.stream()
                            .noneMatch(space ->
                                    space.model().equals(model.name()) && space.state() == SpaceState.Stage.BUILDING);
        }
    }

    @GetMapping
    String models(HttpServletRequest request, Model model) throws IOException {
        Map<String, PullJobs.Job> pulling =
                pulls.all().stream().collect(Collectors.toMap(PullJobs.Job::model, Function.identity()));
        Map<String, Vision.Serving> loaded = vision.serving();
        List<Shown> shown = models.list().stream()
                .map(entry -> new Shown(
                        entry,
                        entry.state().name().toLowerCase(Locale.ROOT),
                        entry.bytes() == 0 ? "" : size(entry.bytes()),
                        loaded.get(entry.name()),
                        pulling.get(entry.name())))
                .toList();
        List<SpaceState> all = spaces.all().stream()
                .filter(space -> space.state() != SpaceState.Stage.REMOVED)
                .toList();
        Work.Progress filling = spaces.progress();
        model.addAttribute("models", shown);
        model.addAttribute("device", vision.device());
        model.addAttribute("spaces", all);
        model.addAttribute("filling", filling);
        model.addAttribute("previous", all.stream().anyMatch(space -> space.state() == SpaceState.Stage.RETIRED));
        model.addAttribute("open", !filling.idle() || pulling.values().stream().anyMatch(PullJobs.Job::open));
        return PageInterceptor.partial(request) ? "console/models :: live" : "console/models";
    }

    private static String size(long bytes) {
        return bytes < 1_000_000_000
                ? Math.max(1, Math.round(bytes / 1e6)) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    @PostMapping
    String change(
            @RequestParam String action,
            @RequestParam(name = "model", defaultValue = "") String name,
            HttpServletRequest request,
            Model model)
            throws IOException {
        switch (action) {
            case "pull" -> pulls.start(name);
            case "remove" -> models.remove(name, false);
            default -> throw unknown("pull or remove", action);
        }
        return after(request, model);
    }

    @PostMapping("/spaces")
    String change(
            @RequestParam String action,
            @RequestParam(name = "model", defaultValue = "") String name,
            @RequestParam(defaultValue = "0") int space,
            HttpServletRequest request,
            Model model)
            throws IOException {
        switch (action) {
            case "build" -> spaces.build(name);
            case "activate" -> spaces.activate(space);
            case "rollback" -> spaces.rollback();
            case "remove" -> spaces.remove(space);
            default -> throw unknown("build, activate, rollback or remove", action);
        }
        return after(request, model);
    }

    private String after(HttpServletRequest request, Model model) throws IOException {
        return PageInterceptor.partial(request) ? models(request, model) : "redirect:/console/models";
    }

    private static InvalidRequest unknown(String known, String action) {
        return new InvalidRequest(
                "action",
                "action must be %s, but is \"%s\"."
                        .formatted(known, action.substring(0, Math.min(40, action.length()))));
    }
}
