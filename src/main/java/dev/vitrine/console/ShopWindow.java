package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.Ask;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.ranking.Ranking.Recommendation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What a visitor sees in the window: what they are taken to like, and what is recommended to them. */
@Component
class ShopWindow {

    private final Ranking ranking;
    private final Preferences preferences;
    private final Catalog catalog;

    ShopWindow(Ranking ranking, Preferences preferences, Catalog catalog) {
        this.ranking = ranking;
        this.preferences = preferences;
        this.catalog = catalog;
    }

    /**
     * The window of one visitor.
     *
     * @param recommendation the answer's id, which clicks carry back
     * @param basis what it rests on, in a word for which the pages have a sentence
     * @param likings groups of liked items, strongest first
     */
    record Window(UUID recommendation, String basis, List<Liking> likings, List<Card> cards) {}

    /** The item that stands for a group, and the group's share of all that is liked. */
    record Liking(Card item, int percent) {}

    Window of(Visitor visitor, int limit, Locale locale) {
        Recommendation answer = ranking.forUser(visitor.id(), Ask.of(limit).in(locale.getLanguage()));
        Preference preference = preferences.of(visitor.id());
        return new Window(
                answer.id(),
                basis(answer, preference),
                likings(preference, locale),
                answer.items().stream().map(ranked -> Card.of(ranked, locale)).toList());
    }

    /** The answer's basis, told apart where visitors deserve to know more. */
    private static String basis(Recommendation answer, Preference preference) {
        if (answer.items().isEmpty()) {
            return "nothing";
        }
        return answer.basis().equals("popular") && !preference.isEmpty() ? "waiting" : answer.basis();
    }

    private List<Liking> likings(Preference preference, Locale locale) {
        List<Interest> interests = preference
                .interests()
                .getOrDefault(Modality.IMAGE, preference.interests().getOrDefault(Modality.TEXT, List.of()));
        Map<Long, Item> items =
                catalog.items(interests.stream().map(Interest::item).toList());
        return interests.stream()
                .filter(interest -> items.containsKey(interest.item()))
                .map(interest -> new Liking(Card.of(Objects.requireNonNull(items.get(interest.item())), locale), (int)
                        Math.round(100 * interest.weight())))
                .toList();
    }
}
