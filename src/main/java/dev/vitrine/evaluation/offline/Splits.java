package dev.vitrine.evaluation.offline;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.evaluation.offline.Split.Case;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ways to cut a log. */
@Component
class Splits {

    private static final double HELD_OUT = 0.2;
    private static final int LEAST_LIKES = 5;

    private final Interactions interactions;
    private final Catalog catalog;

    Splits(Interactions interactions, Catalog catalog) {
        this.interactions = interactions;
        this.catalog = catalog;
    }

    /** How the shop's own log is cut. */
    enum Kind {
        /** Everybody at the same moment, the last fifth of all likes follows: nothing of the future is known. */
        time,
        /** Each user's last like. */
        last,
        /** The last fifth of each user's likes. */
        tail
    }

    Split of(Kind kind, List<Interaction> log) {
        return switch (kind) {
            case time -> byTime(log);
            case last -> byUser("last", log, 1);
            case tail -> byUser("tail", log, 0);
        };
    }

    private Split byTime(List<Interaction> log) {
        List<Interaction> likes = log.stream().filter(this::positive).toList();
        if (likes.isEmpty()) {
            return new Split("time", List.of(), List.of(), null);
        }
        Instant cut = likes.get((int) (likes.size() * (1 - HELD_OUT))).at();
        List<Interaction> train =
                log.stream().filter(event -> event.at().isBefore(cut)).toList();
        Map<String, List<Interaction>> before = byUser(train);
        List<Case> cases = new ArrayList<>();
        byUser(log).forEach((user, events) -> {
            List<Interaction> own = before.getOrDefault(user, List.of());
            Set<Long> next = new LinkedHashSet<>();
            events.stream()
                    .filter(event -> !event.at().isBefore(cut) && positive(event))
                    .forEach(event -> next.add(event.item()));
            next.removeAll(items(own));
            if (!next.isEmpty()) {
                cases.add(new Case(user, own, cut, next));
            }
        });
        return new Split("time", train, cases, null);
    }

    /** @param held likes of each user; 0 for a fifth of them */
    private Split byUser(String name, List<Interaction> log, int held) {
        List<Interaction> train = new ArrayList<>();
        List<Case> cases = new ArrayList<>();
        byUser(log).forEach((user, events) -> {
            Map<Long, Instant> liked = new LinkedHashMap<>();
            events.stream().filter(this::positive).forEach(event -> liked.putIfAbsent(event.item(), event.at()));
            if (liked.size() < LEAST_LIKES) {
                train.addAll(events);
                return;
            }
            List<Map.Entry<Long, Instant>> order = List.copyOf(liked.entrySet());
            int kept = held > 0 ? order.size() - held : (int) Math.ceil(order.size() * (1 - HELD_OUT));
            Set<Long> next = new LinkedHashSet<>();
            order.subList(Math.min(kept, order.size() - 1), order.size()).forEach(entry -> next.add(entry.getKey()));
            Instant at = order.get(Math.min(kept, order.size() - 1)).getValue();
            List<Interaction> before = events.stream()
                    .filter(event -> !event.at().isAfter(at) && !next.contains(event.item()))
                    .toList();
            train.addAll(before);
            cases.add(new Case(user, before, at, next));
        });
        train.sort(Interaction.IN_TIME);
        return new Split(name, train, cases, null);
    }

    /**
     * Files of user, item and time.
     *
     * @param among a file whose first column names the only items that count
     * @throws IllegalArgumentException if a file cannot be read, or names too many items that the shop does not have
     */
    Split of(String name, Path train, Path test, @Nullable Path among) {
        Map<String, List<Interaction>> before = byUser(read(train));
        Map<String, List<Interaction>> after = byUser(read(test));
        List<Case> cases = new ArrayList<>();
        new TreeMap<>(after).forEach((user, events) -> {
            List<Interaction> own = before.getOrDefault(user, List.of());
            Set<Long> next = items(events);
            next.removeAll(items(own));
            Instant first = events.getFirst().at();
            Instant at = own.isEmpty() || first.isAfter(own.getLast().at())
                    ? first
                    : own.getLast().at();
            if (!next.isEmpty()) {
                cases.add(new Case(user, own, at, next));
            }
        });
        List<Interaction> all = before.values().stream()
                .flatMap(List::stream)
                .sorted(Interaction.IN_TIME)
                .toList();
        return new Split(name, all, cases, among == null ? null : listed(among));
    }

    private List<Interaction> read(Path file) {
        List<Event> events = interactions.read(file);
        Map<String, Long> keys = catalog.keys(events.stream().map(Event::item).collect(Collectors.toSet()));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "The shop has none of the items of " + file.getFileName() + ": import them first.");
        }
        List<Interaction> read = new ArrayList<>();
        for (Event event : events) {
            Long item = keys.get(event.item());
            Instant at = event.at();
            if (item != null && at != null) {
                read.add(new Interaction(read.size(), event.user(), item, event.type(), at, null));
            }
        }
        read.sort(Interaction.IN_TIME);
        return read;
    }

    private Set<Long> listed(Path file) {
        try {
            Set<String> ids = Files.readAllLines(file).stream()
                    .map(line -> line.split("[\t,]", 2)[0].strip())
                    .filter(id -> !id.isEmpty())
                    .collect(Collectors.toSet());
            return Set.copyOf(catalog.keys(ids).values());
        } catch (IOException e) {
            throw new IllegalArgumentException("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean positive(Interaction event) {
        var type = interactions.types().get(event.type());
        return type != null && type.weight() > 0;
    }

    static Map<String, List<Interaction>> byUser(List<Interaction> log) {
        Map<String, List<Interaction>> users = new LinkedHashMap<>();
        log.forEach(event ->
                users.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event));
        return users;
    }

    static Set<Long> items(List<Interaction> log) {
        Set<Long> items = new HashSet<>();
        log.forEach(event -> items.add(event.item()));
        return items;
    }
}
