package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Captions;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.enrichment.Orders;
import dev.vitrine.enrichment.Orders.CaptionOrder;
import dev.vitrine.enrichment.Orders.TagOrder;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import dev.vitrine.feed.Imports;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.work.Job;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Jobs: ordered, watched, paused, resumed, cancelled, and tried again where something failed. */
@PageController
@RequestMapping("/console/jobs")
class JobPagesController {

    private static final int SHOWN = 50;

    private final Jobs jobs;
    private final Orders orders;
    private final Captions captions;
    private final Vocabularies vocabularies;
    private final Catalog catalog;
    private final Talk talk;

    JobPagesController(
            Jobs jobs, Orders orders, Captions captions, Vocabularies vocabularies, Catalog catalog, Talk talk) {
        this.jobs = jobs;
        this.orders = orders;
        this.captions = captions;
        this.vocabularies = vocabularies;
        this.catalog = catalog;
        this.talk = talk;
    }

    /**
     * A job and why some of its items failed.
     *
     * @param minutes that are probably left, rounded up; null while that is unknown or nothing is left
     */
    record Shown(Job job, @Nullable Long minutes, List<Failed> failures) {}

    /** A failure, and the item that it is about, while that is there. */
    record Failed(Work.Failure failure, @Nullable Card item) {}

    @GetMapping
    String jobs(HttpServletRequest request, Locale locale, Model model) {
        List<Shown> shown = jobs.all().stream()
                .limit(SHOWN)
                .map(job -> new Shown(
                        job,
                        job.isOpen() && job.secondsLeft() != null ? Math.ceilDiv(job.secondsLeft(), 60L) : null,
                        job.failed() == 0 && (!job.isOpen() || job.done() + job.waiting() == 0)
                                ? List.of()
                                : failures(job, locale)))
                .toList();
        model.addAttribute("jobs", shown);
        model.addAttribute("open", shown.stream().anyMatch(each -> each.job().isOpen()));
        if (PageInterceptor.partial(request)) {
            return "console/jobs :: live";
        }
        model.addAttribute("remote", talk.isRemote());
        model.addAttribute(
                "vocabularies",
                vocabularies.all().stream().map(Vocabulary::name).toList());
        try {
            model.addAttribute("styles", captions.styles());
        } catch (ModelUnusable missing) {
            model.addAttribute("styles", List.of());
            model.addAttribute("noCaptioner", missing.detail());
        }
        return "console/jobs";
    }

    private List<Failed> failures(Job job, Locale locale) {
        List<Work.Failure> failures = jobs.failures(job.id());
        // The subjects of an import are parts of its file.
        Map<Long, Item> items = job.queue().equals(Imports.QUEUE)
                ? Map.of()
                : catalog.items(failures.stream().map(Work.Failure::subject).toList());
        return failures.stream()
                .map(failure -> {
                    Item item = items.get(failure.subject());
                    return new Failed(failure, item == null ? null : Card.of(item, locale));
                })
                .toList();
    }

    @PostMapping
    String order(
            @RequestParam(defaultValue = "tag") String what,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(required = false) @Nullable List<String> vocabulary,
            @RequestParam(required = false) @Nullable List<String> style,
            @RequestParam(defaultValue = "local") String engine,
            Principal person) {
        if (what.equals("caption")) {
            List<Style> styles = style == null
                    ? List.of()
                    : style.stream().map(JobPagesController::style).toList();
            orders.caption(
                    person.getName(),
                    filter,
                    new CaptionOrder(captions.wish(styles, null, null, null, Engine.of(engine)), !all));
        } else {
            orders.tag(person.getName(), filter, new TagOrder(vocabulary == null ? List.of() : vocabulary, !all));
        }
        return "redirect:/console/jobs";
    }

    private static Style style(String topic) {
        String[] words = topic.split(" ", 2);
        return new Style(words[0], words.length > 1 ? words[1] : "");
    }

    @PostMapping("/{job}")
    String change(
            @PathVariable long job,
            @RequestParam String action,
            HttpServletRequest request,
            Locale locale,
            Model model) {
        switch (action) {
            case "pause" -> jobs.pause(job);
            case "resume" -> jobs.resume(job);
            case "cancel" -> jobs.cancel(job);
            case "retry" -> jobs.retry(job);
            default ->
                throw new InvalidRequest(
                        "action",
                        "action must be pause, resume, cancel or retry, but is \""
                                + action.substring(0, Math.min(40, action.length())) + "\".");
        }
        return PageInterceptor.partial(request) ? jobs(request, locale, model) : "redirect:/console/jobs";
    }

    /** From which score on captions of a style count unseen; empty for never. */
    @PostMapping("/styles")
    String style(
            @RequestParam(defaultValue = "") String style,
            @RequestParam(required = false) @Nullable Double autoAccept) {
        if (!style.isEmpty()) {
            captions.autoAccept(style(style), autoAccept);
        }
        return "redirect:/console/jobs";
    }
}
