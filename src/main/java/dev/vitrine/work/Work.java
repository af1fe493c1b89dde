package dev.vitrine.work;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The durable list of what is still to do. A task is a subject's number in a queue; it is there at most once while
 * unfinished. Workers lease batches; a lease that ran out is handed to the next worker. Tasks of a {@link Jobs job} are
 * told apart from those of no job and of other jobs, and rest while their job does.
 */
@Service
public class Work {

    private static final int REASON_LENGTH = 500;
    private static final int FAILURES_SHOWN = 20;

    private final JdbcClient jdbc;
    private final WorkProperties properties;

    Work(JdbcClient jdbc, WorkProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** Adds the subjects that are not in the queue yet; one that is, also one that failed, becomes due at once. */
    @Transactional
    public void add(String queue, Collection<Long> subjects) {
        jdbc.sql("""
                        insert into work (queue, subject) select ?, unnest(?)
                        on conflict (queue, subject, job) do update
                        set version = work.version + 1, attempts = 0, due = now(), reason = null""")
                .params(queue, subjects.stream().sorted().distinct().toArray(Long[]::new))
                .update();
    }

    /** Leases up to {@code limit} due tasks; an empty list when there is nothing to do. */
    @Transactional
    public List<Task> claim(String queue, int limit, Duration lease) {
        // Materialized, so that it is asked once: a plan that asks it again for each row would lease beyond the limit.
        return jdbc.sql("""
                        with next as materialized (
                            select id from work
                            where queue = ? and due <= now() and (lease_until is null or lease_until < now())
                                and (job = 0 or job in (select id from job where state = 'running'))
                            order by due, id limit ? for update skip locked)
                        update work set lease_until = now() + ? * interval '1 millisecond', attempts = attempts + 1,
                            claims = claims + 1
                        from next where work.id = next.id
                        returning work.id, queue, subject, attempts, version, job, claims as claim""")
                .params(queue, limit, lease.toMillis())
                .query(Task.class)
                .list();
    }

    /**
     * Lets the leases of those tasks that are still in this worker's hands last from now on. One that somebody else is
     * changing is left for the next time: nobody waits for a renewal.
     */
    @Transactional
    void renew(Collection<Task> tasks, Duration lease) {
        jdbc.sql("""
                        update work set lease_until = now() + ? * interval '1 millisecond' where id in (
                            select work.id from work join unnest(?, ?) as held (id, claims) using (id, claims)
                            where lease_until is not null for update of work skip locked)""").params(lease.toMillis(), ids(tasks), claims(tasks)).update();
    }

    /**
     * Removes finished tasks, unless their subject was added again since they were claimed.
     *
     * @return those that this call removed: not one that a worker before or after has finished already
     */
    @Transactional
    public List<Task> done(Collection<Task> tasks) {
        Set<Long> removed = jdbc.sql("""
                        delete from work using unnest(?, ?) as ended (id, version)
                        where work.id = ended.id and work.version = ended.version returning work.id""")
                .params(ids(tasks), tasks.stream().map(Task::version).toArray(Long[]::new))
                .query(Long.class)
                .set();
        if (removed.size() < tasks.size()) {
            release(tasks);
        }
        return tasks.stream().filter(task -> removed.contains(task.id())).toList();
    }

    /** What is left of tasks is for the next worker, unless one has it already. */
    private void release(Collection<Task> tasks) {
        jdbc.sql("""
                        update work set lease_until = null from unnest(?, ?) as held (id, claims)
                        where work.id = held.id and work.claims = held.claims""").params(ids(tasks), claims(tasks)).update();
    }

    private static Long[] ids(Collection<Task> tasks) {
        return tasks.stream().map(Task::id).toArray(Long[]::new);
    }

    private static Long[] claims(Collection<Task> tasks) {
        return tasks.stream().map(Task::claim).toArray(Long[]::new);
    }

    /**
     * Puts a task back with its reason, to be tried again later and later; one of a job only so often, until somebody asks
     * for it. Of a task that another worker has taken over nothing changes.
     */
    @Transactional
    public void failed(Task task, String reason) {
        boolean givenUp = task.job() != 0 && task.attempts() >= properties.jobAttempts();
        String cut = reason.length() > REASON_LENGTH ? reason.substring(0, REASON_LENGTH) : reason;
        jdbc.sql("""
                        update work set lease_until = null, reason = ?,
                            due = case when ? then 'infinity' else now() + ? * interval '1 millisecond' end
                        where id = ? and version = ? and claims = ?""")
                .params(
                        cut,
                        givenUp,
                        properties.backOff(task.attempts()).toMillis(),
                        task.id(),
                        task.version(),
                        task.claim())
                .update();
        release(List.of(task));
    }

    /** What is left in a queue. A failed task counts as failed, not as waiting, until it is tried again. */
    public Progress progress(String queue) {
        List<Failure> failures =
                jdbc.sql("""
                        select subject, attempts, reason from work
                        where queue = ? and job = 0 and reason is not null order by due desc limit ?""").params(queue, FAILURES_SHOWN).query(Failure.class).list();
        return jdbc.sql("""
                        select count(*) filter (where reason is null and (lease_until is null or lease_until < now())),
                               count(*) filter (where lease_until >= now()),
                               count(*) filter (where reason is not null and (lease_until is null or lease_until < now()))
                        from work where queue = ? and job = 0""")
                .param(queue)
                .query((row, number) -> new Progress(row.getLong(1), row.getLong(2), row.getLong(3), failures))
                .single();
    }

    /**
     * Makes the failed tasks of a queue due at once, as if they were new.
     *
     * @return how many there are
     */
    @Transactional
    public int retry(String queue) {
        return jdbc.sql("""
                        update work set version = version + 1, attempts = 0, due = now(), reason = null
                        where queue = ? and job = 0 and reason is not null""").param(queue).update();
    }

    /** The queues that have something to do for no job; what jobs have left is told by {@link Jobs}. */
    public List<String> queues() {
        return jdbc.sql("select distinct queue from work where job = 0 order by queue")
                .query(String.class)
                .list();
    }

    /**
     * A leased task.
     *
     * @param version of what is asked for, which grows when the subject is added again
     * @param job the job that it belongs to; 0 for none
     * @param claim the how-manieth time it was handed out
     */
    public record Task(long id, String queue, long subject, int attempts, long version, long job, long claim) {}

    /** What is left in a queue, with the latest failures. */
    public record Progress(long waiting, long running, long failed, List<Failure> failures) {

        /** Whether nothing is left that will be done without a failure first. */
        public boolean idle() {
            return waiting == 0 && running == 0;
        }
    }

    /** A task that failed and why. */
    public record Failure(long subject, int attempts, String reason) {}
}
