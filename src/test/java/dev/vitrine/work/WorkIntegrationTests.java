package dev.vitrine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.vision.shipped=target/no-models"})
@Import(TestDatabase.class)
class WorkIntegrationTests {

    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration DEAD = Duration.ZERO;

    @Autowired
    private Work work;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final String queue = "queue-" + UUID.randomUUID();

    @Test
    void aSubjectIsInAQueueOnceAndIsGoneWhenDone() {
        work.add(queue, List.of(1L, 2L, 2L));
        work.add(queue, List.of(1L));

        List<Work.Task> tasks = work.claim(queue, 10, LEASE);
        assertThat(tasks).extracting(Work.Task::subject).containsExactlyInAnyOrder(1L, 2L);
        assertThat(work.progress(queue)).extracting(Work.Progress::running).isEqualTo(2L);

        work.done(tasks);
        assertThat(work.progress(queue)).isEqualTo(new Work.Progress(0, 0, 0, List.of()));
    }

    @Test
    void theBatchOfADeadWorkerIsTakenOver() {
        work.add(queue, List.of(1L));
        assertThat(work.claim(queue, 10, DEAD)).hasSize(1);

        List<Work.Task> taken = work.claim(queue, 10, LEASE);

        assertThat(taken).hasSize(1).first().extracting(Work.Task::attempts).isEqualTo(2);
        assertThat(work.claim(queue, 10, LEASE)).isEmpty();
    }

    @Test
    void whatChangesWhileItIsDoneIsDoneAgain() {
        work.add(queue, List.of(1L));
        List<Work.Task> tasks = work.claim(queue, 10, LEASE);

        work.add(queue, List.of(1L));
        work.done(tasks);

        assertThat(work.claim(queue, 10, LEASE)).hasSize(1);
    }

    @Test
    void aFailureShowsItsReasonAndWaitsLongerEachTime() {
        work.add(queue, List.of(1L));
        Duration last = Duration.ZERO;
        for (int attempt = 1; attempt <= 3; attempt++) {
            Work.Task task = work.claim(queue, 1, LEASE).getFirst();
            work.failed(task, "The picture is no picture.");

            assertThat(work.claim(queue, 1, LEASE)).as("not due yet").isEmpty();
            assertThat(work.progress(queue).failures())
                    .containsExactly(new Work.Failure(1, attempt, "The picture is no picture."));
            Duration wait = waits(1);
            assertThat(wait).isGreaterThan(last);
            last = wait;
            jdbc.sql("update work set due = now() where queue = ?").param(queue).update();
        }
        work.add(queue, List.of(1L));
        assertThat(work.progress(queue).failed())
                .as("a change gives it a fresh start")
                .isZero();
    }

    @Test
    void workersThatClaimTogetherNeverShareATask() throws Exception {
        int tasks = 400;
        work.add(queue, LongStream.range(0, tasks).boxed().toList());
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            Callable<List<Long>> worker = () -> {
                List<Long> mine = new ArrayList<>();
                for (List<Work.Task> batch = work.claim(queue, 7, LEASE);
                        !batch.isEmpty();
                        batch = work.claim(queue, 7, LEASE)) {
                    batch.forEach(task -> mine.add(task.subject()));
                    work.done(batch);
                }
                return mine;
            };
            Set<Long> all = new HashSet<>();
            int claimed = 0;
            for (var result : workers.invokeAll(List.of(worker, worker, worker, worker))) {
                claimed += result.get().size();
                all.addAll(result.get());
            }
            assertThat(claimed).isEqualTo(tasks);
            assertThat(all).hasSize(tasks);
        }
    }

    /** Such a plan is chosen by itself where the tables' statistics are old. */
    @Test
    void aBatchIsNeverLargerThanAskedForWhateverThePlan() {
        work.add(queue, LongStream.range(0, 9).boxed().toList());
        List<Work.Task> batch = Objects.requireNonNull(transaction.execute(status -> {
            List.of("hashjoin", "mergejoin", "material", "hashagg", "sort")
                    .forEach(way ->
                            jdbc.sql("set local enable_" + way + " = off").update());
            return work.claim(queue, 2, LEASE);
        }));

        assertThat(batch).hasSize(2);
        assertThat(work.progress(queue)).extracting(Work.Progress::running).isEqualTo(2L);
    }

    private Duration waits(long subject) {
        return jdbc.sql("select extract(epoch from due - now()) * 1000 from work where queue = ? and subject = ?")
                .params(queue, subject)
                .query((row, number) -> Duration.ofMillis(row.getLong(1)))
                .single();
    }
}
