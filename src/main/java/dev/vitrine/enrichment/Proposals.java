package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.StatementTable.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
     */
    record Said(long item, Kind kind, String topic, boolean single, List<Draft> drafts) {}

    /** Keeps what a machine says, all of it or nothing, by as many database calls for many items as for one. */
    @Transactional
    void propose(Collection<Said> all, @Nullable Long job) {
        if (all.isEmpty()) {
            return;
        }
        table.lock(all.stream().map(Said::item).toList());
        Map<Kind, Map<Long, List<Statement>>> known = known(all);
        List<Entry> fresh = new ArrayList<>();
        List<List<Statement>> giving = new ArrayList<>();
        Set<Long> changed = new TreeSet<>();
        for (Said said : all) {
            List<Statement> before = before(known, said);
            if (said.single() && before.stream().anyMatch(Statement::isPersons)) {
                continue;
            }
            Set<Long> kept = new HashSet<>();
            List<Draft> now = new ArrayList<>();
            for (Draft draft : said.drafts()) {
                if (!isDecided(before, draft)) {
                    before.stream()
                            .filter(earlier -> isSame(earlier, draft))
                            .findFirst()
                            .ifPresentOrElse(same -> kept.add(same.id()), () -> now.add(draft));
                }
            }
            now.forEach(draft -> fresh.add(new Entry(said.item(), said.kind(), said.topic(), draft)));
            List<Draft> counting = now.stream().filter(Draft::counts).toList();
            if (!counting.isEmpty()) {
                changed.add(said.item());
            }
            List<Statement> gives = givingWay(before, kept, counting, said.single());
            if (!gives.isEmpty()) {
                giving.add(gives);
            }
        }
        table.insert(fresh, job);
        table.giveWay(giving);
        annotations.update(changed);
    }

    /** What was said of the items in the topics before, whatever became of it. */
    private Map<Kind, Map<Long, List<Statement>>> known(Collection<Said> all) {
        Map<Kind, Map<Long, List<Statement>>> known = new EnumMap<>(Kind.class);
        all.stream().collect(Collectors.groupingBy(Said::kind)).forEach((kind, these) -> {
            Set<Long> items = these.stream().map(Said::item).collect(Collectors.toSet());
            Set<String> topics = these.stream().map(Said::topic).collect(Collectors.toSet());
            known.put(kind, table.ofTopics(items, kind, topics));
        });
        return known;
    }

    private static List<Statement> before(Map<Kind, Map<Long, List<Statement>>> known, Said said) {
        return known.getOrDefault(said.kind(), Map.of()).getOrDefault(said.item(), List.of()).stream()
                .filter(statement -> statement.topic().equals(said.topic()))
                .toList();
    }

    /** Whether that was said in the same way, and nobody has looked yet. */
    private static boolean isSame(Statement earlier, Draft draft) {
        return earlier.undecided()
                && (earlier.state() == State.PROPOSED || earlier.counts())
                && earlier.value().equals(draft.value())
                && earlier.origin() != null
                && earlier.origin().sameWay(draft.origin());
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
    private static List<Statement> givingWay(
            List<Statement> before, Set<Long> kept, List<Draft> counting, boolean single) {
        return before.stream()
                .filter(Statement::undecided)
                .filter(earlier -> !kept.contains(earlier.id()))
                .filter(earlier -> earlier.state() == State.PROPOSED
                        || earlier.counts()
                                && counting.stream()
                                        .anyMatch(now -> single || now.value().equals(earlier.value())))
                .toList();
    }
}
