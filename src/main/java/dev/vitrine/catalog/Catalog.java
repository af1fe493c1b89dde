package dev.vitrine.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;

/** The shop's items. Every write is durable when it returns and repeats without effect. */
@Service
public class Catalog {

    /** Stores or replaces an item; publishes {@link ItemChanged} after commit when its content or offer changed. */
    public Item put(String id, ItemDraft draft) {
        throw new UnsupportedOperationException();
    }

    /** The item of that id of the shop's. */
    public Optional<Item> find(String id) {
        throw new UnsupportedOperationException();
    }

    /**
     * The item of that id.
     *
     * @throws ItemNotFound if the shop has none
     */
    public Item item(String id) {
        throw new UnsupportedOperationException();
    }

    /** Those of the given keys that exist. */
    public Map<Long, Item> items(Collection<Long> keys) {
        throw new UnsupportedOperationException();
    }

    /** Keys of the shop's ids; ids that are unknown are missing in the answer. */
    public Map<String, Long> keys(Collection<String> ids) {
        throw new UnsupportedOperationException();
    }

    /** Those of the given keys that may be shown now: active and not out of stock. */
    public Set<Long> available(Collection<Long> keys) {
        throw new UnsupportedOperationException();
    }

    /** The keys of the items that may be shown, latest arrivals first. */
    public List<Long> available(int limit) {
        throw new UnsupportedOperationException();
    }

    /** Items in the order of their keys, from the one after {@code afterKey} on. */
    public List<Item> page(long afterKey, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Items whose words match, best first: bigrams for Chinese, words for the rest. */
    public List<Match> matching(String words, int limit) {
        throw new UnsupportedOperationException();
    }

    /** An item and how well its words match; above 0. */
    public record Match(long item, double score) {}

    /** The bytes of a stored picture. */
    public byte[] picture(String sha256) {
        throw new UnsupportedOperationException();
    }

    /** Removes an item and what belongs to it; publishes {@link ItemRemoved}. */
    public void delete(String id) {
        throw new UnsupportedOperationException();
    }

    /** How many items there are. */
    public long count() {
        throw new UnsupportedOperationException();
    }
}
