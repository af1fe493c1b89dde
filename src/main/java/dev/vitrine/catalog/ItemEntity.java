package dev.vitrine.catalog;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderBy;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An item's row, with its offer and its pictures. */
@Entity
@Table(name = "item")
@SecondaryTable(name = "item_offer", pkJoinColumns = @PrimaryKeyJoinColumn(name = "item"))
class ItemEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    String shopId;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> titles = new HashMap<>();

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> descriptions = new HashMap<>();

    @Nullable
    String category;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> attributes = new HashMap<>();

    /** Written by {@link Catalog#annotate} alone: storing an item must not bring back what was there when it was read. */
    @Column(insertable = false, updatable = false)
    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, List<String>> tags = new HashMap<>();

    /** Written by {@link Catalog#annotate} alone. */
    @Column(insertable = false, updatable = false)
    @JdbcTypeCode(SqlTypes.JSON)
    List<String> notes = new ArrayList<>();

    String contentHash = "";
    Instant createdAt;
    Instant updatedAt;

    @Column(table = "item_offer", precision = 14, scale = 2)
    @Nullable
    BigDecimal price;

    @Column(table = "item_offer")
    @Nullable
    String currency;

    @Column(table = "item_offer")
    @Nullable
    Integer stock;

    @Column(table = "item_offer")
    boolean active = true;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "item_picture", joinColumns = @JoinColumn(name = "item"))
    @OrderBy("position")
    @BatchSize(size = 500)
    List<PictureRow> pictures = new ArrayList<>();

    /** A picture's row. */
    @Embeddable
    record PictureRow(int position, String sha256, String mediaType, int width, int height) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected ItemEntity() {}

    ItemEntity(String shopId, Instant now) {
        this.shopId = shopId;
        createdAt = now;
        updatedAt = now;
    }

    long key() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    Item.Offer offer() {
        return new Item.Offer(price, currency, stock, active);
    }

    Item item() {
        return new Item(
                key(),
                shopId,
                Map.copyOf(titles),
                Map.copyOf(descriptions),
                category,
                Map.copyOf(attributes),
                Map.copyOf(tags),
                List.copyOf(notes),
                offer(),
                pictures.stream()
                        .map(p -> new Item.Picture(p.position(), p.sha256(), p.mediaType(), p.width(), p.height()))
                        .toList(),
                contentHash,
                createdAt,
                updatedAt);
    }
}
