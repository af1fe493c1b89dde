package dev.vitrine.enrichment;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A vocabulary's row. */
@Entity
@Table(name = "vocabulary")
class VocabularyEntity {

    @Id
    String name;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, List<String>> templates;

    @JdbcTypeCode(SqlTypes.JSON)
    List<Tagging.Label> labels;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected VocabularyEntity() {}

    VocabularyEntity(Tagging.Vocabulary vocabulary) {
        name = vocabulary.name();
        templates = vocabulary.templates();
        labels = vocabulary.labels();
    }

    Tagging.Vocabulary vocabulary() {
        return new Tagging.Vocabulary(name, Map.copyOf(templates), List.copyOf(labels));
    }
}
