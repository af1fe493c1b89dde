package dev.vitrine.work;

import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.Job.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Work that operators order as one: so many subjects of a queue, with orders for its worker. Its tasks lie in the list of
 * {@link Work} and are leased, taken over and tried again like all others; it can be paused, resumed and cancelled, and
 * goes on after a restart. A batch that is in hand is not interrupted.
 */
@Service
public class Jobs {

    private static final int FAILURES_SHOWN = 100;
    private static final int CHUNK = 10_000;

    private final JdbcClient jdbc;
    private final Work work;
    private final WorkProperties properties;
    private final Clock clock;

    Jobs(JdbcClient jdbc, Work work, WorkProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.work = work;
        this.properties = properties;
        this.clock = clock;
    }

    /** How many subjects one job may have. */
    public int largest() {
        return properties.maxJobSize();
    }

    /**
     * Orders a job: all of it, or nothing.
     *
     * @param orders JSON for the queue's worker, which asks for it by the job of a task
     * @throws InvalidRequest if there are too many subjects
     * @throws JobRefused if too many jobs are open
     */
    @Transactional
    public Job order(String queue, String orders, String filter, String person, List<Long> subjects) {
        if (subjects.size() > properties.maxJobSize()) {
            throw new InvalidRequest(
                    "filter",
                    "The filter leaves " + subjects.size() + " items; a job takes at most " + properties.maxJobSize()
                            + ".");
        }
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('jobs', 61))")
                .query((row, number) -> "")
                .single();
        long open = jdbc.sql("select count(*) from job where state in ('running', 'paused')")
                .query(Long.class)
                .single();
        if (open >= properties.maxJobs()) {
            throw new JobRefused("There are " + open + " jobs that have not ended; at most " + properties.maxJobs()
                    + " may be open. Cancel one, or wait.");
        }
        long id = jdbc.sql("""
                        insert into job (queue, orders, filter, ordered_by, ordered_at, state, total)
                        values (?, cast(? as jsonb), ?, ?, ?, 'running', ?) returning id""")
                .params(queue, orders, filter, person, now(), subjects.size())
                .query(Long.class)
                .single();
        for (int from = 0; from < subjects.size(); from += CHUNK) {
            jdbc.sql("insert into work (queue, subject, job) select ?, unnest(?), ?")
                    .params(
                            queue,
                            subjects.subList(from, Math.min(from + CHUNK, subjects.size()))
                                    .toArray(Long[]::new),
                            id)
                    .update();
        }
        finish(id);
        forgetOld();
        return job(id);
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private void forgetOld() {
        jdbc.sql("""
                        delete from job where state in ('finished', 'cancelled') and id not in (
                            select id from job where state in ('finished', 'cancelled') order by id desc limit ?)
                            and not exists (select from work where work.job = job.id and work.job <> 0)""").param(properties.jobsKept()).update();
    }

    /** All that are known, the latest first. */
    public List<Job> all() {
        return select("true").query(Jobs::read).list();
    }

    /**
     * The job of that number.
     *
     * @throws JobNotFound if there is none
     */
    public Job job(long id) {
        return select("job.id = ?").param(id).query(Jobs::read).optional().orElseThrow(() -> new JobNotFound(id));
    }

    private JdbcClient.StatementSpec select(String condition) {
        return jdbc.sql("""
                select job.*, left_.waiting, left_.running, left_.failed from job, lateral (
                    select count(*) filter (where due < 'infinity' and (lease_until is null or lease_until < now()))
                               as waiting,
                           count(*) filter (where due < 'infinity' and lease_until >= now()) as running,
                           count(*) filter (where due = 'infinity') as failed
                    from work where work.job = job.id and work.job <> 0) left_
                where %s order by job.id desc""".formatted(condition));
    }

    private static Job read(ResultSet row, int number) throws SQLException {
        long done = row.getLong("done");
        long left = row.getLong("waiting") + row.getLong("running");
        Timestamp ended = row.getTimestamp("ended_at");
        return new Job(
                row.getLong("id"),
                row.getString("queue"),
                row.getString("orders"),
                row.getString("filter"),
                row.getString("ordered_by"),
                row.getTimestamp("ordered_at").toInstant(),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("total"),
                done,
                row.getLong("waiting"),
                row.getLong("running"),
                row.getLong("failed"),
                done == 0 ? null : Math.ceilDiv(row.getLong("busy_millis") * left, 1000 * done),
                ended == null ? null : ended.toInstant());
    }

