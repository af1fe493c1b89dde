package dev.vitrine.enrichment;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A vocabulary's row. */
@Entity
@Table(name = "vocabulary")
class VocabularyEntity {

    @Id
    String name;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, List<String>> templates;

    @JdbcTypeCode(SqlTypes.JSON)
    List<Label> labels;

    @JdbcTypeCode(SqlTypes.JSON)
    Settings settings;

    /** What else is set of it; rows of earlier versions have nothing. */
    record Settings(
            @Nullable Boolean exclusive,
            @Nullable Double threshold,
            @Nullable Double background,
            @Nullable Double autoAccept,
            @Nullable String field) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected VocabularyEntity() {}

    VocabularyEntity(Vocabulary vocabulary) {
        name = vocabulary.name();
        templates = vocabulary.templates();
        labels = vocabulary.labels();
        settings = new Settings(
                vocabulary.exclusive(),
                vocabulary.threshold(),
                vocabulary.background(),
                vocabulary.autoAccept(),
                vocabulary.field());
    }

    Vocabulary vocabulary() {
        return new Vocabulary(
                name,
                Map.copyOf(templates),
                List.copyOf(labels),
                Objects.requireNonNullElse(settings.exclusive(), true),
                Objects.requireNonNullElse(settings.threshold(), Vocabulary.THRESHOLD),
                Objects.requireNonNullElse(settings.background(), Vocabulary.BACKGROUND),
                settings.autoAccept(),
                Objects.requireNonNullElse(settings.field(), name));
    }
}
