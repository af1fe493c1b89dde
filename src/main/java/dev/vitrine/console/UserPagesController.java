package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.preference.Portrait;
import dev.vitrine.preference.Portraits;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import dev.vitrine.ranking.Ask;
import dev.vitrine.ranking.Fusion;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.ranking.Ranking.Compared;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The shop's users: what each likes, did, and would be shown under each fusion. Looking leaves no trace. */
@PageController
@RequestMapping("/console/users")
class UserPagesController {

    private static final int FOUND = 60;
    private static final int HISTORY = 60;
    private static final int SHOWN = 8;
    private static final int ID_LENGTH = 200;

    private final Interactions interactions;
    private final Portraits portraits;
    private final Ranking ranking;
    private final Catalog catalog;

    UserPagesController(Interactions interactions, Portraits portraits, Ranking ranking, Catalog catalog) {
        this.interactions = interactions;
        this.portraits = portraits;
        this.ranking = ranking;
        this.catalog = catalog;
    }

    /** What a user did with an item that is still there. */
    record Deed(Interaction interaction, Card item) {}

    /** An item and its share in percent. */
    record Liked(Card item, long percent) {}

    /**
     * What one fusion shows.
     *
     * @param places by item where the other fusions show it
     */
    record Shown(String fusion, String served, String basis, List<Result> results, Map<String, List<Place>> places) {}

    /** Where a fusion shows an item, from 1. */
    record Place(String fusion, int at) {}

    @GetMapping
    String users(@RequestParam(defaultValue = "") String q, HttpServletRequest request, Model model) {
        if (q.length() > ID_LENGTH) {
            throw new InvalidRequest(
                    "q", "q may have at most %d characters, but has %d.".formatted(ID_LENGTH, q.length()));
        }
        String beginning = q.strip();
        model.addAttribute("q", beginning);
        model.addAttribute(
                "users", beginning.isEmpty() ? interactions.users(FOUND) : interactions.users(beginning, FOUND));
        return PageInterceptor.partial(request) ? "console/users :: found" : "console/users";
    }

    @GetMapping("/one")
    String user(@RequestParam String user, Locale locale, Model model) {
        Portrait portrait = portraits.of(Interactions.checkedUser(user));
        model.addAttribute("user", user);
        model.addAttribute("portrait", portrait);
        model.addAttribute("sides", sides(portrait, locale));
        model.addAttribute("visit", liked(portrait.session(), locale));
        model.addAttribute("disliked", liked(portrait.disliked(), locale));
        model.addAttribute("history", history(user, locale));
        try {
            model.addAttribute("fusions", fusions(user, locale));
        } catch (Problem problem) { // without a model nothing is compared; what is known is shown all the same
            model.addAttribute("notice", PageAdvice.notice(ProblemDocuments.of(problem)));
        }
        return "console/user";
    }

    /** What is liked by picture and by text, where something is known. */
    private static Map<String, List<Liked>> sides(Portrait portrait, Locale locale) {
        Map<String, List<Liked>> sides = new LinkedHashMap<>();
        sides.put("picture", liked(portrait.interests().getOrDefault(Modality.IMAGE, List.of()), locale));
        sides.put("text", liked(portrait.interests().getOrDefault(Modality.TEXT, List.of()), locale));
        sides.values().removeIf(List::isEmpty);
        return sides;
    }

    private static List<Liked> liked(List<Portrait.Weighted> items, Locale locale) {
        return items.stream()
                .map(each -> new Liked(Card.of(each.item(), locale), Math.round(100 * each.weight())))
                .toList();
    }

    private List<Deed> history(String user, Locale locale) {
        List<Interaction> recent = interactions.recent(user, HISTORY);
        Map<Long, Item> items =
                catalog.items(recent.stream().map(Interaction::item).toList());
        return recent.stream()
                .flatMap(interaction -> {
                    @Nullable Item item = items.get(interaction.item());
                    return item == null
                            ? java.util.stream.Stream.empty()
                            : java.util.stream.Stream.of(new Deed(interaction, Card.of(item, locale)));
                })
                .toList();
    }

    private List<Shown> fusions(String user, Locale locale) {
        List<Compared> compared =
                ranking.compared(user, Ask.of(SHOWN).in(locale.getLanguage()).explained());
        return compared.stream()
                .map(each -> new Shown(
                        word(each.asked()),
                        word(each.served()),
                        each.basis(),
                        each.items().stream()
                                .map(item -> Result.of(item, locale))
                                .toList(),
                        places(compared, each.asked())))
                .toList();
    }

    private static Map<String, List<Place>> places(List<Compared> compared, Fusion except) {
        Map<String, List<Place>> places = new HashMap<>();
        for (Compared other : compared) {
            for (int i = 0; other.asked() != except && i < other.items().size(); i++) {
                places.computeIfAbsent(other.items().get(i).item().id(), item -> new ArrayList<>())
                        .add(new Place(word(other.asked()), i + 1));
            }
        }
        return places;
    }

    private static String word(Fusion fusion) {
        return fusion.name().toLowerCase(Locale.ROOT);
    }
}
