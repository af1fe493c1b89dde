package dev.vitrine.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Items that are shown again and again, in memory. Never stale: each time the database is asked for the versions of
 * their rows (the transactions that wrote them, xmin), which is less than to read and to parse them.
 */
@Component
class ItemCache {

    private final ItemRepository items;
    private final JdbcClient jdbc;
    private final Cache<Long, Known> known;

    /** An item and the versions of its two rows; its pictures' rows change with the item's own. */
    private record Known(long version, long offerVersion, Item item) {}

    private record Version(long item, long offer) {}

    ItemCache(ItemRepository items, JdbcClient jdbc, CatalogProperties settings) {
        this.items = items;
        this.jdbc = jdbc;
        this.known = Caffeine.newBuilder().maximumSize(settings.itemCache()).build();
    }

    /** Those of the given keys that exist. */
    Map<Long, Item> items(Collection<Long> keys) {
        if (writing()) {
            // Its own writes share a version until it commits.
            return read(keys);
        }
        // Versions first: what is written between the two reads is then read again next time.
        Map<Long, Version> versions = versions(keys);
        Map<Long, Item> found = HashMap.newHashMap(keys.size());
        List<Long> missing = new ArrayList<>();
        versions.forEach((key, version) -> {
            Known last = known.getIfPresent(key);
            if (last != null && last.version() == version.item() && last.offerVersion() == version.offer()) {
                found.put(key, last.item());
            } else {
                missing.add(key);
            }
        });
        if (!missing.isEmpty()) {
            read(missing).forEach((key, item) -> {
                Version version = versions.get(key);
                if (version != null) {
                    known.put(key, new Known(version.item(), version.offer(), item));
                }
                found.put(key, item);
            });
        }
        return found;
    }

    private static boolean writing() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && !TransactionSynchronizationManager.isCurrentTransactionReadOnly();
    }

    private Map<Long, Version> versions(Collection<Long> keys) {
        Map<Long, Version> versions = HashMap.newHashMap(keys.size());
        if (!keys.isEmpty()) {
            jdbc.sql("""
                            select i.id, i.xmin::text::bigint as version, o.xmin::text::bigint as offer
                            from item i join item_offer o on o.item = i.id where i.id = any(?)""").param(keys.toArray(Long[]::new)).query(row -> {
                versions.put(row.getLong(1), new Version(row.getLong(2), row.getLong(3)));
            });
        }
        return versions;
    }

    private Map<Long, Item> read(Collection<Long> keys) {
        Map<Long, Item> read = HashMap.newHashMap(keys.size());
        items.findAllById(keys).forEach(entity -> read.put(entity.key(), entity.item()));
        return read;
    }
}
