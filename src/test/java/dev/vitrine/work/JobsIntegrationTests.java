package dev.vitrine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.TestDatabase;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.Job.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.work.max-jobs=3",
            "vitrine.work.max-job-size=500",
            "vitrine.work.job-attempts=2",
            "vitrine.work.jobs-kept=2"
        })
@Import(TestDatabase.class)
class JobsIntegrationTests {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final String QUEUE = "polish";

    @Autowired
    private Jobs jobs;

    @Autowired
    private Work work;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void nothingIsToDo() {
        jdbc.sql("delete from work").update();
        jdbc.sql("delete from job").update();
    }

    @Test
    void aJobTellsItsProgressAndEndsByItself() {
        Job job = order(1, 2, 3);
        assertThat(job).extracting(Job::state, Job::total, Job::waiting).containsExactly(State.RUNNING, 3L, 3L);
        assertThat(job.secondsLeft()).isNull();

        List<Work.Task> two = work.claim(QUEUE, 2, LEASE);
        assertThat(two).extracting(Work.Task::job).containsOnly(job.id());
        assertThat(jobs.job(job.id())).extracting(Job::waiting, Job::running).containsExactly(1L, 2L);
        done(two, Duration.ofSeconds(8));
        Job later = jobs.job(job.id());
        assertThat(later).extracting(Job::done, Job::waiting, Job::running).containsExactly(2L, 1L, 0L);
        assertThat(later.secondsLeft()).isBetween(4L, 5L);

        done(work.claim(QUEUE, 9, LEASE), Duration.ofSeconds(1));
        assertThat(jobs.job(job.id()))
                .matches(ended -> ended.state() == State.FINISHED && ended.done() == 3 && ended.endedAt() != null);
        assertThat(order().state()).as("nothing to do").isEqualTo(State.FINISHED);
    }

