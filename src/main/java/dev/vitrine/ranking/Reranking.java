package dev.vitrine.ranking;

import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.Problem;
import dev.vitrine.ranking.reranker.Lesson;
import dev.vitrine.ranking.reranker.ReRanker;
import dev.vitrine.ranking.reranker.ReRanker.DamagedReRanker;
import dev.vitrine.ranking.reranker.Training;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Hybrid fusion's network: taught by the log, judged on users whom it was not taught by, and stored. It serves while it is
 * better than late fusion and its space is the active one.
 */
@Component
class Reranking {

    private static final Logger LOG = LoggerFactory.getLogger(Reranking.class);
    private static final int LEAST_USERS = 20;
    private static final Duration REFRESH = Duration.ofSeconds(5);

    /** Where trainings run, one after the other: the engine records gradients by thread, and of one training at a time. */
    private static final ExecutorService TRAINER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("re-ranker-training").factory());

    private final Interactions interactions;
    private final Rehearsal rehearsal;
    private final Slates slates;
    private final VectorIndex index;
    private final RankingProperties ranking;
    private final RerankerProperties settings;
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile @Nullable Seen seen;

    private record Seen(long revision, Hybrid hybrid, long at) {}

    Reranking(
            Interactions interactions,
            Rehearsal rehearsal,
            Slates slates,
            VectorIndex index,
            RankingProperties ranking,
            RerankerProperties settings,
            JdbcClient jdbc,
            Clock clock) {
        this.interactions = interactions;
        this.rehearsal = rehearsal;
        this.slates = slates;
        this.index = index;
        this.ranking = ranking;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a training gave, or why there was none. */
    record Taught(Hybrid hybrid, @Nullable Space space, Training.@Nullable Outcome outcome, int users) {}

    /** What serves now. */
    Hybrid current() {
        Seen last = seen;
        if (last == null || System.nanoTime() - last.at() >= REFRESH.toNanos()) {
            last = read(last);
            seen = last;
        }
        Hybrid hybrid = last.hybrid();
        return hybrid.isAbsent()
                ? hybrid
                : space().filter(space -> hybrid.isOf(space.id())).isPresent() ? hybrid : Hybrid.NONE;
    }

    /** The latest revision, which is read only when it is another one. */
    private Seen read(@Nullable Seen last) {
        long revision = jdbc.sql("select coalesce(max(id), 0) from ranking_reranker")
                .query(Long.class)
                .single();
        Hybrid hybrid = last != null && last.revision() == revision ? last.hybrid() : stored(revision);
        return new Seen(revision, hybrid, System.nanoTime());
    }

    private Hybrid stored(long revision) {
        return jdbc.sql("select weights, space from ranking_reranker where id = ? and weights is not null")
                .param(revision)
                .query((row, number) -> {
                    try {
                        return new Hybrid(ReRanker.ofBytes(row.getBytes("weights")), row.getInt("space"));
                    } catch (DamagedReRanker damaged) { // the order of late fusion serves until the next training
                        LOG.error("Revision {}: {} Late fusion serves.", revision, damaged.getMessage());
                        return Hybrid.NONE;
                    }
                })
                .optional()
                .orElse(Hybrid.NONE);
    }

    /** The space that serves; none while there is no model. */
    private Optional<Space> space() {
        try {
            return Optional.of(index.space());
        } catch (Problem noModel) {
            return Optional.empty();
        }
    }

    /** Learns from the whole log; what it taught serves from now on, if it is better than late fusion. */
    Taught learn(Mixes mixes) {
        Taught taught = taught(interactions.all(), mixes);
        Training.Outcome outcome = taught.outcome();
        if (outcome != null && taught.space() != null) {
            jdbc.sql("""
                            insert into ranking_reranker
                                (computed_at, space, dimension, weights, users, late_ndcg, hybrid_ndcg, error)
                            values (?, ?, ?, ?, ?, ?, ?, ?)""")
                    .param(Timestamp.from(clock.instant()))
                    .param(taught.space().id())
                    .param(taught.space().dimension())
                    .param(outcome.better() ? outcome.reRanker().toBytes() : null)
                    .param(outcome.users())
                    .param(outcome.before())
                    .param(outcome.after())
                    .param(outcome.error())
                    .update();
            jdbc.sql("""
                            delete from ranking_reranker
                            where id not in (select id from ranking_reranker order by id desc limit ?)""").param(settings.kept()).update();
            refresh();
        }
        return taught;
    }

    /** Has the latest revision read with the next answer; otherwise that takes a few seconds. */
    void refresh() {
        seen = null;
    }

    /** What a part of the log teaches; nothing is stored. */
    Taught taught(List<Interaction> part, Mixes mixes) {
        Optional<Space> space = space();
        List<Lesson> lessons = space.isEmpty() ? List.of() : lessons(part, mixes);
        int users = (int) lessons.stream().map(Lesson::user).distinct().count();
        if (users < LEAST_USERS || space.isEmpty()) {
            return new Taught(Hybrid.NONE, space.orElse(null), null, users);
        }
        Training.Outcome outcome = trained(lessons, space.get().dimension());
        Hybrid hybrid =
                outcome.better() ? new Hybrid(outcome.reRanker(), space.get().id()) : Hybrid.NONE;
        return new Taught(hybrid, space.get(), outcome, users);
    }

    private Training.Outcome trained(List<Lesson> lessons, int dimension) {
        try {
            return TRAINER.submit(() -> Training.outcome(lessons, dimension, settings.training()))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The training was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The training failed: " + e.getCause(), e);
        }
    }

    /** The latest moment of every user, and as long as these are few, earlier ones. */
    private List<Lesson> lessons(List<Interaction> log, Mixes mixes) {
        List<Lesson> lessons = new ArrayList<>();
        var stage = new Rehearsal.Stage(ranking.fused(Fusion.HYBRID), mixes);
        List<Interaction> part = log;
        for (int cut = 0; cut < settings.cuts() && lessons.size() < settings.lessons(); cut++) {
            lessons.addAll(rehearsal.of(part, item -> false, stage, settings.lessons() - lessons.size(), this::lesson));
            part = rehearsal.earlier(part);
        }
        return lessons;
    }

    private Optional<Lesson> lesson(Rehearsal.Scene scene) {
        List<Scored> late = scene.pool().late();
        Set<Long> next = scene.next();
        int likes = (int)
                late.stream().filter(scored -> next.contains(scored.item())).count();
        if (likes == 0) {
            return Optional.empty();
        }
        List<Scored> first = late.subList(0, Math.min(slates.first(), late.size()));
        boolean[] liked = new boolean[first.size()];
        for (int i = 0; i < liked.length; i++) {
            liked[i] = next.contains(first.get(i).item());
        }
        return Optional.of(new Lesson(scene.user(), slates.of(scene.preference(), scene.pool(), first), liked, likes));
    }
}
