package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Decision.Action;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.StatementTable.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The machines' side of {@link Statements}: what they say, as far as people have not decided already. */
@Service
class Proposals {

    private final StatementTable table;
    private final Annotations annotations;

    Proposals(StatementTable table, Annotations annotations) {
        this.table = table;
        this.annotations = annotations;
    }

    /**
     * What a machine says of an item in a topic: all that it says there now.
     *
     * @param single whether one alone can count
     * @return the topic's statements that are proposed or count
     */
    @Transactional
    List<Statement> propose(
            long item, Kind kind, String topic, boolean single, List<Draft> drafts, @Nullable Long job) {
        table.lock(item);
        List<Statement> before = table.ofTopic(item, kind, topic);
        if (single && before.stream().anyMatch(Statement::isPersons)) {
            return standing(before);
        }
        Set<Long> kept = new HashSet<>();
        List<Statement> counting = new ArrayList<>();
        for (Draft draft : drafts) {
            if (isDecided(before, draft)) {
                continue;
            }
            before.stream()
                    .filter(earlier -> earlier.undecided()
                            && (earlier.state() == State.PROPOSED || earlier.counts())
                            && earlier.value().equals(draft.value())
                            && earlier.origin() != null
                            && earlier.origin().sameWay(draft.origin()))
                    .findFirst()
                    .ifPresentOrElse(same -> kept.add(same.id()), () -> {
                        State state = draft.counts() ? State.ACCEPTED : State.PROPOSED;
                        Statement said = table.insert(item, kind, topic, draft, state, job);
                        if (said.counts()) {
                            counting.add(said);
                        }
                    });
        }
        giveWay(before, kept, counting, single);
        if (!counting.isEmpty()) {
            annotations.update(item);
        }
        return standing(table.ofTopic(item, kind, topic));
    }

    /** Whether a person has decided on the very thing that a machine is about to say. */
    private static boolean isDecided(List<Statement> before, Draft draft) {
        if (draft.value().isEmpty() && before.stream().anyMatch(Statement::isPersons)) {
            return true; // a label counts here: that there is none was answered
        }
        return before.stream()
                .filter(earlier -> !earlier.undecided())
                .anyMatch(earlier -> earlier.counts() && earlier.value().equals(draft.value())
                        || (earlier.state() == State.REJECTED || earlier.state() == State.EDITED)
                                && earlier.said(draft.value())
                                && earlier.origin() != null
                                && earlier.origin().sameModel(draft.origin()));
    }

    /**
     * Proposals that nobody has looked at give way to what the machine says now. What counts of a machine's gives way only
     * to what counts, so that nothing is lost to search by a proposal.
     */
    private void giveWay(List<Statement> before, Set<Long> kept, List<Statement> counting, boolean single) {
        List<Statement> giving = before.stream()
                .filter(Statement::undecided)
                .filter(earlier -> !kept.contains(earlier.id()))
                .filter(earlier -> earlier.state() == State.PROPOSED
                        || earlier.counts()
                                && counting.stream()
                                        .anyMatch(now -> single || now.value().equals(earlier.value())))
                .toList();
        if (!giving.isEmpty()) {
            long decision = table.decide(null, Action.PROPOSE);
            giving.forEach(earlier ->
                    table.change(decision, earlier, new Standing(State.SUPERSEDED, earlier.value(), null, null)));
        }
    }

    private static List<Statement> standing(List<Statement> statements) {
        return statements.stream()
                .filter(statement -> statement.state() == State.PROPOSED || statement.counts())
                .toList();
    }
}
