package dev.vitrine.ranking;

import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.ranking.MixFit.Sample;
import it.unimi.dsi.fastutil.longs.LongList;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The shop's own weights of the channels, learnt from its log. The end of each user's history is held out and foretold
 * from the rest; once for items with a history, and once for a fifth of the items that is withheld altogether, as if it had
 * just arrived. What serves is a {@link Verdict}'s.
 */
@Component
class Mixing {

    private static final int MOST_USERS = 500;
    private static final int WITHHELD = 5; // every fifth item
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final Interactions interactions;
    private final Rehearsal rehearsal;
    private final RankingProperties settings;
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile @Nullable Seen seen;

    private record Seen(@Nullable Mixes mixes, long at) {}

    Mixing(Interactions interactions, Rehearsal rehearsal, RankingProperties settings, JdbcClient jdbc, Clock clock) {
        this.interactions = interactions;
        this.rehearsal = rehearsal;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a lesson gave, and the verdict on the weights of items with a history. */
    record Lesson(Mixes mixes, int users, Verdict known) {}

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
                        lesson.known().learnt(),
                        lesson.known().otherwise())
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
        List<Sample> cold = warm.size() < Verdict.LEAST_USERS
                ? List.of()
                : samples(log, item -> Math.floorMod(item * 0x9E3779B97F4A7C15L >>> 32, WITHHELD) == 0);
        Mixes cautious = defaults.cautious();
        Verdict known = Verdict.of(warm, defaults.warm(), cautious.warm());
        Verdict unknown = Verdict.of(cold, defaults.cold(), cautious.cold());
        double trust = MixFit.trust(all.size());
        double share = 1 - trust + trust * MixFit.share(all, new Mixes(known.mix(), unknown.mix()));
        return new Lesson(new Mixes(known.mix(), unknown.mix().times(share)), warm.size(), known);
    }

    /**
     * Users' candidates with what the channels say of them and whether the user liked them next.
     *
     * @param withheld items that nothing may be known of; if there are any, the candidates are those
     */
    private List<Sample> samples(List<Interaction> log, LongPredicate withheld) {
        return rehearsal.of(
                log, withheld, new Rehearsal.Stage(settings, Mixes.of(settings)), MOST_USERS, Mixing::sample);
    }

    private static Optional<Sample> sample(Rehearsal.Scene scene) {
        Candidates.Pool pool = scene.pool();
        LongList items = pool.speaking();
        boolean[] liked = new boolean[items.size()];
        boolean any = false;
        boolean[] unknown = new boolean[items.size()];
        double[][] features = new double[items.size()][];
        for (int i = 0; i < liked.length; i++) {
            liked[i] = scene.next().contains(items.getLong(i));
            any |= liked[i];
            unknown[i] = pool.channels().cold().contains(items.getLong(i));
            features[i] = pool.scorer().channels(items.getLong(i));
        }
        return any ? Optional.of(new Sample(features, liked, unknown)) : Optional.empty();
    }
}
