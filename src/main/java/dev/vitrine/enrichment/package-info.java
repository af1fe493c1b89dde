/**
 * Tags, captions and answers about items, drafted by the models: vocabularies, templates, provenance.
 */
@ApplicationModule(allowedDependencies = {"vector", "problem", "access", "work", "vision", "catalog", "index"})
@NullMarked
package dev.vitrine.enrichment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