    /** Why subjects of a job failed, those that were given up first. */
    public List<Work.Failure> failures(long id) {
        job(id);
        return jdbc.sql("""
                        select subject, attempts, reason from work where job = ? and reason is not null
                        order by due desc, id limit ?""")
                .params(id, FAILURES_SHOWN)
                .query(Work.Failure.class)
                .list();
    }

    /** Lets a job rest; what a worker has in hand is finished. */
    @Transactional
    public Job pause(long id) {
        return change(id, State.PAUSED, "running", "paused");
    }

    /** Lets a paused job go on. */
    @Transactional
    public Job resume(long id) {
        change(id, State.RUNNING, "paused", "running");
        finish(id);
        return job(id);
    }

    /** Ends a job; what is done stays done. */
    @Transactional
    public Job cancel(long id) {
        change(id, State.CANCELLED, "running", "paused", "cancelled");
        jdbc.sql("delete from work where job = ?").param(id).update();
        return job(id);
    }

    /** Has the failed subjects of a job tried again, as if they were new. */
    @Transactional
    public Job retry(long id) {
        lock(id);
        Job job = job(id);
        if (job.state() == State.CANCELLED) {
            throw new JobRefused("The job " + id + " was cancelled: nothing of it can be tried again.");
        }
        int tried = jdbc.sql("""
                        update work set version = version + 1, attempts = 0, due = now(), reason = null
                        where job = ? and reason is not null""").param(id).update();
        if (tried > 0) {
            jdbc.sql("update job set state = 'running', ended_at = null where id = ? and state = 'finished'")
                    .param(id)
                    .update();
        }
        return job(id);
    }

    private Job change(long id, State to, String... from) {
        Job before = job(id);
        int changed =
                jdbc.sql("""
                        update job set state = ?, ended_at = case when ? = 'cancelled' then cast(? as timestamptz) end
                        where id = ? and state = any(?)""").params(to.word(), to.word(), now(), id, from).update();
        if (changed == 0) {
            throw new JobRefused("The job " + id + " is " + before.state().word() + " and cannot be "
                    + (to == State.RUNNING ? "resumed" : to.word()) + ".");
        }
        return job(id);
    }

    /** The orders of a job whose tasks a worker has in hand. */
    public String orders(long id) {
        return job(id).orders();
    }

    /**
     * Puts down what became of a batch, all of it or nothing: what is done leaves the list and is counted, what failed
     * waits with its reason, and jobs that have nothing left end. So a task counts once, for whoever takes it off the
     * list, whatever process dies when; what a job has no task of any more, because it was cancelled, does not count.
     *
     * @param failures why tasks failed; those that are not named are done
     */
    @Transactional
    void ended(List<Work.Task> batch, Map<Work.Task, String> failures, long beganNanos) {
        long millis = (System.nanoTime() - beganNanos) / 1_000_000;
        Map<Long, Long> sizes = batch.stream()
                .filter(task -> task.job() != 0)
                .collect(Collectors.groupingBy(Work.Task::job, TreeMap::new, Collectors.counting()));
        // From here on the jobs are locked, so that of two workers with the last tasks the second sees that none is
        // left.
        sizes.keySet().forEach(this::lock);
        failures.forEach(work::failed);
        Map<Long, Long> done = work
                .done(batch.stream().filter(task -> !failures.containsKey(task)).toList())
                .stream()
                .collect(Collectors.groupingBy(Work.Task::job, Collectors.counting()));
        sizes.forEach((job, size) -> {
            jdbc.sql("update job set done = done + ?, busy_millis = busy_millis + ? where id = ?")
                    .params(done.getOrDefault(job, 0L), millis * size / batch.size(), job)
                    .update();
            finish(job);
        });
    }

    /** Whoever changes a job and its tasks locks the job first. */
    private void lock(long id) {
        jdbc.sql("select id from job where id = ? for update")
                .param(id)
                .query(Long.class)
                .optional();
    }

    private void finish(long id) {
        jdbc.sql("""
                        update job set state = 'finished', ended_at = ? where id = ? and state = 'running'
                            and not exists (select from work where job = ? and due < 'infinity')""").params(now(), id, id).update();
    }
}
