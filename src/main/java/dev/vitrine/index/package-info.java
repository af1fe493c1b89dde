/**
 * One vector per item, modality and space in pgvector; nearest items; moving from one space to the next.
 */
@ApplicationModule(allowedDependencies = {"vector", "problem", "access", "work", "vision", "catalog"})
@NullMarked
package dev.vitrine.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