    @Test
    void aPausedJobRestsAndOthersGoOn() {
        Job paused = order(1, 2);
        Job other = order(1, 7);
        jobs.pause(paused.id());
        work.add(QUEUE, List.of(1L));

        List<Work.Task> claimed = work.claim(QUEUE, 9, LEASE);
        assertThat(claimed).extracting(Work.Task::job).containsExactlyInAnyOrder(other.id(), other.id(), 0L);
        done(claimed, Duration.ZERO);
        assertThat(jobs.job(paused.id()).state()).isEqualTo(State.PAUSED);

        jobs.resume(paused.id());
        assertThat(work.claim(QUEUE, 9, LEASE)).extracting(Work.Task::subject).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void whatIsInHandWhenAJobIsPausedIsFinishedAndItEndsOnceResumed() {
        Job job = order(1);
        List<Work.Task> batch = work.claim(QUEUE, 9, LEASE);
        jobs.pause(job.id());
        done(batch, Duration.ZERO);
        assertThat(jobs.job(job.id())).extracting(Job::state, Job::done).containsExactly(State.PAUSED, 1L);

        assertThat(jobs.resume(job.id()).state()).isEqualTo(State.FINISHED);
    }

    @Test
    void aCancelledJobIsOverAtOnceAlsoForWhatIsInHand() {
        Job job = order(1, 2, 3);
        List<Work.Task> batch = work.claim(QUEUE, 1, LEASE);
        Job cancelled = jobs.cancel(job.id());
        assertThat(cancelled)
                .matches(ended -> ended.state() == State.CANCELLED && ended.waiting() == 0 && ended.endedAt() != null);
        jobs.ended(batch, Map.of(batch.getFirst(), "too late"), System.nanoTime());

        assertThat(work.claim(QUEUE, 9, LEASE)).isEmpty();
        assertThat(jobs.job(job.id()).state()).isEqualTo(State.CANCELLED);
        assertThatThrownBy(() -> jobs.resume(job.id())).hasMessageContaining("is cancelled and cannot be resumed");
        assertThatThrownBy(() -> jobs.retry(job.id())).hasMessageContaining("was cancelled");
        assertThatThrownBy(() -> jobs.pause(4711))
                .isInstanceOf(JobNotFound.class)
                .hasMessageContaining("4711");
    }

    @Test
    void whatFailsTooOftenWaitsForAPersonWhoHasItTriedAgain() {
        Job job = order(1, 2);
        for (int attempt = 1; attempt <= 2; attempt++) {
            List<Work.Task> batch = work.claim(QUEUE, 9, LEASE);
            jobs.ended(
                    batch,
                    batch.stream()
                            .filter(task -> task.subject() == 1)
                            .collect(Collectors.toMap(task -> task, task -> "It is scratched.")),
                    System.nanoTime());
            jdbc.sql("update work set due = now() where due < 'infinity'").update();
            assertThat(jobs.failures(job.id())).containsExactly(new Work.Failure(1, attempt, "It is scratched."));
        }

        assertThat(jobs.job(job.id()))
                .extracting(Job::state, Job::failed, Job::waiting)
                .containsExactly(State.FINISHED, 1L, 0L);
        assertThat(work.claim(QUEUE, 9, LEASE)).isEmpty();

        assertThat(jobs.retry(job.id())).extracting(Job::state, Job::waiting).containsExactly(State.RUNNING, 1L);
        done(work.claim(QUEUE, 9, LEASE), Duration.ZERO);
        assertThat(jobs.job(job.id())).extracting(Job::state, Job::failed).containsExactly(State.FINISHED, 0L);
    }

    @Test
    void theSameSubjectMayBeInSeveralJobsAndInNone() {
        order(1);
        order(1);
        work.add(QUEUE, List.of(1L, 1L));

        assertThat(work.claim(QUEUE, 9, LEASE)).hasSize(3);
        assertThat(work.progress(QUEUE))
                .as("of no job")
                .extracting(Work.Progress::running)
                .isEqualTo(1L);
        assertThat(work.queues()).containsExactly(QUEUE);
    }

    @Test
    void jobsAreHeldToTheirLimits() {
        List<Long> most = LongStream.range(0, 500).boxed().toList();
        assertThat(jobs.order(QUEUE, "{}", "", "lin", most).total()).isEqualTo(500);
        List<Long> tooMany = LongStream.range(0, 501).boxed().toList();
        assertThatThrownBy(() -> jobs.order(QUEUE, "{}", "", "lin", tooMany))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("leaves 501 items; a job takes at most 500");
        order(1);
        Job third = order(1);
        assertThatThrownBy(() -> order(1))
                .isInstanceOf(JobRefused.class)
                .hasMessageContaining("3 jobs that have not ended; at most 3");
        jobs.cancel(third.id());
        jobs.cancel(order(1).id());
        jobs.cancel(order(1).id());
        order(1);
        assertThat(jobs.all().stream().filter(job -> !job.isOpen()))
                .as("the latest are kept")
                .hasSize(2);
    }

    @Test
    void workersOfTwoProcessesEndAJobTogetherWhicheverIsLast() throws Exception {
        for (int round = 0; round < 10; round++) {
            Job job = order(1, 2);
            var start = new CountDownLatch(1);
            try (var processes = Executors.newFixedThreadPool(2)) {
                List<java.util.concurrent.Future<?>> both = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    List<Work.Task> mine = work.claim(QUEUE, 1, LEASE);
                    both.add(processes.submit(() -> {
                        start.await();
                        done(mine, Duration.ZERO);
                        return null;
                    }));
                }
                start.countDown();
                for (var one : both) {
                    one.get();
                }
            }
            assertThat(jobs.job(job.id()).state()).isEqualTo(State.FINISHED);
        }
    }

    @Test
    void whatIsDoneLeavesTheListAndIsCountedTogetherOrNotAtAll() {
        Job job = order(1, 2, 3);
        List<Work.Task> batch = work.claim(QUEUE, 2, Duration.ZERO);
        jdbc.sql("alter table job add constraint nothing_is_counted check (done = 0)")
                .update();
        try {
            assertThatThrownBy(() -> done(batch, Duration.ZERO)).hasMessageContaining("nothing_is_counted");
        } finally {
            jdbc.sql("alter table job drop constraint nothing_is_counted").update();
        }
        assertThat(jobs.job(job.id()))
                .as("as if the process had died")
                .extracting(Job::state, Job::done, Job::waiting)
                .containsExactly(State.RUNNING, 0L, 3L);

        done(work.claim(QUEUE, 9, LEASE), Duration.ZERO);
        assertThat(jobs.job(job.id())).extracting(Job::state, Job::done).containsExactly(State.FINISHED, 3L);
    }

    @Test
    void aTaskThatTwoWorkersDidCountsOnce() {
        Job job = order(1, 2, 3);
        List<Work.Task> slow = work.claim(QUEUE, 2, Duration.ZERO);
        List<Work.Task> next = work.claim(QUEUE, 2, LEASE);
        assertThat(next).extracting(Work.Task::subject).containsExactlyInAnyOrder(1L, 2L);

        done(slow, Duration.ZERO);
        assertThat(jobs.job(job.id()).done()).isEqualTo(2);
        done(next, Duration.ZERO);
        assertThat(jobs.job(job.id())).extracting(Job::state, Job::done).containsExactly(State.RUNNING, 2L);

        done(work.claim(QUEUE, 9, LEASE), Duration.ZERO);
        assertThat(jobs.job(job.id())).extracting(Job::state, Job::done).containsExactly(State.FINISHED, 3L);
    }

