package dev.vitrine.interaction;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.ItemNotFound;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The log of what users did. An interaction whose event id was seen before is acknowledged and not stored again. */
@Service
public class Interactions {

    private final InteractionLog log;
    private final LatestCache latest;
    private final Admission admission;
    private final Catalog catalog;
    private final InteractionProperties settings;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final LoadingCache<Integer, List<Popularity>> popular;
    private final LoadingCache<Integer, List<Popularity>> trending;

    Interactions(
            InteractionLog log,
            LatestCache latest,
            Admission admission,
            Catalog catalog,
            InteractionProperties settings,
            Clock clock,
            ApplicationEventPublisher events) {
        this.log = log;
        this.latest = latest;
        this.admission = admission;
        this.catalog = catalog;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.popular = refreshed(limit -> log.popular(settings, present(), limit));
        this.trending = refreshed(limit -> log.trending(settings, present(), limit));
    }

    /** Of one that is asked for all the time, nobody waits: the old list serves while the new one is read. */
    private LoadingCache<Integer, List<Popularity>> refreshed(CacheLoader<Integer, List<Popularity>> loader) {
        Duration refresh = settings.popularRefresh();
        Caffeine<Object, Object> kept = Caffeine.newBuilder().maximumSize(16);
        return refresh.isZero()
                ? kept.expireAfterWrite(refresh).build(loader)
                : kept.refreshAfterWrite(refresh)
                        .expireAfterWrite(refresh.multipliedBy(2))
                        .build(loader);
    }

    /** The present of a log that stands still is its end: a shop that reopens, or an imported history. */
    public Instant present() {
        Instant now = clock.instant();
        return log.end().filter(end -> end.isBefore(now)).orElse(now);
    }

    /**
     * What a caller sends.
     *
     * @param eventId the caller's own id; the same id again is the same event
     * @param item the shop's item id
     * @param at when it happened; null for now
     */
    public record Event(
            @Nullable String eventId,
            String user,
            String item,
            String type,
            @Nullable Instant at,
            @Nullable UUID recommendation) {}

    /**
     * Records one; false when the event id was known already. It is durable when this returns.
     *
     * @throws Problem if a field is missing, too long, unknown or out of its limits, or the item does not exist
     */
    public boolean record(Event event) {
        Outcome outcome = record(List.of(event)).getFirst();
        if (outcome.problem() != null) {
            throw outcome.problem();
        }
        return outcome.recorded();
    }

    /**
     * Records each event that can be recorded; the others do not hinder it. What is acknowledged is durable when this
     * returns.
     *
     * @return an outcome per event, in their order
     */
    public List<Outcome> record(List<Event> batch) {
        return record(batch, admission::admit, true);
    }

    /**
     * Records events of an older log in the same way. They may lie further back, and nobody is told of each: history is
     * no news.
     *
     * @return an outcome per event, in their order
     */
    public List<Outcome> recordHistory(List<Event> batch) {
        return record(batch, admission::admitImported, false);
    }

