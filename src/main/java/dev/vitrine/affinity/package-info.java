/**
 * What goes together: by what users do, and by the words items are described with.
 *
 * <p>Three tables of neighbours come from the log, recomputed as a whole by one pure function ({@link
 * dev.vitrine.affinity.AffinityModel}): <b>liked together</b> by EASE, <b>item-kNN</b> for every item with a history, and
 * <b>bought together</b> within a window. What a user did a second ago needs no recomputation: a score is the sum of the
 * rows of the user's latest items, the latest counting most ({@link dev.vitrine.affinity.Profile}).
 *
 * <p>Words are compared as TF-IDF vectors held in memory ({@link dev.vitrine.affinity.Lexicon}): about 8 bytes for each
 * different word of each item, twice; new items join at once. An item without a history borrows from those it reads like.
 *
 * <p>Limits: EASE inverts a matrix of the most active items ({@code vitrine.affinity.ease-items}), which takes n³ steps
 * and 8·n² bytes; the others have their item-kNN row.
 */
@ApplicationModule(allowedDependencies = {"problem", "access", "catalog", "interaction"})
@NullMarked
package dev.vitrine.affinity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