    @Test
    void aWorkerThatWasTakenOverHasNoSayInWhatTheNextHasInHand() {
        Job job = order(1);
        List<Work.Task> slow = work.claim(QUEUE, 1, Duration.ZERO);
        List<Work.Task> next = work.claim(QUEUE, 1, LEASE);

        jobs.ended(slow, Map.of(slow.getFirst(), "It is scratched."), System.nanoTime());
        assertThat(jobs.failures(job.id())).isEmpty();
        assertThat(work.claim(QUEUE, 1, LEASE)).as("the next still has it").isEmpty();

        done(next, Duration.ZERO);
        assertThat(jobs.job(job.id())).extracting(Job::state, Job::done).containsExactly(State.FINISHED, 1L);
    }

    /** What a process in hand had when it died is done by the next, and the job's orders are still there. */
    @Test
    void aJobGoesOnAfterItsProcessDied() {
        Job job = jobs.order(QUEUE, "{\"with\": \"wax\"}", "shelf==a", "lin", List.of(1L, 2L));
        work.claim(QUEUE, 1, Duration.ZERO);

        Map<Long, String> polished = new HashMap<>();
        AtomicReference<Consumer<Work.Task>> each =
                new AtomicReference<>(task -> polished.put(task.subject(), jobs.orders(task.job())));
        Workers next = process(LEASE, LEASE, batch -> batch.forEach(each.get()));
        next.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !jobs.job(job.id()).isOpen());
        } finally {
            next.stop();
        }

        assertThat(polished).containsOnlyKeys(1L, 2L);
        assertThat(polished.get(1L)).contains("wax");
        assertThat(jobs.job(job.id()).done()).isEqualTo(2);
    }

    @Test
    void aBatchThatOutlastsItsLeaseIsDoneOnce() {
        Job job = order(1, 2);
        var begun = new ConcurrentLinkedQueue<Long>();
        Duration lease = Duration.ofMillis(900);
        Consumer<List<Work.Task>> slow = batch -> {
            batch.forEach(task -> begun.add(task.subject()));
            sleep(lease.multipliedBy(4));
        };
        assertEndsWith(job, process(lease, LEASE, slow), process(lease, LEASE, slow));

        assertThat(begun).containsExactlyInAnyOrder(1L, 2L);
        assertThat(jobs.job(job.id()).done()).isEqualTo(2);
    }

    @Test
    void aBatchThatHangsIsTakenOverAfterTheLongest() {
        Job job = order(1);
        var hung = new CountDownLatch(1);
        var begun = new AtomicInteger();
        Duration lease = Duration.ofMillis(300);
        Consumer<List<Work.Task>> hangsFirst = batch -> {
            if (begun.incrementAndGet() == 1) {
                await(hung);
            }
        };
        try {
            assertEndsWith(job, process(lease, lease, hangsFirst), process(lease, lease, hangsFirst), hung::countDown);
        } finally {
            hung.countDown();
        }

        assertThat(begun).hasValue(2);
        assertThat(jobs.job(job.id()).done()).isEqualTo(1);
    }

    private void assertEndsWith(Job job, Workers one, Workers other) {
        assertEndsWith(job, one, other, () -> {});
    }

    /** Lets two processes work until the job ends. */
    private void assertEndsWith(Job job, Workers one, Workers other, Runnable beforeTheyStop) {
        one.start();
        other.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !jobs.job(job.id()).isOpen());
        } finally {
            beforeTheyStop.run();
            one.stop();
            other.stop();
        }
    }

    private Workers process(Duration lease, Duration longest, Consumer<List<Work.Task>> doing) {
        var worker = new Worker() {
            @Override
            public String queue() {
                return QUEUE;
            }

            @Override
            public int batchSize() {
                return 1;
            }

            @Override
            public Map<Work.Task, String> run(List<Work.Task> batch) {
                doing.accept(batch);
                return Map.of();
            }
        };
        Duration soon = Duration.ofMillis(10);
        return new Workers(
                work, jobs, new WorkProperties(true, soon, lease, longest, soon, LEASE, 2, 3, 500, 2), List.of(worker));
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Job order(long... subjects) {
        return jobs.order(
                QUEUE, "{}", "", "lin", LongStream.of(subjects).boxed().toList());
    }

    private void done(List<Work.Task> tasks, Duration took) {
        jobs.ended(tasks, Map.of(), System.nanoTime() - took.toNanos());
    }
}
