package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.nightly.Nights;
import dev.vitrine.work.Work;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The operator's first page, and the way in. */
@PageController
@RequestMapping("/console")
class OverviewController {

    private final Overview overview;
    private final Work work;
    private final Catalog catalog;
    private final Throughput throughput;
    private final HealthEndpoint health;
    private final Nights nights;

    OverviewController(
            Overview overview,
            Work work,
            Catalog catalog,
            Throughput throughput,
            HealthEndpoint health,
            Nights nights) {
        this.overview = overview;
        this.work = work;
        this.catalog = catalog;
        this.throughput = throughput;
        this.health = health;
        this.nights = nights;
    }

    @GetMapping("/login")
    String login() {
        return "console/login";
    }

    @GetMapping
    String overview(Locale locale, Model model) {
        Overview.State state = overview.now();
        model.addAttribute("state", state);
        model.addAttribute("queues", queues(locale));
        model.addAttribute("rate", throughput.now(state.embedded()));
        model.addAttribute("health", health());
        model.addAttribute("night", nights.all(1).stream().findFirst().orElse(null));
        return "console/overview";
    }

    /** The part that changes while work is done. */
    @GetMapping("/work")
    String work(HttpServletRequest request, Locale locale, Model model) {
        if (!PageInterceptor.partial(request)) {
            return "redirect:/console";
        }
        overview(locale, model);
        return "console/overview :: live";
    }

    @PostMapping("/work/retry")
    String retry(@RequestParam String queue, HttpServletRequest request, Locale locale, Model model) {
        work.retry(queue);
        return work(request, locale, model);
    }

    /** What the server looks after, and whether it is well: "UP" or what it is instead; the whole is "all". */
    private Map<String, String> health() {
        Map<String, String> parts = new TreeMap<>();
        HealthDescriptor whole = health.health();
        parts.put("all", whole.getStatus().getCode());
        if (whole instanceof CompositeHealthDescriptor composite && composite.getComponents() != null) {
            composite
                    .getComponents()
                    .forEach((name, part) -> parts.put(name, part.getStatus().getCode()));
        }
        return parts;
    }

    private List<Queue> queues(Locale locale) {
        List<String> names = new ArrayList<>(work.queues());
        if (!names.contains(Overview.EMBED)) {
            names.addFirst(Overview.EMBED);
        }
        return names.stream().map(name -> queue(name, locale)).toList();
    }

    private Queue queue(String name, Locale locale) {
        Work.Progress progress = work.progress(name);
        Map<Long, Item> items = name.equals(Overview.EMBED)
                ? catalog.items(
                        progress.failures().stream().map(Work.Failure::subject).toList())
                : Map.of();
        return new Queue(
                name,
                progress,
                progress.failures().stream()
                        .map(failure -> new Failed(
                                failure,
                                items.containsKey(failure.subject())
                                        ? Card.of(items.get(failure.subject()), locale)
                                        : null))
                        .toList());
    }

    /** A queue of work and its latest failures. */
    record Queue(String name, Work.Progress progress, List<Failed> failures) {}

    /** A failure, and the item that it is about, where it is about one. */
    record Failed(Work.Failure failure, @Nullable Card item) {}
}
