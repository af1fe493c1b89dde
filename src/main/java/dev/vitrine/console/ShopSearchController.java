package dev.vitrine.console;

import dev.vitrine.catalog.Filter;
import dev.vitrine.search.Search;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponentsBuilder;

/** Search in the shop window, by words, a photo, or both. Words alone have an address of their own, to be shared. */
@PageController
@RequestMapping("/shop/search")
@ConditionalOnBooleanProperty("vitrine.demo.enabled")
class ShopSearchController {

    private static final int HITS = 24;

    private final Visitors visitors;
    private final Search search;
    private final Vision vision;

    ShopSearchController(Visitors visitors, Search search, Vision vision) {
        this.visitors = visitors;
        this.search = search;
        this.vision = vision;
    }

    @GetMapping
    String byWords(
            @RequestParam(defaultValue = "") String q,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale,
            Model model) {
        if (q.isBlank()) {
            return page(q, false, request, response, model);
        }
        find(q, null, locale, model);
        response.setHeader("HX-Push-Url", address(q));
        return page(q, false, request, response, model);
    }

    @PostMapping
    String byPhoto(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable MultipartFile photo,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes redirect,
            Locale locale,
            Model model)
            throws IOException {
        if (photo == null || photo.isEmpty()) {
            redirect.addAttribute("q", q);
            return "redirect:/shop/search";
        }
        find(q, vision.decode(photo.getBytes()), locale, model);
        response.setHeader("HX-Push-Url", address(q));
        return page(q, true, request, response, model);
    }

    private void find(String words, @Nullable RgbImage photo, Locale locale, Model model) {
        model.addAttribute(
                "hits",
                search.find(new Search.Question(words, null, photo, null, Filter.ALL, List.of()), HITS).hits().stream()
                        .map(hit -> Card.of(hit, locale))
                        .toList());
    }

    private String page(
            String words, boolean photo, HttpServletRequest request, HttpServletResponse response, Model model) {
        model.addAttribute("visitor", visitors.of(request, response));
        model.addAttribute("q", words.strip());
        model.addAttribute("photo", photo);
        return PageInterceptor.partial(request) ? "shop/search :: main" : "shop/search";
    }

    private static String address(String words) {
        return UriComponentsBuilder.fromPath("/shop/search")
                .queryParam("q", "{words}")
                .encode()
                .buildAndExpand(words.strip())
                .toUriString();
    }
}
