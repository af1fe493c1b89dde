package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import dev.vitrine.search.Search;
import dev.vitrine.vision.PictureUnreadable;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** A playground for search: words, words that are not meant, a photo and filters, with what made each score. */
@PageController
@RequestMapping("/console/search")
class SearchPagesController {

    private static final int HITS = 24;

    private final Search search;
    private final Catalog catalog;
    private final Vision vision;

    SearchPagesController(Search search, Catalog catalog, Vision vision) {
        this.search = search;
        this.catalog = catalog;
        this.vision = vision;
    }

    /** What the form holds beside the photo; what was not filled in is empty. */
    record Form(String q, String not, String filter, String user) {

        boolean isEmpty() {
            return (q + not + filter + user).isEmpty();
        }
    }

    @ModelAttribute("form")
    Form form(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String not,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "") String user) {
        return new Form(q.strip(), not.strip(), filter.strip(), user.strip());
    }

    @GetMapping
    String byWords(
            @ModelAttribute("form") Form form,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale,
            Model model) {
        model.addAttribute("photo", false);
        if (!form.isEmpty()) {
            find(form, null, request, response, locale, model);
        }
        return page(request);
    }

    @PostMapping
    String byPhoto(
            @ModelAttribute("form") Form form,
            @RequestParam(required = false) @Nullable MultipartFile photo,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        boolean pictured = photo != null && !photo.isEmpty();
        if (!pictured && !PageInterceptor.partial(request)) {
            redirect.addAttribute("q", form.q())
                    .addAttribute("not", form.not())
                    .addAttribute("filter", form.filter())
                    .addAttribute("user", form.user());
            return "redirect:/console/search";
        }
        model.addAttribute("photo", pictured);
        find(form, photo, request, response, locale, model);
        response.setHeader("HX-Push-Url", pictured ? "/console/search" : address(form));
        return page(request);
    }

    /** What cannot be answered is said beside its field; what else was typed stays. */
    private void find(
            Form form,
            @Nullable MultipartFile photo,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale,
            Model model) {
        try {
            long began = System.nanoTime();
            Search.Found found = search.find(question(form, photo), HITS);
            model.addAttribute("milliseconds", Math.max(1, (System.nanoTime() - began) / 1_000_000));
            model.addAttribute(
                    "results",
                    found.hits().stream().map(hit -> Result.of(hit, locale)).toList());
            model.addAttribute("cause", found.cause());
            model.addAttribute("errors", Map.of());
        } catch (Problem problem) {
            model.addAttribute("errors", Map.of(field(problem), PageAdvice.notice(ProblemDocuments.of(problem))));
            if (!PageInterceptor.partial(request)) {
                response.setStatus(problem.status().value());
            }
        }
    }

    private Search.Question question(Form form, @Nullable MultipartFile photo) {
        return new Search.Question(
                form.q(),
                form.not(),
                photo == null || photo.isEmpty() ? null : decoded(photo),
                form.user().isEmpty() ? null : Interactions.checkedUser(form.user()),
                catalog.filter(form.filter()),
                List.of());
    }

    private RgbImage decoded(MultipartFile photo) {
        try {
            return vision.decode(photo.getBytes());
        } catch (IOException e) {
            throw new PictureUnreadable("The photo did not arrive whole: " + e.getMessage());
        }
    }

    private static String field(Problem problem) {
        if (problem instanceof PictureUnreadable) {
            return "photo";
        }
        String field = String.valueOf(problem.facts().get("field"));
        return List.of("filter", "user").contains(field) ? field : "words";
    }

    private static String page(HttpServletRequest request) {
        return PageInterceptor.partial(request) ? "console/search :: answer" : "console/search";
    }

    private static String address(Form form) {
        return UriComponentsBuilder.fromPath("/console/search")
                .queryParam("q", "{q}")
                .queryParam("not", "{not}")
                .queryParam("filter", "{filter}")
                .queryParam("user", "{user}")
                .encode()
                .buildAndExpand(form.q(), form.not(), form.filter(), form.user())
                .toUriString();
    }
}
