package dev.vitrine.ranking;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What operators decide over the models: boosts, pins, hides and caps, dated, with who said so. */
@Service
public class RankingRules {

    /** What a rule may do. */
    public static final List<String> KINDS = List.of("boost", "pin", "hide", "cap");

    private static final int MOST_RULES = 200;
    private static final int NAME_LENGTH = 200;
    private static final double MOST_AMOUNT = 100;
    private static final int LAST_POSITION = 100;

    private final JdbcClient jdbc;
    private final Catalog catalog;
    private final ShowingProperties settings;
    private final Clock clock;

    private record Seen(List<RankingRule> rules, Instant at) {}

    private volatile @Nullable Seen seen;

    RankingRules(JdbcClient jdbc, Catalog catalog, ShowingProperties settings, Clock clock) {
        this.jdbc = jdbc;
        this.catalog = catalog;
        this.settings = settings;
        this.clock = clock;
    }

    /** All rules, those that ended last; newest first. */
    public List<RankingRule> all() {
        return jdbc.sql("select * from ranking_rule order by coalesce(ends, 'infinity') <= now(), id desc")
                .query((row, number) -> rule(row))
                .list();
    }

    /** Makes a rule. */
    @Transactional
    public RankingRule add(RankingRule.Draft draft, String operator) {
        check(draft);
        long open = jdbc.sql("select count(*) from ranking_rule where ends is null or ends > now()")
                .query(Long.class)
                .single();
        if (open >= MOST_RULES) {
            throw new InvalidRequest(
                    "rules", "There are " + open + " rules that have not ended; at most " + MOST_RULES + " are kept.");
        }
        Timestamp now = Timestamp.from(clock.instant());
        long id = jdbc.sql("""
                        insert into ranking_rule (name, kind, scene, filter, attribute, amount, position, most, begins, ends,
                            created_at, created_by, changed_at, changed_by)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id""")
                .params(values(draft))
                .param(now)
                .param(operator)
                .param(now)
                .param(operator)
                .query(Long.class)
                .single();
        seen = null;
        return rule(id);
    }

    /** Replaces a rule. */
    @Transactional
    public RankingRule change(long id, RankingRule.Draft draft, String operator) {
        check(draft);
        int changed = jdbc.sql("""
                        update ranking_rule set name = ?, kind = ?, scene = ?, filter = ?, attribute = ?, amount = ?, position = ?,
                            most = ?, begins = ?, ends = ?, changed_at = ?, changed_by = ? where id = ?""")
                .params(values(draft))
                .param(Timestamp.from(clock.instant()))
                .param(operator)
                .param(id)
                .update();
        if (changed == 0) {
            throw new RuleNotFound(id);
        }
        seen = null;
        return rule(id);
    }

    /** Ends a rule now; it stays on record. */
    @Transactional
    public void end(long id, String operator) {
        Timestamp now = Timestamp.from(clock.instant());
        int ended = jdbc.sql("""
                        update ranking_rule set ends = least(ends, ?), changed_at = ?, changed_by = ? where id = ?""").params(now, now, operator, id).update();
        if (ended == 0) {
            throw new RuleNotFound(id);
        }
        seen = null;
    }

    /** What holds in a scene at present. A rule whose filter names what no item has any more matches nothing. */
    Rulebook book(String scene) {
        Instant now = clock.instant();
        List<Filter> hidden = new ArrayList<>();
        Map<Filter, Double> boosts = new HashMap<>();
        Map<Integer, Filter> pins = new TreeMap<>();
        Map<String, Integer> caps = new HashMap<>();
        for (RankingRule rule : open(now)) {
            if (!rule.holds(scene, now)) {
                continue;
            }
            if (rule.kind().equals("cap")) {
                caps.merge(Objects.requireNonNull(rule.attribute()), Objects.requireNonNull(rule.most()), Math::min);
                continue;
            }
            filter(rule).ifPresent(filter -> {
                switch (rule.kind()) {
                    case "hide" -> hidden.add(filter);
                    case "boost" -> boosts.merge(filter, Objects.requireNonNull(rule.amount()), Double::sum);
                    default -> pins.put(Objects.requireNonNull(rule.position()), filter);
                }
            });
        }
        return new Rulebook(hidden, boosts, pins, caps);
    }

