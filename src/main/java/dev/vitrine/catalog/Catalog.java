package dev.vitrine.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shop's items. Every write is durable when it returns and repeats without effect. Events are published inside the
 * transaction; who reacts listens after its commit.
 */
@Service
public class Catalog {

    private final ItemRepository items;
    private final ItemCache cache;
    private final PictureStore pictures;
    private final DraftCheck check;
    private final CatalogProperties limits;
    private final FilterParser filters;
    private final JdbcClient jdbc;
    private final PlannedAnew anew;
    private final EntityManager entities;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Catalog(
            ItemRepository items,
            ItemCache cache,
            PictureStore pictures,
            DraftCheck check,
            CatalogProperties limits,
            FilterParser filters,
            JdbcClient jdbc,
            PlannedAnew anew,
            EntityManager entities,
            ApplicationEventPublisher events,
            Clock clock) {
        this.items = items;
        this.cache = cache;
        this.pictures = pictures;
        this.check = check;
        this.limits = limits;
        this.filters = filters;
        this.jdbc = jdbc;
        this.anew = anew;
        this.entities = entities;
        this.events = events;
        this.clock = clock;
    }

    /** Stores or replaces an item; publishes {@link ItemChanged} when its content or offer changed. */
    @Transactional
    public Item put(String id, ItemDraft draft) {
        check.check(id, draft);
        List<Item.Picture> stored = store(draft.pictures() == null ? List.of() : draft.pictures());
        lock(id);
        ItemEntity entity = items.findByShopId(id).orElseGet(() -> new ItemEntity(id, now()));
        boolean known = entity.id != null;
        String before = entity.contentHash;
        Item.Offer offerBefore = known ? entity.item().offer() : draft.offer();
        entity.titles = new HashMap<>(draft.titles());
        entity.descriptions = new HashMap<>(draft.descriptions());
        entity.category = draft.category();
        entity.attributes = new HashMap<>(draft.attributes());
        if (draft.pictures() != null) {
            replacePictures(entity, stored);
        }
        entity.price =
                draft.offer().price() == null ? null : draft.offer().price().setScale(2, RoundingMode.HALF_UP);
        entity.currency = draft.offer().currency();
        entity.stock = draft.offer().stock();
        entity.active = draft.offer().active();
        boolean offerChanged = !known || !entity.offer().equals(offerBefore);
        return save(entity, before, offerChanged);
    }

    /**
     * Says whether an item could be stored, its pictures apart.
     *
     * @throws Problem in one sentence, if not
     */
    public void check(String id, ItemDraft draft) {
        check.check(id, draft);
    }

    /**
     * What a picture's header says of it; nothing is stored.
     *
     * @throws Problem if it is no picture, or too large
     */
    public Item.Picture look(int position, byte[] bytes) {
        return pictures.look(position, bytes);
    }

    /** How many pictures an item may have. */
    public int maxPictures() {
        return limits.maxPictures();
    }

    /** How many bytes a picture may have. */
    public int maxPictureBytes() {
        return Math.toIntExact(limits.maxPictureSize().toBytes());
    }

    /** In which texts are taken; the first is meant where a text names none. */
    public List<String> languages() {
        return limits.languages();
    }

    /** Stores all of the pictures or, where one is refused, none. */
    private List<Item.Picture> store(List<byte[]> files) {
        List<Item.Picture> seen = new ArrayList<>();
        for (byte[] bytes : files) {
            seen.add(pictures.look(seen.size(), bytes));
        }
        seen.forEach(picture -> pictures.put(picture, files.get(picture.position())));
        return seen;
    }

    /** Puts one picture at a place: 0 is the first; a place after the last adds one. */
    @Transactional
    public Item putPicture(String id, int position, byte[] bytes) {
        lock(id);
        ItemEntity entity = entity(id);
        check.position(position, entity.pictures.size());
        Item.Picture picture = pictures.look(position, bytes);
        pictures.put(picture, bytes);
        List<Item.Picture> all = new ArrayList<>(entity.item().pictures());
        if (position == all.size()) {
            all.add(picture);
        } else {
            all.set(position, picture);
        }
        String before = entity.contentHash;
        replacePictures(entity, all);
        return save(entity, before, false);
    }

