package dev.vitrine.evaluation.offline;

import dev.vitrine.interaction.Interaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log, cut.
 *
 * @param train what methods may learn from, in the order of time
 * @param cases whom to recommend to
 * @param among if not null, the only items that count; else all that may be shown
 */
record Split(
        String name,
        List<Interaction> train,
        List<Case> cases,
        @Nullable Set<Long> among) {

    /** The same under a name, of at most so many of its users; always the same of the same log. */
    Split of(String other, int most) {
        return new Split(
                other,
                train,
                cases.stream()
                        .sorted(Comparator.comparingInt(user -> user.user().hashCode() * 0x9E3779B9))
                        .limit(most)
                        .toList(),
                among);
    }

    /**
     * A user at a moment.
     *
     * @param before what the user had done, in the order of time; part of the training
     * @param next the items that the user liked then, none of them touched before
     */
    record Case(String user, List<Interaction> before, Instant at, Set<Long> next) {}
}
