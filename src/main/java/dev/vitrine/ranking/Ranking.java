package dev.vitrine.ranking;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preferences;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.ranking.ShowingProperties.Exclusion;
import dev.vitrine.ranking.reranker.Training;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Which items to show. */
@Service
public class Ranking {

    /** Where recommendations and similar items usually stand. */
    static final String HOME = "home";

    static final String ITEM = "item";

    /** What a chain of pages may have shown; nobody scrolls further, and each page reads it. */
    private static final int MOST_PASSED = 2000;

    private final Preferences preferences;
    private final Interactions interactions;
    private final Catalog catalog;
    private final Candidates candidates;
    private final Exploration exploration;
    private final Similar similar;
    private final Affinity affinity;
    private final Mixing mixing;
    private final Reranking reranking;
    private final RecommendationLog log;
    private final RankingRules rules;
    private final Variants variants;
    private final ShowingProperties showing;
    private final VectorIndex index;
    private final Clock clock;

    Ranking(
            Preferences preferences,
            Interactions interactions,
            Catalog catalog,
            Candidates candidates,
            Exploration exploration,
            Similar similar,
            Affinity affinity,
            Mixing mixing,
            Reranking reranking,
            RecommendationLog log,
            RankingRules rules,
            Variants variants,
            ShowingProperties showing,
            VectorIndex index,
            Clock clock) {
        if (variants.any(settings -> settings.fusion() == Fusion.EARLY) && !preferences.fused()) {
            throw new IllegalStateException(
                    "vitrine.ranking.fusion is early, which needs vitrine.preference.fused: true.");
        }
        this.preferences = preferences;
        this.interactions = interactions;
        this.catalog = catalog;
        this.candidates = candidates;
        this.exploration = exploration;
        this.similar = similar;
        this.affinity = affinity;
        this.mixing = mixing;
        this.reranking = reranking;
        this.log = log;
        this.rules = rules;
        this.variants = variants;
        this.showing = showing;
        this.index = index;
        this.clock = clock;
    }

    /** What to compare items by. */
    public enum By {
        PICTURE,
        TEXT,
        BOTH,
        /** What users like together with it. */
        BEHAVIOUR,
        /** Picture, text and behaviour. */
        ALL
    }

    /** Items for a user; logged under the answer's id. */
    public Recommendation forUser(String user, Ask ask) {
        Preference preference = preferences.of(user);
        Context context = context(user, ask, HOME);
        return answer(preference, context, left(preference, context), List.of());
    }

    /**
     * Items for a taste that is told instead of remembered; nothing of it is stored but the answer. Items that the shop
     * does not have are passed over and named.
     */
    public Recommendation forOccasion(Occasion occasion, Ask ask) {
        Map<String, Long> keys =
                catalog.keys(Stream.concat(occasion.items().keySet().stream(), occasion.not().keySet().stream())
                        .collect(Collectors.toSet()));
        Preference preference =
                preferences.told(byKey(occasion.items(), keys), byKey(occasion.not(), keys), directions(occasion));
        Context context = context(occasion.user(), ask, HOME);
        Set<Long> excluded = new HashSet<>(preference.touched());
        if (occasion.user() != null) {
            excluded.addAll(left(preferences.of(occasion.user()), context));
        }
        excluded.addAll(context.passed());
        List<String> unknown = Stream.concat(occasion.items().keySet().stream(), occasion.not().keySet().stream())
                .filter(id -> !keys.containsKey(id))
                .distinct()
                .sorted()
                .toList();
        return answer(preference, context, excluded, unknown);
    }

    private static Map<Long, Double> byKey(Map<String, Double> weights, Map<String, Long> keys) {
        Map<Long, Double> byKey = new LinkedHashMap<>();
        weights.forEach((id, weight) -> {
            Long key = keys.get(id);
            if (key != null) {
                byKey.put(key, weight);
            }
        });
        return byKey;
    }