    private List<Outcome> record(List<Event> batch, Function<Event, Instant> admitted, boolean news) {
        List<@Nullable Outcome> outcomes = new ArrayList<>(batch.size());
        Map<Integer, Instant> times = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            try {
                times.put(i, admitted.apply(batch.get(i)));
                outcomes.add(null);
            } catch (Problem problem) {
                outcomes.add(new Outcome(false, problem));
            }
        }
        append(entries(batch, times, outcomes), batch, outcomes, news);
        return outcomes.stream()
                .map(outcome -> outcome == null ? new Outcome(false, null) : outcome)
                .toList();
    }

    private List<InteractionLog.Entry> entries(
            List<Event> batch, Map<Integer, Instant> admitted, List<@Nullable Outcome> outcomes) {
        Map<String, Long> keys = catalog.keys(
                admitted.keySet().stream().map(i -> batch.get(i).item()).collect(Collectors.toSet()));
        List<InteractionLog.Entry> entries = new ArrayList<>(admitted.size());
        admitted.forEach((i, at) -> {
            Event event = batch.get(i);
            Long item = keys.get(event.item());
            if (item == null) {
                outcomes.set(i, new Outcome(false, new ItemNotFound(event.item())));
            } else {
                entries.add(new InteractionLog.Entry(
                        i, event.eventId(), event.user(), item, event.type(), at, event.recommendation()));
            }
        });
        return entries;
    }

    private void append(
            List<InteractionLog.Entry> entries, List<Event> batch, List<@Nullable Outcome> outcomes, boolean news) {
        Map<Integer, Interaction> stored;
        try {
            stored = log.append(entries);
        } catch (DataAccessException failure) {
            if (entries.size() == 1) {
                throw failure;
            }
            // An item that was deleted meanwhile, say, fails the whole statement: each on its own, then.
            appendSingly(entries, batch, outcomes, news);
            return;
        }
        stored.forEach((position, interaction) -> {
            outcomes.set(position, new Outcome(true, null));
            if (news) {
                events.publishEvent(new InteractionRecorded(interaction));
            }
        });
    }

    private void appendSingly(
            List<InteractionLog.Entry> entries, List<Event> batch, List<@Nullable Outcome> outcomes, boolean news) {
        for (InteractionLog.Entry entry : entries) {
            if (catalog.find(batch.get(entry.position()).item()).isEmpty()) {
                outcomes.set(
                        entry.position(),
                        new Outcome(
                                false,
                                new ItemNotFound(batch.get(entry.position()).item())));
            } else {
                append(List.of(entry), batch, outcomes, news);
            }
        }
    }

    /**
     * What became of an event.
     *
     * @param recorded false when it was known already, or cannot be recorded
     * @param problem why it cannot be recorded; null when it is in the log
     */
    public record Outcome(boolean recorded, @Nullable Problem problem) {}

    /** The user's interactions, latest first. */
    public List<Interaction> recent(String user, int limit) {
        return latest.of(user, limit);
    }

    /** The same of several users; one without interactions is left out. */
    public Map<String, List<Interaction>> recent(Collection<String> users, int limit) {
        return log.recent(users, limit);
    }

    /**
     * All users in order, cut into ranges of about the same size.
     *
     * @param ranges at most
     */
    public List<UserRange> userRanges(int ranges) {
        return log.userRanges(ranges);
    }

    /** The users of a range in order, from the one after that name on. */
    public List<String> users(String after, UserRange range, int limit) {
        return log.users(after, range, limit);
    }

    /**
     * Users by name. The first and the last range have no bound, so that a new user belongs to one, too.
     *
     * @param after the name before the first; "" before all
     * @param upto the last name; "" for no bound
     * @param users how many there were
     */
    public record UserRange(String after, String upto, long users) {}

    /** The key of the user's last recorded interaction, 0 when there is none. */
    public long latest(String user) {
        return log.latest(user);
    }

    /**
     * The configured weight and half-life of an event type.
     *
     * @throws Problem if there is none of that name
     */
    public EventType type(String name) {
        return admission.type(name);
    }

    /** The configured event types by name. */
    public Map<String, EventType> types() {
        return settings.types();
    }

    /**
     * Items by their recent positive interactions, weighted by type and halved every half-life: most popular first. A
     * few seconds old at most.
     */
    public List<Popularity> popular(int limit) {
        return popular.get(limit);
    }

    /**
     * Items that are liked more in the last days than the weeks before foretold, by how many deviations (of a count,
     * √(expected + 1)): most first. A few seconds old at most.
     */
    public List<Popularity> trending(int limit) {
        return trending.get(limit);
    }

    /** The interactions with those items since a time, latest first. */
    public List<Interaction> ofItems(Collection<Long> items, Instant since, int limit) {
        return log.ofItems(items, since, limit);
    }

    /** The same for a given part of the log as of a given time, for evaluation. No database. */
    public List<Popularity> popular(Collection<Interaction> part, Instant now, int limit) {
        Instant oldest = now.minus(settings.popularWindow());
        return part.stream()
                .filter(interaction -> interaction.at().isAfter(oldest)
                        && settings.types().containsKey(interaction.type())
                        && type(interaction.type()).weight() > 0)
                .collect(Collectors.groupingBy(
                        Interaction::item,
                        Collectors.summingDouble(interaction -> new EventType(
                                        type(interaction.type()).weight(), settings.popularHalfLife())
                                .weight(interaction.at(), now))))
                .entrySet()
                .stream()
                .map(entry -> new Popularity(entry.getKey(), entry.getValue()))
                .sorted((a, b) -> a.weight() == b.weight()
                        ? Long.compare(a.item(), b.item())
                        : Double.compare(b.weight(), a.weight()))
                .limit(limit)
                .toList();
    }

    /**
     * What was popular at a time, by a log in the order of time. No database.
     *
     * @param log of which only what came before counts
     */
    public List<Popularity> popularAt(List<Interaction> log, Instant at, int limit) {
        int from = firstAt(log, at.minus(settings.popularWindow()));
        return popular(log.subList(from, Math.max(from, firstAt(log, at))), at, limit);
    }

    private static int firstAt(List<Interaction> log, Instant at) {
        int low = 0;
        int high = log.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (log.get(middle).at().isBefore(at)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The events of a file as the import would record them; nothing is recorded.
     *
     * @throws IllegalArgumentException if the file cannot be read, or a row of it
     */
    public List<Event> read(Path file) {
        var reading = new InteractionFile.Reading(Map.of(), "like", Map.of(), 4, null);
        List<Event> events = new ArrayList<>();
        try (Stream<InteractionFile.Row> rows = new InteractionFile(file, reading).rows()) {
            rows.forEach(row -> {
                if (row.problem() != null) {
                    throw new IllegalArgumentException(
                            file.getFileName() + ", line " + row.line() + ": " + row.problem());
                }
                if (row.event() != null) {
                    events.add(row.event());
                }
            });
        }
        return events;
    }

    /** An item and how much happened around it lately. */
    public record Popularity(long item, double weight) {}

    /** The users with the most interactions. */
    public List<Activity> users(int limit) {
        return log.users(limit);
    }

    /** The users whose ids begin so, in order. */
    public List<Activity> users(String beginning, int limit) {
        return log.users(beginning, limit);
    }

    /** A user and how many interactions the log holds. */
    public record Activity(String user, long interactions, Instant last) {}

    /** The whole log in the order of time. */
    public List<Interaction> all() {
        return log.all();
    }

    /** Removes everything about a user, in every module that listens to {@link UserErased}; how many interactions. */
    @Transactional
    public long erase(String user) {
        Admission.checkUser(user);
        long erased = log.erase(user);
        events.publishEvent(new UserErased(user));
        return erased;
    }

    /**
     * Lets all that an anonymous visitor did be a user's, at login; event ids that were seen stay seen. Again, it moves
     * what came in since under the visitor's id.
     *
     * @return how many interactions moved
     */
    @Transactional
    public long merge(String from, String into) {
        checkMerge(from, into);
        long moved = log.merge(from, into);
        events.publishEvent(new UserMerged(from, into));
        return moved;
    }

    private static void checkMerge(String from, String into) {
        Admission.checkUser(into);
        Admission.checkId("from", from);
        if (from.equals(into)) {
            throw new InvalidRequest(
                    "from", "from must be another user than the one merged into, but is \"" + from + "\".");
        }
    }

    /** How many interactions each of the items has; none are missing in the answer. */
    public Map<Long, Long> counts(Collection<Long> items) {
        return log.counts(items);
    }

    /** What users did with items that these answers led to. */
    public List<Attributed> attributed(Collection<UUID> recommendations) {
        return log.attributed(recommendations);
    }

    /** How often users of an answer did something with an item. */
    public record Attributed(UUID recommendation, long item, String type, long count) {}

    /**
     * The id, if it can be a user's.
     *
     * @throws Problem if it is blank, too long or has control characters
     */
    public static String checkedUser(String id) {
        Admission.checkUser(id);
        return id;
    }

    /** How many interactions there are. */
    public long count() {
        return log.count();
    }
}
