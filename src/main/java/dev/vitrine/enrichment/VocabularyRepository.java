package dev.vitrine.enrichment;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The vocabularies' rows. */
interface VocabularyRepository extends JpaRepository<VocabularyEntity, String> {

    List<VocabularyEntity> findAllByOrderByName();
}
