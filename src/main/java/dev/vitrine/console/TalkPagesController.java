package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.chat.Purpose;
import dev.vitrine.conversation.AnswerStream;
import dev.vitrine.conversation.Ask;
import dev.vitrine.conversation.Conversations;
import dev.vitrine.conversation.Conversations.Open;
import dev.vitrine.conversation.Conversations.Pick;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Conversations on an item's page: begun, asked, widened to further items, and forgotten. */
@PageController
@RequestMapping("/console/items/{id}/conversations")
class TalkPagesController {

    private static final int FOUND = 6;
    private static final int WORDS_LENGTH = 200;

    private final Catalog catalog;
    private final Conversations conversations;
    private final AnswerStream stream;
    private final Talk talk;

    TalkPagesController(Catalog catalog, Conversations conversations, AnswerStream stream, Talk talk) {
        this.catalog = catalog;
        this.conversations = conversations;
        this.stream = stream;
        this.talk = talk;
    }

    @PostMapping
    String begin(
            @PathVariable String id,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        long begun =
                conversations.begin(person.getName(), List.of(new Pick(id, 0))).id();
        return panel(id, begun, request, redirect, locale, model);
    }

    @GetMapping("/{conversation}")
    String show(
            @PathVariable String id,
            @PathVariable long conversation,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        return panel(id, conversation, request, redirect, locale, model);
    }

    /** What the form asks. */
    record Question(
            @Nullable String words,
            @Nullable String purpose,
            @Nullable String engine) {

        Ask ask(Locale locale) {
            return new Ask(
                    words == null ? "" : words,
                    purpose == null ? Purpose.QUESTION : Purpose.of(purpose),
                    locale.getLanguage(),
                    engine == null ? null : Engine.of(engine));
        }
    }

    @PostMapping("/{conversation}/turns")
    String ask(
            @PathVariable String id,
            @PathVariable long conversation,
            @ModelAttribute Question question,
            Principal person,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        Open open = conversations.put(person.getName(), conversation, question.ask(locale));
        try {
            conversations.answer(open, word -> {});
        } catch (Problem told) {
            // The turn that is shown says what went wrong.
        }
        return panel(id, conversation, request, redirect, locale, model);
    }

    /** The same, read as it comes. */
    @PostMapping(path = "/{conversation}/turns", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            @PathVariable long conversation, @ModelAttribute Question question, Principal person, Locale locale) {
        return stream.ask(person.getName(), conversation, question.ask(locale));
    }

    /** Items that could be talked about, too: that of the id, then those with the words. */
    @GetMapping("/{conversation}/candidates")
    String candidates(
            @PathVariable String id,
            @PathVariable long conversation,
            @RequestParam(defaultValue = "") String q,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        if (q.length() > WORDS_LENGTH) {
            throw new InvalidRequest(
                    "q", "q may have at most %d characters, but has %d.".formatted(WORDS_LENGTH, q.length()));
        }
        String shown = panel(id, conversation, request, redirect, locale, model);
        List<Item> found =
                q.isBlank() ? List.of() : ItemPagesController.matching(catalog, q.strip(), FOUND, Filter.ALL);
        model.addAttribute("q", q);
        model.addAttribute(
                "found",
                found.stream()
                        .filter(item -> !item.pictures().isEmpty())
                        .map(item -> Card.of(item, locale))
                        .toList());
        return PageInterceptor.partial(request) ? "console/talk :: candidates" : shown;
    }

    @PostMapping("/{conversation}/pictures")
    String add(
            @PathVariable String id,
            @PathVariable long conversation,
            @RequestParam String pick,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        conversations.add(conversation, new Pick(pick, 0));
        return panel(id, conversation, request, redirect, locale, model);
    }

    @PostMapping("/{conversation}/remove")
    String remove(
            @PathVariable String id,
            @PathVariable long conversation,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        conversations.delete(conversation);
        return panel(id, null, request, redirect, locale, model);
    }

    /** The panel alone for htmx, else the page. */
    private String panel(
            String id,
            @Nullable Long conversation,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("id", id);
            if (conversation != null) {
                redirect.addAttribute("conversation", conversation);
            }
            return "redirect:/console/items/{id}";
        }
        Item item = catalog.item(id);
        model.addAttribute("item", Card.of(item, locale));
        talk.add(model, item, conversation, locale);
        return "console/talk :: panel";
    }
}