    private Map<Modality, UnitVector> directions(Occasion occasion) {
        Map<Modality, UnitVector> directions = new EnumMap<>(Modality.class);
        if (occasion.words() != null) {
            directions.put(
                    Modality.TEXT,
                    index.encoder()
                            .texts(List.of(occasion.words()), Priority.INTERACTIVE)
                            .getFirst());
        }
        if (occasion.picture() != null) {
            directions.put(
                    Modality.IMAGE,
                    index.encoder()
                            .pictures(List.of(occasion.picture()), Priority.INTERACTIVE)
                            .getFirst());
        }
        return directions;
    }

    /** What an answer is made by: who asks for what, where, by which settings and rules, and what came before. */
    private record Context(
            UUID id,
            @Nullable String user,
            Ask ask,
            String scene,
            Set<Exclusion> exclude,
            String variant,
            RankingProperties settings,
            Rulebook rules,
            List<Long> passed) {

        Context fused(Fusion fusion) {
            return new Context(id, user, ask, scene, exclude, variant, settings.fused(fusion), rules, passed);
        }

        Wanted wanted(Set<Long> excluded) {
            Filter shown = exclude.contains(Exclusion.OUT_OF_STOCK)
                    ? ask.filter()
                    : ask.filter().withSoldOut();
            return new Wanted(
                    ask.limit(), excluded, shown.without(rules.hidden()), settings, rules, ask.explain(), null);
        }
    }

    private Context context(@Nullable String user, Ask ask, String usual) {
        String scene = ask.scene() == null ? usual : ask.scene();
        ShowingProperties.Scene known = showing.scenes().get(scene);
        if (known == null) {
            throw new InvalidRequest(
                    "scene",
                    "scene must be one of %s, but is \"%s\"."
                            .formatted(
                                    String.join(
                                            ", ", new TreeSet<>(showing.scenes().keySet())),
                                    scene.substring(0, Math.min(scene.length(), 40))));
        }
        Variants.Dealt variant = variants.of(user);
        RankingProperties settings = ask.diversity() == null
                ? variant.settings()
                : variant.settings().diverse(ask.diversity());
        return new Context(
                UUID.randomUUID(),
                user,
                ask,
                scene,
                known.exclude(),
                variant.name(),
                settings,
                rules.book(scene).with(ask.caps()),
                passed(user, ask));
    }

    private List<Long> passed(@Nullable String user, Ask ask) {
        if (ask.after() == null) {
            return List.of();
        }
        UUID after = ask.after();
        List<Long> passed = log.find(after)
                .filter(shown -> Objects.equals(shown.user(), user))
                .orElseThrow(() -> new RecommendationNotFound(after))
                .all();
        if (passed.size() > MOST_PASSED) {
            throw new InvalidRequest(
                    "after",
                    "after has %d items on its pages; at most %d are followed.".formatted(passed.size(), MOST_PASSED));
        }
        return passed;
    }

    /** What the scene leaves out for a user, and what earlier pages showed. */
    private static Set<Long> left(Preference preference, Context context) {
        Set<Long> left = new HashSet<>(context.passed());
        for (Exclusion exclusion : context.exclude()) {
            left.addAll(
                    switch (exclusion) {
                        case SEEN -> preference.touched();
                        case BOUGHT -> preference.bought();
                        case CART -> preference.carted();
                        case DISLIKED -> preference.disliked();
                        case OUT_OF_STOCK -> Set.of();
                    });
        }
        return left;
    }

    private Recommendation answer(Preference preference, Context context, Set<Long> excluded, List<String> unknown) {
        Knowledge knowledge = knowledge(context.settings());
        Fusion fusion = context.settings().fusion().with(knowledge.hybrid());
        Wanted wanted = context.wanted(excluded);
        List<Scored> found = candidates.page(preference, knowledge, wanted);
        String basis = basis(preference, found);
        // The answer's id is random, and seeds the chance, so that a logged answer can be retraced.
        List<Scored> page = exploration.mixed(
                found, preference, wanted, new SplittableRandom(context.id().getLeastSignificantBits()));
        return logged(
                context,
                basis,
                fusion,
                explanation(preference, basis, page, context.ask().language()),
                page,
                unknown);
    }

