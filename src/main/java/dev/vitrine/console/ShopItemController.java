package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemNotFound;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** An item in the shop window, and what visitors do with it; each deed is recorded and changes the next answer. */
@PageController
@RequestMapping("/shop/items/{id}")
@ConditionalOnBooleanProperty("vitrine.demo.enabled")
class ShopItemController {

    private static final List<String> DEEDS = List.of("like", "dislike", "cart", "purchase");
    private static final int ALIKE = 12;
    private static final int FOR_YOU = 12;
    /** Interactions in which an item's buttons find what was done with it. */
    private static final int LATELY = 200;

    private final Visitors visitors;
    private final ShopWindow window;
    private final Alike alike;
    private final Catalog catalog;
    private final Interactions interactions;
    private final Clock clock;

    ShopItemController(
            Visitors visitors,
            ShopWindow window,
            Alike alike,
            Catalog catalog,
            Interactions interactions,
            Clock clock) {
        this.visitors = visitors;
        this.window = window;
        this.alike = alike;
        this.catalog = catalog;
        this.interactions = interactions;
        this.clock = clock;
    }

    @GetMapping
    String item(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable UUID from,
            @RequestParam(defaultValue = Alike.BOTH) String by,
            HttpServletRequest request,
            HttpServletResponse response,
            Locale locale,
            Model model) {
        Item item = shown(id);
        Visitor visitor = visitors.of(request, response);
        if (request.getMethod().equals("GET")) {
            interactions.record(
                    new Event(clickId(visitor.id(), item, from), visitor.id(), item.id(), "click", null, from));
        }
        describe(item, visitor, from, locale, model);
        alike.add(model, id, by, ALIKE, locale);
        return "shop/item";
    }

    @GetMapping("/alike")
    String alike(
            @PathVariable String id,
            @RequestParam(defaultValue = Alike.BOTH) String by,
            HttpServletRequest request,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        Item item = shown(id);
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("id", id).addAttribute("by", by);
            return "redirect:/shop/items/{id}";
        }
        model.addAttribute("base", "/shop");
        model.addAttribute("item", Card.of(item, locale));
        alike.add(model, id, by, ALIKE, locale);
        return "parts :: alike";
    }

    /** Records what was done; the answer is the part of the page that it was done on, with what it changed. */
    @PostMapping
    String act(
            @PathVariable String id,
            @RequestParam String deed,
            @RequestParam(required = false) @Nullable UUID from,
            @RequestParam(defaultValue = "false") boolean inWindow,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes redirect,
            Locale locale,
            Model model) {
        if (!DEEDS.contains(deed)) {
            throw new InvalidRequest(
                    "deed",
                    "deed must be one of %s, but is \"%s\"."
                            .formatted(String.join(", ", DEEDS), deed.substring(0, Math.min(deed.length(), 40))));
        }
        Item item = shown(id);
        Visitor visitor = visitors.of(request, response);
        interactions.record(new Event(null, visitor.id(), item.id(), deed, null, from));
        if (!PageInterceptor.partial(request)) {
            redirect.addAttribute("id", id);
            return inWindow ? "redirect:/shop" : "redirect:/shop/items/{id}";
        }
        model.addAttribute("deed", deed);
        if (inWindow) {
            model.addAttribute("item", Card.of(item, locale));
            model.addAttribute("window", window.of(visitor, ShopController.CARDS, locale));
            return "shop/acted-window";
        }
        describe(item, visitor, from, locale, model);
        return "shop/acted-item";
    }

    /** What is not for sale at all is not in the window; what is sold out is, and says so. */
    private Item shown(String id) {
        Item item = catalog.item(id);
        if (!item.offer().active()) {
            throw new ItemNotFound(id);
        }
        return item;
    }

    private void describe(Item item, Visitor visitor, @Nullable UUID from, Locale locale, Model model) {
        model.addAttribute("base", "/shop");
        model.addAttribute("visitor", visitor);
        model.addAttribute("item", Card.of(item, locale));
        model.addAttribute("pictures", item.pictures().stream().map(Card::path).toList());
        model.addAttribute("description", item.description(locale.getLanguage()));
        model.addAttribute("done", done(visitor.id(), item));
        model.addAttribute("from", from);
        model.addAttribute("window", window.of(visitor, FOR_YOU, locale));
    }

    /** What the visitor did with the item and has not taken back: a dislike takes back a like, a purchase the cart. */
    private Set<String> done(String user, Item item) {
        Set<String> done = new HashSet<>();
        for (Interaction interaction : interactions.recent(user, LATELY).reversed()) {
            if (interaction.item() == item.key()) {
                switch (interaction.type()) {
                    case "like" -> done.remove("dislike");
                    case "dislike" -> done.remove("like");
                    case "purchase" -> done.remove("cart");
                    default -> {}
                }
                done.add(interaction.type());
            }
        }
        return done;
    }

    /** The same for each look at the same item within an hour, so that loading a page again counts once. */
    private String clickId(String user, Item item, @Nullable UUID from) {
        String look =
                user + " " + item.key() + " " + from + " " + clock.instant().truncatedTo(ChronoUnit.HOURS);
        return "click-" + UUID.nameUUIDFromBytes(look.getBytes(StandardCharsets.UTF_8));
    }
}
