/**
 * The recompute: restartable, locked, resumable.
 *
 * <p>A night is a Spring Batch job whose state lies in the shop's database: leave to the workers what lacks vectors, each
 * item's neighbours, what goes together, every user's interests (in ranges of users side by side), the ranking's weights,
 * hybrid fusion's network, an evaluation snapshot, the graphs' care, the clean-up. Each step computes from the log as of the night's beginning and may be repeated; so a night that
 * was killed anywhere ends, continued, with the tables of one that was not. A user who fails is reported and skipped.
 *
 * <p>One night runs at a time, over all processes on the database: who runs it holds an advisory lock of PostgreSQL on a
 * connection of its own, which ends with the process. A night that somebody else left unfinished is therefore known to be
 * dead, and is continued.
 *
 * <p>Popularity is no step: it is read from the log, fresh, wherever it is asked for.
 *
 * <p>Instead of an own scheduler and an own table of progress: restarts, partitions and counts are what Spring Batch is for.
 * What is computed of one user is pure ({@code preference}), so that an engine on many machines can call the same code.
 */
@ApplicationModule(
        allowedDependencies = {
            "problem",
            "access",
            "work",
            "interaction",
            "index",
            "affinity",
            "preference",
            "ranking",
            "evaluation"
        })
@NullMarked
package dev.vitrine.nightly;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
