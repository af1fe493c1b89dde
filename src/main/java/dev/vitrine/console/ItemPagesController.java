package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Captions;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.Statements;
import dev.vitrine.enrichment.Tagging;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
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
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The shop's items for its operator: all of them, those with some words, and each with what the models say of it. */
@PageController
@RequestMapping("/console/items")
class ItemPagesController {

    private static final int PAGE = 48;
    private static final int WORDS_LENGTH = 200;
    private static final int ALIKE = 12;
    private static final int BEFORE = 50;

    private final Catalog catalog;
    private final Tagging tagging;
    private final Captions captions;
    private final Statements statements;
    private final Vocabularies vocabularies;
    private final Said.Views views;
    private final Alike alike;
    private final Talk talk;

    ItemPagesController(
            Catalog catalog,
            Tagging tagging,
            Captions captions,
            Statements statements,
            Vocabularies vocabularies,
            Said.Views views,
            Alike alike,
            Talk talk) {
        this.catalog = catalog;
        this.tagging = tagging;
        this.captions = captions;
        this.statements = statements;
        this.vocabularies = vocabularies;
        this.views = views;
        this.alike = alike;
        this.talk = talk;
    }

    @GetMapping
    String items(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "0") long after,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale,
            Model model) {
        if (q.length() > WORDS_LENGTH) {
            throw new InvalidRequest(
                    "q", "q may have at most %d characters, but has %d.".formatted(WORDS_LENGTH, q.length()));
        }
        String words = q.strip();
        List<Item> items = List.of();
        try {
            Filter among = catalog.filter(filter);
            items = words.isEmpty() ? catalog.page(after, PAGE + 1, among) : matching(catalog, words, PAGE, among);
        } catch (Problem problem) { // said beside the field; what was typed stays
            model.addAttribute("wrong", PageAdvice.notice(ProblemDocuments.of(problem)));
            if (!PageInterceptor.partial(request)) {
                response.setStatus(problem.status().value());
            }
        }
        boolean more = words.isEmpty() && items.size() > PAGE;
        List<Item> page = items.subList(0, Math.min(PAGE, items.size()));
        model.addAttribute("q", words);
        model.addAttribute("filter", filter);
        model.addAttribute("after", after);
        model.addAttribute(
                "items", page.stream().map(item -> Card.of(item, locale)).toList());
        model.addAttribute("next", more ? page.getLast().key() : null);
        model.addAttribute("count", catalog.count());
        return PageInterceptor.partial(request) ? "console/items :: found" : "console/items";
    }

    /** The item of that id, whatever the filter; then those with the words. Of hidden items a filter lets none pass. */
    static List<Item> matching(Catalog catalog, String words, int most, Filter among) {
        Map<Long, Item> found = new LinkedHashMap<>();
        catalog.find(words).ifPresent(item -> found.put(item.key(), item));
        List<Catalog.Match> matches =
                among.isAll() ? catalog.matching(words, most) : catalog.matching(words, most, among.withSoldOut());
        List<Long> keys = matches.stream().map(Catalog.Match::item).toList();
        Map<Long, Item> items = catalog.items(keys);
        keys.stream().filter(items::containsKey).forEach(key -> found.putIfAbsent(key, items.get(key)));
        return new ArrayList<>(found.values());
    }

    @GetMapping("/{id}")
    String item(
            @PathVariable String id,
            @RequestParam(defaultValue = Alike.BOTH) String by,
            @RequestParam(required = false) @Nullable Long conversation,
            Locale locale,
            Model model) {
        Item item = catalog.item(id);
        model.addAttribute("base", "/console");
        model.addAttribute("item", Card.of(item, locale));
        model.addAttribute("facts", item);
        model.addAttribute("pictures", item.pictures().stream().map(Card::path).toList());
        addSaid(model, item, locale);
        talk.add(model, item, conversation, locale);
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
        tagging.tag(id);
        return said(id, request, redirect, locale, model);
    }

    @PostMapping("/{id}/captions")
    String caption(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String prefix,
            @RequestParam(defaultValue = "") String style,
            @RequestParam(defaultValue = "local") String engine,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        String[] words = style.split(" ", 2);
        List<Captions.Style> styles =
                style.isEmpty() ? List.of() : List.of(new Captions.Style(words[0], words.length > 1 ? words[1] : ""));
        captions.caption(id, captions.wish(styles, prefix, null, null, Engine.of(engine)));
        return said(id, request, redirect, locale, model);
    }

    /** A person's own tag or caption. */
    @PostMapping("/{id}/statements")
    String write(
            @PathVariable String id,
            @RequestParam String kind,
            @RequestParam String topic,
            @RequestParam String value,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        statements.write(person.getName(), id, Kind.of(kind), topic, value);
        return said(id, request, redirect, locale, model);
    }

    /** A decision about what is said of an item. */
    @PostMapping("/{id}/statements/{statement}")
    String decide(
            @PathVariable String id,
            @PathVariable long statement,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String value,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        ReviewPagesController.decide(statements, person.getName(), statement, action, value);
        return said(id, request, redirect, locale, model);
    }

    private String said(
            String id, HttpServletRequest request, RedirectAttributes redirect, Locale locale, Model model) {
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("id", id);
            return "redirect:/console/items/{id}";
        }
        Item item = catalog.item(id);
        model.addAttribute("item", Card.of(item, locale));
        addSaid(model, item, locale);
        return "console/item :: said";
    }

    /** Adds what is said of the item and counts or waits, then what did before; by kind. */
    private void addSaid(Model model, Item item, Locale locale) {
        Map<Kind, List<Said>> now = new EnumMap<>(Kind.class);
        List<Said> before = new ArrayList<>();
        for (Said said : views.of(statements.of(item.key()), locale)) {
            if (said.statement().state() == State.PROPOSED || said.statement().counts()) {
                now.computeIfAbsent(said.statement().kind(), kind -> new ArrayList<>())
                        .add(said);
            } else {
                before.addFirst(said);
            }
        }
        model.addAttribute("tags", now.getOrDefault(Kind.TAG, List.of()));
        model.addAttribute("captions", now.getOrDefault(Kind.CAPTION, List.of()));
        model.addAttribute("answers", now.getOrDefault(Kind.ANSWER, List.of()));
        model.addAttribute("vocabularies", vocabularies.all());
        model.addAttribute("remote", talk.isRemote());
        model.addAttribute("before", before.subList(0, Math.min(BEFORE, before.size())));
    }
}