    private Recommendation logged(
            Context context,
            String basis,
            @Nullable Fusion fusion,
            @Nullable String explanation,
            List<Scored> page,
            List<String> unknown) {
        log.add(new RecommendationLog.Shown(
                context.id(),
                context.user(),
                context.scene(),
                context.variant(),
                basis,
                page.stream().map(Scored::item).toList(),
                context.passed(),
                page.stream().map(Scored::propensity).toList(),
                clock.instant()));
        return new Recommendation(
                context.id(),
                context.user(),
                context.scene(),
                context.variant(),
                basis,
                fusion,
                explanation,
                ranked(page),
                unknown);
    }

    /**
     * The keys of the items that such a preference would be shown, best first; nothing is logged and nothing left to
     * chance or to rules. For evaluation, which passes what a part of the log teaches.
     *
     * @param preference with tastes of both sides in one vector, where they are fused early
     * @param among if not null, the only items that may be shown
     */
    public List<Long> forPreference(
            Preference preference, Knowledge knowledge, Fusion fusion, @Nullable Set<Long> among, int limit) {
        Set<Long> known = new HashSet<>(preference.touched());
        known.addAll(preference.disliked());
        RankingProperties settings = variants.of(null).settings().fused(fusion);
        return candidates
                .page(preference, knowledge, new Wanted(limit, known, Filter.ALL, settings).among(among))
                .stream()
                .map(Scored::item)
                .toList();
    }

    /**
     * What a user would be shown under each fusion, to be compared: nothing is logged and nothing left to chance. Tastes
     * are computed anew, so that early fusion answers whatever the settings keep.
     */
    public List<Compared> compared(String user, Ask ask) {
        Preference preference = preferences.whole(user);
        Context context = context(user, ask, HOME);
        return Arrays.stream(Fusion.values())
                .map(fusion -> compared(preference, context.fused(fusion), fusion))
                .toList();
    }

    private Compared compared(Preference preference, Context context, Fusion fusion) {
        Knowledge knowledge = knowledge(context.settings());
        List<Scored> page = candidates.page(preference, knowledge, context.wanted(left(preference, context)));
        return new Compared(fusion, fusion.with(knowledge.hybrid()), basis(preference, page), ranked(page));
    }

    /**
     * What a fusion would show.
     *
     * @param served the fusion that made it; late where hybrid was asked and nothing better than late was learnt
     * @param basis as of a {@link Recommendation}
     */
    public record Compared(Fusion asked, Fusion served, String basis, List<Ranked> items) {}

    /** What the log taught, as of now. */
    private Knowledge knowledge(RankingProperties settings) {
        return new Knowledge(
                interactions.popular(settings.popular()),
                affinity.stored(),
                mixing.current(settings),
                settings.fusion() == Fusion.HYBRID ? reranking.current() : Hybrid.NONE);
    }

    /** The weights that a part of the log teaches. For evaluation. */
    public Mixes taught(List<Interaction> part) {
        return mixing.learnt(part);
    }

    /** The settings' weights, which serve until the log has taught better ones. */
    public Mixes settingsMixes() {
        return Mixes.of(variants.of(null).settings());
    }

    /** Learns the shop's own weights from the whole log; they serve from now on, if they foretell better. */
    public Lesson learn() {
        Mixing.Lesson lesson = mixing.learn();
        Verdict known = lesson.known();
        return new Lesson(lesson.users(), known.learnt(), known.otherwise(), known.serves());
    }

    /**
     * NDCG@20 of learnt weights on users that they were not learnt from, and of those that serve otherwise.
     *
     * @param users that were looked at; where they are too few to learn from, the figures are 0
     * @param otherwise by the settings' weights; of few users, by likeness and words
     * @param serves whether what was learnt serves
     */
    public record Lesson(int users, double learnt, double otherwise, boolean serves) {}

