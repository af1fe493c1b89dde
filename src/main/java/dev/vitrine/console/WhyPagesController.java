package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import dev.vitrine.search.Why;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Where in an item's picture the models see some words: a part of the item's page, or a page of its own. */
@PageController
@RequestMapping("/console/items/{id}/why")
class WhyPagesController {

    private final Catalog catalog;
    private final Why why;

    WhyPagesController(Catalog catalog, Why why) {
        this.catalog = catalog;
        this.why = why;
    }

    @GetMapping
    String why(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") int picture,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale,
            Model model) {
        model.addAttribute("item", Card.of(catalog.item(id), locale));
        model.addAttribute("q", q.strip());
        model.addAttribute("position", picture);
        try {
            model.addAttribute("seen", why.explain(id, q, picture));
        } catch (Problem problem) {
            model.addAttribute("wrong", PageAdvice.notice(ProblemDocuments.of(problem)));
            if (!PageInterceptor.partial(request)) {
                response.setStatus(problem.status().value());
            }
        }
        return PageInterceptor.partial(request) ? "console/why :: why" : "console/why";
    }

    @GetMapping(path = "/overlay", produces = MediaType.IMAGE_PNG_VALUE)
    @ResponseBody
    byte[] overlay(@PathVariable String id, @RequestParam String q, @RequestParam(defaultValue = "0") int picture) {
        return why.overlay(id, q, picture);
    }
}
