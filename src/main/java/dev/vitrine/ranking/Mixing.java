package dev.vitrine.ranking;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.catalog.Filter;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.MixFit.Sample;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The shop's own weights of the channels, learnt from its log. The end of each user's history is held out and foretold
 * from the rest; once for items with a history, and once for a fifth of the items that is withheld altogether, as if it had
 * just arrived. Half of the users teach; what they teach serves only when it foretells the other half better than the
 * settings' weights do.
 */
@Component
class Mixing {

    private static final int LEAST_LIKES = 5;
    private static final int LEAST_USERS = 40;
    private static final int MOST_USERS = 500;
    private static final int FOLDS = 5;
    private static final double HELD_OUT = 0.2;
    private static final int WITHHELD = 5; // every fifth item
    private static final int PAGE = 50;
    private static final int POPULAR = 1000;
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final Interactions interactions;
    private final Affinity affinity;
    private final Preferences preferences;
    private final Candidates candidates;
    private final RankingProperties settings;
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile @Nullable Seen seen;

    private record Seen(@Nullable Mixes mixes, long at) {}

    Mixing(
            Interactions interactions,
            Affinity affinity,
            Preferences preferences,
            Candidates candidates,
            RankingProperties settings,
            JdbcClient jdbc,
            Clock clock) {
        this.interactions = interactions;
        this.affinity = affinity;
        this.preferences = preferences;
        this.candidates = candidates;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a lesson gave, and how well it and the settings' weights foretell users that it was not learnt from. */
    record Lesson(Mixes mixes, int users, double learntNdcg, double defaultNdcg) {}

    /** The weights that serve with some settings: theirs, or what the log taught if they let it. */
    Mixes current(RankingProperties settings) {
        if (!settings.learn()) {
            return Mixes.of(settings);
        }
        Seen last = seen;
        if (last != null && System.nanoTime() - last.at() < REFRESH.toNanos()) {
            return last.mixes() == null ? Mixes.of(settings) : last.mixes();
        }
        Optional<Mixes> mixes = stored();
        seen = new Seen(mixes.orElse(null), System.nanoTime());
        return mixes.orElseGet(() -> Mixes.of(settings));
    }

    private Optional<Mixes> stored() {
        return jdbc.sql("select warm, cold from ranking_mix order by id desc limit 1")
                .query((row, number) -> new Mixes(mix(row.getArray("warm")), mix(row.getArray("cold"))))
                .optional();
    }

    private static Mix mix(Array array) throws SQLException {
        Double[] weights = (Double[]) array.getArray();
        double[] values = new double[Mix.CHANNELS];
        for (int c = 0; c < values.length; c++) {
            values[c] = weights[c];
        }
        return Mix.of(values);
    }

    /** Learns from the whole log; what it taught serves from now on. */
    Lesson learn() {
        Lesson lesson = lesson(interactions.all());
        jdbc.sql("""
                        insert into ranking_mix (computed_at, warm, cold, users, learnt_ndcg, default_ndcg)
                        values (?, ?, ?, ?, ?, ?)""")
                .params(
                        Timestamp.from(clock.instant()),
                        boxed(lesson.mixes().warm()),
                        boxed(lesson.mixes().cold()),
                        lesson.users(),
                        lesson.learntNdcg(),
                        lesson.defaultNdcg())
                .update();
        jdbc.sql("delete from ranking_mix where id <= (select max(id) - 100 from ranking_mix)")
                .update();
        seen = null;
        return lesson;
    }

    private static Double[] boxed(Mix mix) {
        return java.util.Arrays.stream(mix.weights()).boxed().toArray(Double[]::new);
    }

    /** The weights that a part of the log teaches; nothing is stored. */
    Mixes learnt(List<Interaction> part) {
        return settings.learn() ? lesson(part).mixes() : Mixes.of(settings);
    }

    Lesson lesson(List<Interaction> log) {
        Mixes defaults = Mixes.of(settings);
        List<Sample> all = samples(log, item -> false);
        List<Sample> warm =
                all.stream().map(Sample::warm).flatMap(Optional::stream).toList();
        if (warm.size() < LEAST_USERS) {
            return new Lesson(defaults, warm.size(), 0, 0);
        }
        List<Sample> cold = samples(log, item -> Math.floorMod(item * 0x9E3779B97F4A7C15L >>> 32, WITHHELD) == 0);
        Verdict known = verdict(warm, defaults.warm());
        Verdict unknown =
                cold.size() < LEAST_USERS ? new Verdict(defaults.cold(), 0, 0) : verdict(cold, defaults.cold());
        double share = MixFit.share(all, new Mixes(known.mix(), unknown.mix()));
        return new Lesson(
                new Mixes(known.mix(), unknown.mix().times(share)), warm.size(), known.learnt(), known.before());
    }

    private record Verdict(Mix mix, double learnt, double before) {}

    /** Each fifth of the samples judges what the others teach; when they approve, all teach. */
    private static Verdict verdict(List<Sample> samples, Mix before) {
        double with = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Sample> teaching = new ArrayList<>();
            List<Sample> judging = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
                (i % FOLDS == fold ? judging : teaching).add(samples.get(i));
            }
            with += judging.size() * MixFit.ndcg(judging, MixFit.fit(teaching, before)) / samples.size();
        }
        double without = MixFit.ndcg(samples, before);
        return new Verdict(with > without ? MixFit.fit(samples, before) : before, with, without);
    }

    /** A user's log, cut. */
    private record Cut(String user, List<Interaction> before, Instant at, Set<Long> next) {}

    /**
     * Users' candidates with what the channels say of them and whether the user liked them next.
     *
     * @param withheld items that nothing may be known of; if there are any, the candidates are those
     */
    private List<Sample> samples(List<Interaction> log, LongPredicate withheld) {
        Map<String, List<Interaction>> byUser = new LinkedHashMap<>();
        Set<Long> cold = new HashSet<>();
        log.forEach(event -> {
            byUser.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event);
            if (withheld.test(event.item())) {
                cold.add(event.item());
            }
        });
        List<Interaction> before = new ArrayList<>();
        List<Cut> cuts = new ArrayList<>();
        byUser.forEach((user, events) -> {
            Cut cut = cold.isEmpty() ? tail(user, events) : without(user, events, cold);
            before.addAll(cut.before());
            if (!cut.next().isEmpty() && !cut.before().isEmpty()) {
                cuts.add(cut);
            }
        });
        before.sort(Comparator.comparing(Interaction::at).thenComparingLong(Interaction::key));
        if (before.isEmpty()) {
            return List.of();
        }
        Neighbourhood neighbours = affinity.of(before);
        List<Sample> samples = new ArrayList<>();
        cuts.stream()
                .sorted(Comparator.comparingInt(cut -> cut.user().hashCode() * 0x9E3779B9))
                .limit(MOST_USERS)
                .forEach(cut -> {
                    var knowledge = new Knowledge(
                            interactions.popularAt(before, cut.at(), POPULAR), neighbours, Mixes.of(settings));
                    sample(cut, knowledge, cold.isEmpty() ? null : cold).ifPresent(samples::add);
                });
        return samples;
    }

    private Optional<Sample> sample(Cut cut, Knowledge knowledge, @Nullable Set<Long> among) {
        Preference preference = preferences.from(cut.user(), cut.before(), cut.at());
        Candidates.Pool pool = candidates.pool(preference, knowledge, wanted(preference, among));
        List<Long> items = pool.speaking().toList();
        boolean[] liked = new boolean[items.size()];
        boolean any = false;
        boolean[] unknown = new boolean[items.size()];
        double[][] features = new double[items.size()][];
        for (int i = 0; i < liked.length; i++) {
            liked[i] = cut.next().contains(items.get(i));
            any |= liked[i];
            unknown[i] = pool.channels().cold().contains(items.get(i));
            features[i] = pool.scorer().channels(items.get(i));
        }
        return any ? Optional.of(new Sample(features, liked, unknown)) : Optional.empty();
    }

    private Wanted wanted(Preference preference, @Nullable Set<Long> among) {
        Set<Long> excluded = new HashSet<>(preference.touched());
        excluded.addAll(preference.disliked());
        return new Wanted(PAGE, excluded, Filter.ALL, settings).among(among);
    }

    /** The last fifth of the liked items held out, if there are enough. */
    private Cut tail(String user, List<Interaction> events) {
        Map<Long, Instant> liked = new LinkedHashMap<>();
        events.stream().filter(this::positive).forEach(event -> liked.putIfAbsent(event.item(), event.at()));
        if (liked.size() < LEAST_LIKES) {
            return new Cut(user, events, Instant.EPOCH, Set.of());
        }
        List<Map.Entry<Long, Instant>> order = List.copyOf(liked.entrySet());
        int kept = Math.min(order.size() - 1, (int) Math.ceil(order.size() * (1 - HELD_OUT)));
        Set<Long> next = new LinkedHashSet<>();
        order.subList(kept, order.size()).forEach(entry -> next.add(entry.getKey()));
        List<Interaction> before =
                events.stream().filter(event -> !next.contains(event.item())).toList();
        return new Cut(user, before, order.get(kept).getValue(), next);
    }

    private Cut without(String user, List<Interaction> events, Set<Long> items) {
        Set<Long> next = new LinkedHashSet<>();
        List<Interaction> before = new ArrayList<>();
        for (Interaction event : events) {
            if (!items.contains(event.item())) {
                before.add(event);
            } else if (positive(event)) {
                next.add(event.item());
            }
        }
        return new Cut(user, before, events.getLast().at(), next);
    }

    private boolean positive(Interaction event) {
        return Optional.ofNullable(interactions.types().get(event.type()))
                .filter(type -> type.weight() > 0)
                .isPresent();
    }
}