    /** Whether anybody gets hybrid fusion, so that its network is worth teaching. */
    public boolean hybrid() {
        return variants.any(settings -> settings.fusion() == Fusion.HYBRID);
    }

    /** What a part of the log teaches hybrid fusion, beside those weights. For evaluation. */
    public Hybrid taught(List<Interaction> part, Mixes mixes) {
        return reranking.taught(part, mixes).hybrid();
    }

    /** Teaches hybrid fusion's network by the whole log; it serves from now on, if it foretells better than late fusion. */
    public ReRankerLesson teachReRanker() {
        Reranking.Taught taught =
                reranking.learn(mixing.current(variants.of(null).settings()));
        Training.Outcome outcome = taught.outcome();
        return outcome == null
                ? new ReRankerLesson(taught.users(), 0, 0, 0, false)
                : new ReRankerLesson(
                        taught.users(), outcome.before(), outcome.after(), outcome.error(), outcome.better());
    }

    /**
     * NDCG@20 of late and of hybrid fusion on users that the network was not taught by.
     *
     * @param users that were judged; where they were too few, nothing else is known
     * @param error standard error of the difference
     * @param serves whether hybrid is better by more than chance
     */
    public record ReRankerLesson(int users, double late, double hybrid, double error, boolean serves) {}

    /** Forgets what was shown before a time; interactions keep the id of the answer that led to them. */
    public long forget(Instant before) {
        return log.forget(before);
    }

    /**
     * Items like this one, best first; logged under the answer's id. By behaviour there are none until the log knows the
     * item.
     *
     * @param user whose history says what to leave out; null for nobody's
     * @throws dev.vitrine.catalog.ItemNotFound if the shop has none of that id
     * @throws ItemWithoutPicture if pictures are to be compared and it has none
     * @throws ItemNotEmbedded if its vectors are not there yet
     */
    public Recommendation similar(String id, By by, @Nullable String user, Ask ask) {
        Item item = catalog.item(id);
        Context context = context(user, ask, ITEM);
        Set<Long> excluded = new HashSet<>(context.passed());
        excluded.add(item.key());
        if (user != null) {
            excluded.addAll(left(preferences.of(user), context));
        }
        return logged(context, "similar", null, null, similar.page(item, by, context.wanted(excluded)), List.of());
    }

    private static String basis(Preference preference, List<Scored> page) {
        boolean matched = page.stream()
                .anyMatch(scored ->
                        !EnumSet.of(Kind.POPULAR, Kind.NEW, Kind.PINNED).contains(scored.kind()));
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
        return new Ranked(
                item,
                scored.score(),
                new Reason(scored.kind().word, because, scored.picture()),
                scored.propensity(),
                scored.features());
    }

    /**
     * An answer.
     *
     * @param user null for nobody's
     * @param variant of the settings
     * @param basis what it rests on: "preference", "session", "popular" or "new", or "similar" to an item; when it is
     *     none of the first and the last, {@code explanation} says why
     * @param fusion that served; late where the settings say hybrid and nothing better than late was learnt; null where
     *     no preference was asked
     * @param unknown ids that were given and that the shop does not have
     */
    public record Recommendation(
            UUID id,
            @Nullable String user,
            String scene,
            String variant,
            String basis,
            @Nullable Fusion fusion,
            @Nullable String explanation,
            List<Ranked> items,
            List<String> unknown) {}

    /**
     * An item with its score and why it is here.
     *
     * @param propensity how likely it was to stand in its place; below 1 where chance chose it
     * @param features what the score is made of, where that was asked for
     */
    public record Ranked(Item item, double score, Reason reason, double propensity, Map<String, Double> features) {}

    /**
     * Why an item is shown.
     *
     * @param kind "looks-like", "reads-like", "worded-like", "liked-together", "session", "popular", "new" or "pinned"
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