    private static void replacePictures(ItemEntity entity, List<Item.Picture> pictures) {
        List<ItemEntity.PictureRow> rows = pictures.stream()
                .map(p -> new ItemEntity.PictureRow(p.position(), p.sha256(), p.mediaType(), p.width(), p.height()))
                .toList();
        if (!rows.equals(List.copyOf(entity.pictures))) {
            entity.pictures.clear();
            entity.pictures.addAll(rows);
        }
    }

    private Item save(ItemEntity entity, String hashBefore, boolean offerChanged) {
        entity.contentHash = contentHash(entity);
        boolean contentChanged = !entity.contentHash.equals(hashBefore);
        if (!contentChanged && !offerChanged) {
            return entity.item();
        }
        entity.updatedAt = now();
        ItemEntity saved = items.saveAndFlush(entity);
        if (contentChanged) {
            storeLexemes(saved.item());
        }
        events.publishEvent(new ItemChanged(saved.key(), saved.contentHash));
        return saved.item();
    }

    private void storeLexemes(Item item) {
        jdbc.sql("update item set lexemes = array_to_tsvector(?) where id = ?")
                .params(lexemes(item).toArray(String[]::new), item.key())
                .update();
    }

    /**
     * Replaces what was accepted about an item beside the shop's own facts. Filters and words find it by that from the
     * end of the transaction on; its vectors are of the shop's content alone and stay. Nothing for an item that is gone.
     *
     * @param tags labels by vocabulary; filters ask for them as {@code tag.VOCABULARY}
     * @param notes texts by whose words it is found
     */
    @Transactional
    public void annotate(long key, Map<String, List<String>> tags, List<String> notes) {
        Optional<String> id = jdbc.sql("select shop_id from item where id = ?")
                .param(key)
                .query(String.class)
                .optional();
        if (id.isEmpty()) {
            return;
        }
        lock(id.get());
        int changed = jdbc.sql("""
                        update item set tags = cast(? as jsonb), notes = cast(? as jsonb)
                        where id = ? and (tags, notes) is distinct from (cast(? as jsonb), cast(? as jsonb))""")
                .params(json(tags), json(notes), key, json(tags), json(notes))
                .update();
        if (changed > 0) {
            items.findById(key).ifPresent(entity -> {
                entities.refresh(entity); // this transaction may have read it before
                storeLexemes(entity.item());
            });
        }
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    /** Two writers of the same id take turns, also when the item does not exist yet. */
    private void lock(String id) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 1))")
                .param(id)
                .query((row, number) -> "")
                .single();
    }

    private Instant now() {
        return clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }

    private static String contentHash(ItemEntity entity) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("titles", new TreeMap<>(entity.titles));
        content.put("descriptions", new TreeMap<>(entity.descriptions));
        content.put("category", entity.category);
        content.put("attributes", new TreeMap<>(entity.attributes));
        content.put(
                "pictures",
                entity.pictures.stream().map(ItemEntity.PictureRow::sha256).toList());
        return PictureStore.sha256(
                JsonMapper.shared().writeValueAsString(content).getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> lexemes(Item item) {
        Set<String> lexemes = new LinkedHashSet<>();
        item.titles().values().forEach(text -> lexemes.addAll(Lexemes.stored(text)));
        item.descriptions().values().forEach(text -> lexemes.addAll(Lexemes.stored(text)));
        if (item.category() != null) {
            lexemes.addAll(Lexemes.stored(item.category()));
        }
        item.attributes().values().forEach(value -> lexemes.addAll(Lexemes.stored(value.toString())));
        item.notes().forEach(text -> lexemes.addAll(Lexemes.stored(text)));
        return Lexemes.bounded(lexemes);
    }

    /** How often each word occurs in an item's texts, category and attributes. */
    public static Map<String, Integer> words(Item item) {
        return words(item.titles(), item.descriptions(), item.category(), item.attributes());
    }

    private static Map<String, Integer> words(
            Map<String, String> titles,
            Map<String, String> descriptions,
            @Nullable String category,
            Map<String, Object> attributes) {
        Map<String, Integer> words = new HashMap<>();
        titles.values().forEach(text -> Lexemes.count(text, words));
        descriptions.values().forEach(text -> Lexemes.count(text, words));
        if (category != null) {
            Lexemes.count(category, words);
        }
        attributes.values().forEach(value -> Lexemes.count(value.toString(), words));
        return words;
    }

    /** An item's words and how often it has them. */
    public record Worded(long item, Map<String, Integer> words) {}

    /** The words of items, latest first, from the one before {@code beforeKey} on. */
    @Transactional(readOnly = true)
    public List<Worded> words(long beforeKey, int limit) {
        return jdbc.sql("""
                        select id, titles::text, descriptions::text, category, attributes::text from item
                        where id < ? order by id desc limit ?""")
                .params(beforeKey, limit)
                .query((row, number) -> new Worded(
                        row.getLong("id"),
                        words(
                                json(row.getString("titles"), new TypeReference<Map<String, String>>() {}),
                                json(row.getString("descriptions"), new TypeReference<Map<String, String>>() {}),
                                row.getString("category"),
                                json(row.getString("attributes"), new TypeReference<Map<String, Object>>() {}))))
                .list();
    }

    private static <T> T json(String text, TypeReference<T> type) {
        return JsonMapper.shared().readValue(text, type);
    }

    /** The item of that id of the shop's. */
    @Transactional(readOnly = true)
    public Optional<Item> find(String id) {
        return items.findByShopId(id).map(ItemEntity::item);
    }

    /**
     * The item of that id.
     *
     * @throws ItemNotFound if the shop has none
     */
    @Transactional(readOnly = true)
    public Item item(String id) {
        return entity(id).item();
    }

    private ItemEntity entity(String id) {
        return items.findByShopId(id).orElseThrow(() -> new ItemNotFound(id));
    }

    /** Those of the given keys that exist. */
    public Map<Long, Item> items(Collection<Long> keys) {
        return cache.items(keys);
    }

    /** Keys of the shop's ids; ids that are unknown are missing in the answer. */
    public Map<String, Long> keys(Collection<String> ids) {
        Map<String, Long> keys = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select shop_id, id from item where shop_id = any(?)")
                    .param(ids.toArray(String[]::new))
                    .query(row -> {
                        keys.put(row.getString(1), row.getLong(2));
                    });
        }
        return keys;
    }

    /**
     * The filter that a text in RSQL says, such as {@code price<50;colour==red}; everything for no text.
     *
     * @throws Problem in one sentence, if it is too long or too deep, or names what no item has
     */
    public Filter filter(@Nullable String rsql) {
        return rsql == null || rsql.isBlank() ? Filter.ALL : filters.parse(rsql);
    }

    /** Those of the given keys that may be shown now: active and not out of stock. */
    public Set<Long> available(Collection<Long> keys) {
        return available(keys, Filter.ALL);
    }

    /** Those of the given keys that may be shown now and match. */
    public Set<Long> available(Collection<Long> keys, Filter filter) {
        return keys.isEmpty()
                ? Set.of()
                : Set.copyOf(keys("i.id = any(?) and " + filter.shown(), keys.toArray(Long[]::new), filter, ""));
    }

    /** The keys of the items that may be shown, latest arrivals first. */
    public List<Long> available(int limit) {
        return available(limit, Filter.ALL);
    }

    /** The keys of the items that may be shown and match, latest arrivals first. */
    public List<Long> available(int limit, Filter filter) {
        return keys(filter.shown(), null, filter, " order by i.id desc limit " + limit);
    }

    /** The keys of all items that may be shown and match, if they are at most so many; else none. */
    public Optional<List<Long>> selected(Filter filter, int most) {
        List<Long> keys = keys(filter.shown(), null, filter, " limit " + (most + 1L));
        return keys.size() > most ? Optional.empty() : Optional.of(keys);
    }

    private List<Long> keys(String condition, @Nullable Object first, Filter filter, String order) {
        List<@Nullable Object> parameters = new ArrayList<>();
        if (first != null) {
            parameters.add(first);
        }
        parameters.addAll(filter.parameters());
        String sql = "select i.id from item i join item_offer o on o.item = i.id where " + condition + order;
        return (filter.parameters().isEmpty() ? jdbc.sql(sql) : anew.sql(sql))
                .params(parameters)
                .query(Long.class)
                .list();
    }

    /** What each of the given keys gains: the sum of the weights of the filters that it matches. */
    @Transactional(readOnly = true)
    public Map<Long, Double> weights(Collection<Long> keys, Map<Filter, Double> weights) {
        List<String> terms = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        weights.forEach((filter, weight) -> {
            terms.add("case when " + filter.matching() + " then ?::float8 else 0 end");
            parameters.addAll(filter.parameters());
            parameters.add(weight);
        });
        parameters.add(keys.toArray(Long[]::new));
        Map<Long, Double> sums = new HashMap<>();
        if (!keys.isEmpty() && !weights.isEmpty()) {
            anew.sql("select i.id, " + String.join(" + ", terms)
                            + " as gain from item i join item_offer o on o.item = i.id where i.id = any(?)")
                    .params(parameters)
                    .query(row -> {
                        sums.put(row.getLong("id"), row.getDouble("gain"));
                    });
        }
        return sums;
    }

    /** What the given keys have for "category", an attribute, or a vocabulary (tag.NAME): the values of a list each. */
    @Transactional(readOnly = true)
    public Map<Long, List<String>> values(Collection<Long> keys, String field) {
        Map<Long, List<String>> values = new HashMap<>();
        boolean category = field.equals("category");
        FilterFields.Named named = FilterFields.named(field);
        String sql = category
                ? "select id, category as value from item where id = any(?) and category is not null"
                : """
                select id, value from item, jsonb_array_elements_text(case jsonb_typeof(%1$s -> ?)
                    when 'array' then %1$s -> ? else jsonb_build_array(%1$s -> ?) end) value
                where id = any(?) and %1$s ?? ?""".formatted(named.column());
        var query = jdbc.sql(sql);
        Long[] wanted = keys.toArray(Long[]::new);
        String name = named.name();
        query = category ? query.param(wanted) : query.params(name, name, name, wanted, name);
        query.query(row -> {
            values.computeIfAbsent(row.getLong("id"), key -> new ArrayList<>()).add(row.getString("value"));
        });
        return values;
    }

    /** Those of the given keys whose texts have any of the words. */
    @Transactional(readOnly = true)
    public Set<Long> having(String words, Collection<Long> keys) {
        String query = Lexemes.anyWord(words);
        return query.isEmpty() || keys.isEmpty()
                ? Set.of()
                : Set.copyOf(anew.sql("select id from item where id = any(?) and lexemes @@ cast(? as tsquery)")
                        .params(keys.toArray(Long[]::new), query)
                        .query(Long.class)
                        .list());
    }

    /** The words of a question that the item's texts have. */
    public List<String> shared(String words, Item item) {
        return Lexemes.shared(words, lexemes(item));
    }

    /**
     * How often which value is among the given items: of "category" and attributes the most frequent ones, of "price"
     * ranges of round numbers.
     *
     * @throws Problem if a field is neither, nor an attribute of any item
     */
    @Transactional(readOnly = true)
    public Map<String, List<Facet>> facets(Collection<Long> keys, Collection<String> fields, int most) {
        Map<String, List<Facet>> facets = new LinkedHashMap<>();
        for (String field : fields) {
            if (field.equals("price")) {
                List<BigDecimal> prices = jdbc.sql(
                                "select price from item_offer where item = any(?) and price is not null")
                        .param(keys.toArray(Long[]::new))
                        .query(BigDecimal.class)
                        .list();
                facets.put(field, Facet.ranges(prices));
            } else {
                Map<String, Long> counts =
                        values(keys, field.equals("category") ? field : filters.attribute(field)).values().stream()
                                .flatMap(values -> values.stream().distinct())
                                .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
                facets.put(field, Facet.mostFrequent(counts, most));
            }
        }
        return facets;
    }

    /** Items in the order of their keys, from the one after {@code afterKey} on. */
    @Transactional(readOnly = true)
    public List<Item> page(long afterKey, int limit) {
        return items.findByIdGreaterThanOrderById(afterKey, Limit.of(limit)).stream()
                .map(ItemEntity::item)
                .toList();
    }

    /** Those that match, whether they may be shown or not, in the order of their keys. */
    @Transactional(readOnly = true)
    public List<Item> page(long afterKey, int limit, Filter filter) {
        if (filter.isAll()) {
            return page(afterKey, limit);
        }
        List<Long> keys =
                keys("i.id > ? and (" + filter.matching() + ")", afterKey, filter, " order by i.id limit " + limit);
        Map<Long, Item> found = items(keys);
        return keys.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /**
     * Items that may be shown and match, and whose words match, best first: those with all the words, or if there are
     * none, those with some. Bigrams stand for words in Chinese.
     */
    @Transactional(readOnly = true)
    public List<Match> matching(String words, int limit, Filter filter) {
        return matchingAllOrSome(words, limit, filter);
    }

    /** The same of all items, whether they may be shown or not. */
    @Transactional(readOnly = true)
    public List<Match> matching(String words, int limit) {
        return matchingAllOrSome(words, limit, null);
    }

    private List<Match> matchingAllOrSome(String words, int limit, @Nullable Filter filter) {
        Set<String> lexemes = Lexemes.asked(words);
        if (lexemes.isEmpty()) {
            return List.of();
        }
        List<Match> all = matching(lexemes, "&", limit, filter);
        return all.isEmpty() && lexemes.size() > 1 ? matching(lexemes, "|", limit, filter) : all;
    }

    private List<Match> matching(Set<String> lexemes, String operator, int limit, @Nullable Filter filter) {
        List<Object> parameters = new ArrayList<>(List.of(Lexemes.query(lexemes, operator)));
        parameters.addAll(filter == null ? List.of() : filter.parameters());
        parameters.add(limit);
        return anew.sql("""
                        select i.id, ts_rank(i.lexemes, query) as score
                        from cast(? as tsquery) query, item i join item_offer o on o.item = i.id
                        where i.lexemes @@ query and %s
                        order by score desc, i.id limit ?""".formatted(filter == null ? "true" : filter.shown()))
                .params(parameters)
                .query((row, number) -> new Match(row.getLong("id"), row.getDouble("score")))
                .list();
    }

    /**
     * A value and how many items have it; or a range of prices.
     *
     * @param from the lowest price of a range
     * @param until the price below which a range ends
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Facet(
            @Nullable String value,
            @Nullable BigDecimal from,
            @Nullable BigDecimal until,
            long count) {

        private static final int RANGES = 5;

        static List<Facet> mostFrequent(Map<String, Long> counts, int most) {
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(most)
                    .map(entry -> new Facet(entry.getKey(), null, null, entry.getValue()))
                    .toList();
        }

        /** About five ranges of a width of 1, 2 or 5 times a power of ten; those without any price are left out. */
        static List<Facet> ranges(List<BigDecimal> prices) {
            if (prices.isEmpty()) {
                return List.of();
            }
            BigDecimal least = Collections.min(prices);
            double raw = Math.max(0.01, Collections.max(prices).subtract(least).doubleValue() / RANGES);
            double power = Math.pow(10, Math.floor(Math.log10(raw)));
            double times = raw / power <= 1 ? 1 : raw / power <= 2 ? 2 : raw / power <= 5 ? 5 : 10;
            BigDecimal width = BigDecimal.valueOf(times * power).setScale(2, RoundingMode.HALF_UP);
            TreeMap<BigDecimal, Long> counts = new TreeMap<>();
            prices.forEach(price ->
                    counts.merge(price.divideToIntegralValue(width).setScale(0, RoundingMode.DOWN), 1L, Long::sum));
            return counts.entrySet().stream()
                    .map(entry -> new Facet(
                            null,
                            entry.getKey().multiply(width),
                            entry.getKey().add(BigDecimal.ONE).multiply(width),
                            entry.getValue()))
                    .toList();
        }
    }

    /** An item and how well its words match; above 0. */
    public record Match(long item, double score) {}

    /** The bytes of a stored picture. */
    public byte[] picture(String sha256) {
        return pictures.get(sha256);
    }

    /** The media type of a stored picture that an item shows. */
    @Transactional(readOnly = true)
    public Optional<String> mediaType(String sha256) {
        return jdbc.sql("select media_type from item_picture where sha256 = ? limit 1")
                .param(sha256)
                .query(String.class)
                .optional();
    }

    /** Removes an item and what belongs to it; publishes {@link ItemRemoved}. */
    @Transactional
    public void delete(String id) {
        lock(id);
        ItemEntity entity = entity(id);
        items.delete(entity);
        events.publishEvent(new ItemRemoved(entity.key()));
    }

    /** How many items there are. */
    public long count() {
        return Objects.requireNonNull(
                jdbc.sql("select count(*) from item").query(Long.class).single());
    }
}
