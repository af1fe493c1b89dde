package dev.vitrine.nightly;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.evaluation.Snapshots;
import dev.vitrine.index.IndexCare;
import dev.vitrine.index.Spaces;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.problem.Problem;
import dev.vitrine.ranking.Ranking;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.stereotype.Component;

/** The steps of a night that are one call each. Every one may be repeated. */
@Component
class Chores {

    private final Spaces spaces;
    private final VectorIndex vectors;
    private final Affinity affinity;
    private final Ranking ranking;
    private final Snapshots snapshots;
    private final IndexCare indexes;
    private final FailedUsers failures;
    private final JobRepository nights;
    private final NightlyProperties settings;

    Chores(
            Spaces spaces,
            VectorIndex vectors,
            Affinity affinity,
            Ranking ranking,
            Snapshots snapshots,
            IndexCare indexes,
            FailedUsers failures,
            JobRepository nights,
            NightlyProperties settings) {
        this.spaces = spaces;
        this.vectors = vectors;
        this.affinity = affinity;
        this.ranking = ranking;
        this.snapshots = snapshots;
        this.indexes = indexes;
        this.failures = failures;
        this.nights = nights;
        this.settings = settings;
    }

    /** What a chore did: how many of what, and in words. */
    record Done(long count, String said) {}

    Done vectors() {
        try {
            int missing = spaces.addMissing();
            return new Done(missing, missing + " items without vectors are left to the workers");
        } catch (Problem noModel) { // a shop without a model has the other steps nevertheless
            return new Done(0, noModel.detail());
        }
    }

    Done neighbours(Instant night) {
        long lists = vectors.completeNeighbours(night);
        return new Done(lists, lists + " lists of neighbours computed");
    }

    Done affinity() {
        Affinity.Run run = affinity.recompute();
        return new Done(
                run.items(),
                "neighbours of %d items from %d interactions of %d users"
                        .formatted(run.items(), run.interactions(), run.users()));
    }

    Done weights() {
        Ranking.Lesson lesson = ranking.learn();
        return new Done(
                lesson.users(),
                lesson.learnt() == 0 && lesson.otherwise() == 0
                        ? "too few users with a history; likeness and words serve"
                        : String.format(
                                Locale.ROOT,
                                "NDCG@20 %.4f by the learnt weights, %.4f otherwise; %s",
                                lesson.learnt(),
                                lesson.otherwise(),
                                lesson.serves() ? "what was learnt serves" : "nothing learnt serves"));
    }

    Done reRanker() {
        if (!ranking.hybrid()) {
            return new Done(0, "nobody gets hybrid fusion");
        }
        Ranking.ReRankerLesson lesson = ranking.teachReRanker();
        if (lesson.error() == 0 && lesson.late() == 0) {
            return new Done(lesson.users(), "too few users with a history, or no vectors; late fusion serves");
        }
        return new Done(
                lesson.users(),
                String.format(
                        Locale.ROOT,
                        "NDCG@20 %.4f by hybrid fusion, %.4f by late; %s serves",
                        lesson.hybrid(),
                        lesson.late(),
                        lesson.serves() ? "hybrid" : "late"));
    }

    Done evaluation() {
        if (settings.evaluated() == 0) {
            return new Done(0, "not wanted");
        }
        return snapshots
                .take(settings.evaluated())
                .map(run -> new Done(1, "run " + run))
                .orElseGet(() -> new Done(0, "no user's log is long enough"));
    }

    Done indexes() {
        List<String> rebuilt = indexes.rebuild(settings.churn());
        return new Done(rebuilt.size(), rebuilt.isEmpty() ? "in order" : "built anew: " + String.join(", ", rebuilt));
    }

    Done cleanUp(Instant night) {
        long shown = ranking.forget(night.minus(settings.keepShown()));
        long ended = 0;
        for (JobInstance old :
                nights.getJobInstances(NightJob.NAME, settings.keepNights(), settings.keepNights() + 1000)) {
            if (nights.getJobExecutions(old).stream().noneMatch(JobExecution::isRunning)) {
                failures.forget(old.getInstanceId());
                nights.deleteJobInstance(old);
                ended++;
            }
        }
        return new Done(shown, shown + " answers and " + ended + " nights forgotten");
    }
}
