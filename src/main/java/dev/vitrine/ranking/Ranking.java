package dev.vitrine.ranking;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.Scored.Kind;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Which items to show. */
@Service
public class Ranking {

    private final Preferences preferences;
    private final Interactions interactions;
    private final Catalog catalog;
    private final Candidates candidates;
    private final Similar similar;
    private final RecommendationLog log;
    private final RankingProperties settings;
    private final Clock clock;

    Ranking(
            Preferences preferences,
            Interactions interactions,
            Catalog catalog,
            Candidates candidates,
            Similar similar,
            RecommendationLog log,
            RankingProperties settings,
            Clock clock) {
        this.preferences = preferences;
        this.interactions = interactions;
        this.catalog = catalog;
        this.candidates = candidates;
        this.similar = similar;
        this.log = log;
        this.settings = settings;
        this.clock = clock;
    }

    /** Which side of items to compare. */
    public enum By {
        PICTURE,
        TEXT,
        BOTH
    }

    /** Items for a user; logged under the answer's id. */
    public Recommendation forUser(String user, Ask ask) {
        Preference preference = preferences.of(user);
        List<Scored> page = candidates.page(
                preference,
                interactions.popular(settings.popular()),
                new Wanted(ask.limit(), known(preference), ask.filter()));
        String basis = basis(preference, page);
        var recommendation = new Recommendation(
                UUID.randomUUID(), user, basis, explanation(preference, basis, page, ask.language()), ranked(page));
        log.add(
                recommendation.id(),
                user,
                basis,
                page.stream().map(Scored::item).toList(),
                clock.instant());
        return recommendation;
    }

    /**
     * The keys of the items that such a preference would be shown, best first; nothing is logged. For evaluation, which
     * passes what was popular at the time.
     */
    public List<Long> forPreference(Preference preference, List<Popularity> popular, int limit) {
        return candidates.page(preference, popular, new Wanted(limit, known(preference), Filter.ALL)).stream()
                .map(Scored::item)
                .toList();
    }

    private static Set<Long> known(Preference preference) {
        Set<Long> known = new HashSet<>(preference.touched());
        known.addAll(preference.disliked());
        return known;
    }

    /**
     * Items like this one, best first.
     *
     * @throws dev.vitrine.catalog.ItemNotFound if the shop has none of that id
     * @throws ItemWithoutPicture if pictures are to be compared and it has none
     * @throws ItemNotEmbedded if its vectors are not there yet
     */
    public List<Ranked> similar(String id, By by, Ask ask) {
        Item item = catalog.item(id);
        return ranked(similar.page(item, by, new Wanted(ask.limit(), Set.of(item.key()), ask.filter())));
    }

    private static String basis(Preference preference, List<Scored> page) {
        boolean matched = page.stream().anyMatch(scored -> scored.kind() != Kind.POPULAR && scored.kind() != Kind.NEW);
        if (matched) {
            return preference.positives() > preference.recent() ? "preference" : "session";
        }
        return page.stream().anyMatch(scored -> scored.kind() == Kind.POPULAR) ? "popular" : "new";
    }

    private static @Nullable String explanation(
            Preference preference, String basis, List<Scored> page, String language) {
        if (page.isEmpty()) {
            return Sentences.nothing(language);
        }
        return switch (basis) {
            case "session" -> Sentences.session(language);
            case "popular" -> Sentences.popular(language, !preference.isEmpty());
            case "new" -> Sentences.newest(language);
            default -> null;
        };
    }

    private List<Ranked> ranked(List<Scored> page) {
        Set<Long> keys = new HashSet<>();
        page.forEach(scored -> {
            keys.add(scored.item());
            if (scored.because() != null) {
                keys.add(scored.because());
            }
        });
        Map<Long, Item> items = catalog.items(keys);
        return page.stream()
                .map(scored -> ranked(scored, items))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Ranked ranked(Scored scored, Map<Long, Item> items) {
        Item item = items.get(scored.item());
        if (item == null) {
            // Deleted a moment ago.
            return null;
        }
        Item because = scored.because() == null ? null : items.get(scored.because());
        return new Ranked(item, scored.score(), new Reason(scored.kind().word, because, scored.picture()));
    }

    /**
     * An answer.
     *
     * @param basis what it rests on: "preference", "session", "popular" or "new"; when it is not the preference,
     *     {@code explanation} says why
     */
    public record Recommendation(
            UUID id, String user, String basis, @Nullable String explanation, List<Ranked> items) {}

    /** An item with its score and why it is here. */
    public record Ranked(Item item, double score, Reason reason) {}

    /**
     * Why an item is shown.
     *
     * @param kind "looks-like", "reads-like", "session", "popular" or "new"
     * @param because the item of the user (or of the request) that led here, where one did
     * @param picture share of the picture in the score, 0 to 1; the text has the rest
     */
    public record Reason(String kind, @Nullable Item because, double picture) {

        /** The reason as a sentence without its full stop: in Chinese for "zh", else in English. */
        public String text(String language) {
            return Sentences.reason(this, language);
        }
    }
}
