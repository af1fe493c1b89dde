/**
 * Tags, captions and answers about items: drafted by the models, reviewed by people, with who said what and when.
 *
 * <p>Everything that is said is a {@link dev.vitrine.enrichment.Statement}. A machine proposes; what a person says stands
 * until a person changes it. The rules between them are those of {@link dev.vitrine.enrichment.Statements}; nothing else
 * changes what is said.
 */
@ApplicationModule(allowedDependencies = {"vector", "problem", "access", "work", "vision", "chat", "catalog", "index"})
@NullMarked
package dev.vitrine.enrichment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