    private Optional<Filter> filter(RankingRule rule) {
        try {
            return Optional.of(catalog.filter(rule.filter()));
        } catch (Problem gone) {
            return Optional.empty();
        }
    }

    private List<RankingRule> open(Instant now) {
        Seen last = seen;
        if (last == null || now.isAfter(last.at().plus(settings.rulesRefresh()))) {
            last = new Seen(
                    jdbc.sql("select * from ranking_rule where ends is null or ends > ? order by id")
                            .param(Timestamp.from(now))
                            .query((row, number) -> rule(row))
                            .list(),
                    now);
            seen = last;
        }
        return last.rules();
    }

    /** The scenes that a rule may name. */
    public List<String> scenes() {
        return settings.scenes().keySet().stream().sorted().toList();
    }

    /**
     * The rule of that number.
     *
     * @throws RuleNotFound if there is none
     */
    public RankingRule rule(long id) {
        return jdbc.sql("select * from ranking_rule where id = ?")
                .param(id)
                .query((row, number) -> rule(row))
                .optional()
                .orElseThrow(() -> new RuleNotFound(id));
    }

    private void check(RankingRule.Draft draft) {
        String kind = draft.kind();
        if (kind == null || !KINDS.contains(kind)) {
            throw new InvalidRequest("kind", "kind must be boost, pin, hide or cap, but is " + quoted(kind) + ".");
        }
        if (draft.name() == null || draft.name().isBlank() || draft.name().length() > NAME_LENGTH) {
            throw new InvalidRequest("name", "name must have from 1 to " + NAME_LENGTH + " characters.");
        }
        if (draft.scene() != null && !settings.scenes().containsKey(draft.scene())) {
            throw new InvalidRequest(
                    "scene", "scene must be one of " + scenes() + ", but is " + quoted(draft.scene()) + ".");
        }
        if (draft.begins() != null && draft.ends() != null && !draft.begins().isBefore(draft.ends())) {
            throw new InvalidRequest("ends", "ends must be after begins, but is " + draft.ends() + ".");
        }
        belongs("attribute", draft.attribute(), kind.equals("cap"));
        belongs("most", draft.most(), kind.equals("cap"));
        belongs("amount", draft.amount(), kind.equals("boost"));
        belongs("position", draft.position(), kind.equals("pin"));
        belongs("filter", draft.filter(), !kind.equals("cap"));
        within("most", draft.most(), 1, LAST_POSITION);
        within("position", draft.position(), 1, LAST_POSITION);
        within("amount", draft.amount(), -MOST_AMOUNT, MOST_AMOUNT);
        if (!kind.equals("cap") && catalog.filter(draft.filter()).isAll()) {
            throw new InvalidRequest("filter", "filter is blank; say which items the rule is about.");
        }
    }

    private static void belongs(String field, @Nullable Object value, boolean needed) {
        if (needed && value == null) {
            throw new InvalidRequest(field, field + " is missing; this kind of rule needs it.");
        }
        if (!needed && value != null) {
            throw new InvalidRequest(field, field + " is not a part of this kind of rule.");
        }
    }

    private static void within(String field, @Nullable Number value, double least, double most) {
        if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new InvalidRequest(
                    field, field + " must be from " + (long) least + " to " + (long) most + ", but is " + value + ".");
        }
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "missing" : "\"" + text.substring(0, Math.min(text.length(), 40)) + "\"";
    }

    private static List<@Nullable Object> values(RankingRule.Draft draft) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(draft.name());
        values.add(draft.kind());
        values.add(draft.scene());
        values.add(draft.filter());
        values.add(draft.attribute());
        values.add(draft.amount());
        values.add(draft.position());
        values.add(draft.most());
        values.add(draft.begins() == null ? null : Timestamp.from(draft.begins()));
        values.add(draft.ends() == null ? null : Timestamp.from(draft.ends()));
        return values;
    }

    private static RankingRule rule(ResultSet row) throws SQLException {
        return new RankingRule(
                row.getLong("id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("scene"),
                row.getString("filter"),
                row.getString("attribute"),
                row.getObject("amount", Double.class),
                row.getObject("position", Integer.class),
                row.getObject("most", Integer.class),
                instant(row.getTimestamp("begins")),
                instant(row.getTimestamp("ends")),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                row.getTimestamp("changed_at").toInstant(),
                row.getString("changed_by"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
