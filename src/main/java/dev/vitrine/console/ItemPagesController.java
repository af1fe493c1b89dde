package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Tagging;
import dev.vitrine.enrichment.Tagging.Tag;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The shop's items for its operator: all of them, those with some words, and each with what the models say of it. */
@PageController
@RequestMapping("/console/items")
class ItemPagesController {

    private static final int PAGE = 48;
    private static final int WORDS_LENGTH = 200;
    private static final int ALIKE = 12;

    private final Catalog catalog;
    private final Tagging tagging;
    private final Alike alike;

    ItemPagesController(Catalog catalog, Tagging tagging, Alike alike) {
        this.catalog = catalog;
        this.tagging = tagging;
        this.alike = alike;
    }

    @GetMapping
    String items(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "0") long after,
            HttpServletRequest request,
            Locale locale,
            Model model) {
        if (q.length() > WORDS_LENGTH) {
            throw new InvalidRequest(
                    "q", "q may have at most %d characters, but has %d.".formatted(WORDS_LENGTH, q.length()));
        }
        String words = q.strip();
        List<Item> items = words.isEmpty() ? catalog.page(after, PAGE + 1) : matching(words);
        boolean more = words.isEmpty() && items.size() > PAGE;
        List<Item> page = items.subList(0, Math.min(PAGE, items.size()));
        model.addAttribute("q", words);
        model.addAttribute("after", after);
        model.addAttribute(
                "items", page.stream().map(item -> Card.of(item, locale)).toList());
        model.addAttribute("next", more ? page.getLast().key() : null);
        model.addAttribute("count", catalog.count());
        return PageInterceptor.partial(request) ? "console/items :: found" : "console/items";
    }

    /** The item of that id, then those with the words. */
    private List<Item> matching(String words) {
        Map<Long, Item> found = new LinkedHashMap<>();
        catalog.find(words).ifPresent(item -> found.put(item.key(), item));
        List<Long> keys =
                catalog.matching(words, PAGE).stream().map(Catalog.Match::item).toList();
        Map<Long, Item> items = catalog.items(keys);
        keys.stream().filter(items::containsKey).forEach(key -> found.putIfAbsent(key, items.get(key)));
        return new ArrayList<>(found.values());
    }

    @GetMapping("/{id}")
    String item(
            @PathVariable String id, @RequestParam(defaultValue = Alike.BOTH) String by, Locale locale, Model model) {
        Item item = catalog.item(id);
        model.addAttribute("base", "/console");
        model.addAttribute("item", Card.of(item, locale));
        model.addAttribute("facts", item);
        model.addAttribute("pictures", item.pictures().stream().map(Card::path).toList());
        addTags(model, tagging.tags(item.key()), locale);
        alike.add(model, id, by, ALIKE, locale);
        return "console/item";
    }

    @GetMapping("/{id}/alike")
    String alike(
            @PathVariable String id,
            @RequestParam(defaultValue = Alike.BOTH) String by,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("id", id).addAttribute("by", by);
            return "redirect:/console/items/{id}";
        }
        model.addAttribute("base", "/console");
        model.addAttribute("item", Card.of(catalog.item(id), locale));
        alike.add(model, id, by, ALIKE, locale);
        return "parts :: alike";
    }

    @PostMapping("/{id}/tags")
    String tag(
            @PathVariable String id,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        List<Tag> tags = tagging.tag(id);
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("id", id);
            return "redirect:/console/items/{id}";
        }
        model.addAttribute("item", Card.of(catalog.item(id), locale));
        addTags(model, tags, locale);
        return "console/item :: tags";
    }

    /** Adds the tags by vocabulary, and their labels' words in the page's language. */
    private void addTags(Model model, List<Tag> tags, Locale locale) {
        Map<String, List<Tag>> byVocabulary = new TreeMap<>();
        tags.forEach(tag -> byVocabulary
                .computeIfAbsent(tag.vocabulary(), vocabulary -> new ArrayList<>())
                .add(tag));
        Map<String, Map<String, String>> words = new HashMap<>();
        tagging.vocabularies().forEach(vocabulary -> {
            Map<String, String> labels = words.computeIfAbsent(vocabulary.name(), name -> new HashMap<>());
            vocabulary
                    .labels()
                    .forEach(label ->
                            labels.put(label.name(), label.words().getOrDefault(locale.getLanguage(), label.name())));
        });
        model.addAttribute("tags", byVocabulary);
        model.addAttribute("words", words);
    }
}
