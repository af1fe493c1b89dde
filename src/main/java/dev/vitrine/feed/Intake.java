package dev.vitrine.feed;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Stores rows as items, each on its own. Pictures of a part are gathered at once, then its items are stored one after the
 * other, so that of two rows for one item the later counts. A picture that fails does not keep its item away.
 */
@Component
class Intake {

    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".webp", ".gif");

    private final Catalog catalog;
    private final PoliteFetch fetch;
    private final FeedProperties limits;

    Intake(Catalog catalog, PoliteFetch fetch, FeedProperties limits) {
        this.catalog = catalog;
        this.fetch = fetch;
        this.limits = limits;
    }

    /** What became of rows. */
    record Outcome(int stored, List<ImportFault> faults) {

        long refused() {
            return faults.stream().filter(ImportFault::isRow).count();
        }
    }

    /** The pictures of a row that are good, and why others are not. */
    private record Gathered(List<byte[]> pictures, List<String> failures) {}

    /**
     * Stores the rows that can be stored.
     *
     * @param source of pictures that are named rather than addressed; null for none
     */
    Outcome take(Feed feed, List<FeedRow> rows, @Nullable PictureSource source) {
        List<ImportFault> faults = new ArrayList<>();
        Map<FeedRow, Feed.Said> said = new LinkedHashMap<>();
        for (FeedRow row : rows) {
            try {
                Feed.Said read = feed.read(row);
                catalog.check(read.id(), read.draft());
                said.put(row, read);
            } catch (Problem e) {
                faults.add(new ImportFault(row.line(), ImportFault.ROW, e.detail()));
            }
        }
        int stored = 0;
        Map<FeedRow, Gathered> gathered = gather(feed, said, source);
        for (Map.Entry<FeedRow, Feed.Said> each : said.entrySet()) {
            long line = each.getKey().line();
            Gathered pictures = Objects.requireNonNull(gathered.get(each.getKey()));
            try {
                store(each.getValue(), pictures);
                stored++;
                pictures.failures().forEach(why -> faults.add(new ImportFault(line, ImportFault.PICTURE, why)));
            } catch (Problem e) {
                faults.add(new ImportFault(line, ImportFault.ROW, e.detail()));
            }
        }
        return new Outcome(stored, faults);
    }

    private void store(Feed.Said said, Gathered gathered) {
        boolean keep = gathered.pictures().isEmpty() || !gathered.failures().isEmpty() && hasPictures(said.id());
        ItemDraft draft = said.draft();
        catalog.put(
                said.id(),
                new ItemDraft(
                        draft.titles(),
                        draft.descriptions(),
                        draft.category(),
                        draft.attributes(),
                        draft.offer(),
                        keep ? null : gathered.pictures()));
    }

    /** Whether there are pictures to lose: those that are stored stay until all of the new ones are there. */
    private boolean hasPictures(String id) {
        return catalog.find(id).filter(item -> !item.pictures().isEmpty()).isPresent();
    }

    private Map<FeedRow, Gathered> gather(Feed feed, Map<FeedRow, Feed.Said> said, @Nullable PictureSource source) {
        long deadline = System.nanoTime() + limits.partTime().toNanos();
        Map<FeedRow, Future<Gathered>> begun = new LinkedHashMap<>();
        Map<FeedRow, Gathered> gathered = new LinkedHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            said.forEach((row, item) ->
                    begun.put(row, threads.submit((Callable<Gathered>) () -> gather(feed, item, source, deadline))));
            begun.forEach((row, future) -> gathered.put(row, finished(future)));
        }
        return gathered;
    }

    private static Gathered finished(Future<Gathered> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The import was interrupted", e);
        }
    }

    private Gathered gather(Feed feed, Feed.Said said, @Nullable PictureSource source, long deadline) {
        List<byte[]> pictures = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        if (!feed.namesPictures()) {
            byId(said.id(), source, failures).ifPresent(bytes -> add(bytes, pictures, failures));
            return new Gathered(pictures, failures);
        }
        int most = catalog.maxPictures();
        for (String name :
                said.pictures().subList(0, Math.min(most, said.pictures().size()))) {
            try {
                add(bytes(name, source, deadline), pictures, failures);
            } catch (Problem e) {
                failures.add(cut(name) + ": " + e.detail());
            }
        }
        if (said.pictures().size() > most) {
            failures.add("The row has " + said.pictures().size() + " pictures; the first " + most + " are taken.");
        }
        return new Gathered(pictures, failures);
    }

    private void add(byte[] bytes, List<byte[]> pictures, List<String> failures) {
        try {
            catalog.look(pictures.size(), bytes);
            pictures.add(bytes);
        } catch (Problem e) {
            failures.add(e.detail());
        }
    }

    private byte[] bytes(String name, @Nullable PictureSource source, long deadline) {
        if (name.startsWith("http://") || name.startsWith("https://")) {
            return fetch.fetch(name, deadline);
        }
        if (source == null) {
            throw new InvalidRequest("picture", "There is neither a folder nor a zip of pictures to look in.");
        }
        byte[] found = source.find(name);
        if (found == null) {
            throw new InvalidRequest("picture", "There is no such picture.");
        }
        return found;
    }

    private static Optional<byte[]> byId(String id, @Nullable PictureSource source, List<String> failures) {
        if (source == null) {
            return Optional.empty();
        }
        try {
            return ENDINGS.stream()
                    .map(ending -> Optional.ofNullable(source.find(id + ending)))
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (Problem e) {
            failures.add(e.detail());
            return Optional.empty();
        }
    }

    private static String cut(String name) {
        return name.length() > 200 ? name.substring(0, 200) + "…" : name;
    }

    /** What would become of a row. */
    Preview.Row look(Feed feed, FeedRow row) {
        Feed.Said said;
        try {
            said = feed.read(row);
        } catch (Problem e) {
            return new Preview.Row(
                    row.line(), "refused", null, null, null, null, null, null, false, Map.of(), List.of(), e.detail());
        }
        String refusal = null;
        try {
            catalog.check(said.id(), said.draft());
        } catch (Problem e) {
            refusal = e.detail();
        }
        ItemDraft draft = said.draft();
        Item.Offer offer = draft.offer();
        String becomes = refusal != null ? "refused" : catalog.find(said.id()).isPresent() ? "changed" : "new";
        return new Preview.Row(
                row.line(),
                becomes,
                said.id(),
                draft.titles().values().stream().findFirst().orElse(null),
                draft.category(),
                offer.price(),
                offer.currency(),
                offer.stock(),
                offer.active(),
                draft.attributes(),
                said.pictures(),
                refusal);
    }

    /** Why a row would be refused, if so. */
    Optional<String> refusal(Feed feed, FeedRow row) {
        try {
            Feed.Said said = feed.read(row);
            catalog.check(said.id(), said.draft());
            return Optional.empty();
        } catch (Problem e) {
            return Optional.of(e.detail());
        }
    }
}
