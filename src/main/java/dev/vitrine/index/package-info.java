/**
 * One vector per item, modality and space in pgvector; nearest items; moving from one space to the next.
 *
 * <p>A query (words, a photo) walks a graph. An item's own neighbours are asked for again and again, by everybody who likes
 * it, and hardly change: they are walked for once and kept ({@link dev.vitrine.index.NeighbourLists}).
 */
@ApplicationModule(allowedDependencies = {"vector", "problem", "access", "work", "vision", "catalog"})
@NullMarked
package dev.vitrine.index;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
