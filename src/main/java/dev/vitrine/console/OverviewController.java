package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.work.Work;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    OverviewController(Overview overview, Work work, Catalog catalog) {
        this.overview = overview;
        this.work = work;
        this.catalog = catalog;
    }

    @GetMapping("/login")
    String login() {
        return "console/login";
    }

    @GetMapping
    String overview(Locale locale, Model model) {
        model.addAttribute("state", overview.now());
        model.addAttribute("queues", queues(locale));
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
