package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import dev.vitrine.search.Search;
import dev.vitrine.search.Weights;
import dev.vitrine.vision.PictureUnreadable;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    /**
     * What the form holds beside the photo; what was not filled in is empty.
     *
     * @param weights those that are not the shop's usual ones
     */
    record Form(String q, String not, String filter, String user, Weights weights) {

        boolean isEmpty() {
            return (q + not + filter + user).isEmpty();
        }
    }

    @ModelAttribute("form")
    Form form(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String not,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "") String user,
            @RequestParam(required = false) @Nullable Double pictureWeight,
            @RequestParam(required = false) @Nullable Double wordsWeight,
            @RequestParam(required = false) @Nullable Double tasteWeight) {
        Weights usual = search.usual();
        return new Form(
                q.strip(),
                not.strip(),
                filter.strip(),
                user.strip(),
                new Weights(
                        unusual(pictureWeight, usual.picture()),
                        unusual(wordsWeight, usual.words()),
                        unusual(tasteWeight, usual.taste())));
    }

    private static @Nullable Double unusual(@Nullable Double weight, @Nullable Double usual) {
        return Objects.equals(weight, usual) ? null : weight;
    }

    @ModelAttribute("usual")
    Weights usual() {
        return search.usual();
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
            said(form).forEach(redirect::addAttribute);
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
                List.of(),
                form.weights());
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
        return field.endsWith("Weight") ? "weights" : List.of("filter", "user").contains(field) ? field : "words";
    }

    private static String page(HttpServletRequest request) {
        return PageInterceptor.partial(request) ? "console/search :: answer" : "console/search";
    }

    private static String address(Form form) {
        var address = UriComponentsBuilder.fromPath("/console/search");
        Map<String, Object> said = said(form);
        said.keySet().forEach(name -> address.queryParam(name, "{" + name + "}"));
        return address.encode().buildAndExpand(said).toUriString();
    }

    /** What an address says of the form. */
    private static Map<String, Object> said(Form form) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("q", form.q());
        said.put("not", form.not());
        said.put("filter", form.filter());
        said.put("user", form.user());
        put(said, "pictureWeight", form.weights().picture());
        put(said, "wordsWeight", form.weights().words());
        put(said, "tasteWeight", form.weights().taste());
        return said;
    }

    private static void put(Map<String, Object> said, String name, @Nullable Double weight) {
        if (weight != null) {
            said.put(name, weight);
        }
    }
}
