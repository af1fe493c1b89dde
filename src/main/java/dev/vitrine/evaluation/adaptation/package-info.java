/**
 * Adapts the model in use to the shop's own pictures and texts, and measures models on them. A part of the titles is held
 * out: what is trained never sees them, and both models are measured by them before anything is switched.
 *
 * <p>Why a title decides and not an item: shops sell one thing in many sizes and shots. If the same title were on both
 * sides, a model that learnt it by heart would look good.
 *
 * <p>Why the held-out part depends on the title and the seed alone: a model that was adapted last month and is adapted
 * again must be measured by titles that it did not see then either.
 *
 * <p>Limits: texts of more tokens than the model takes are cut; an attribute with several values on an item says nothing
 * in training.
 */
@NullMarked
package dev.vitrine.evaluation.adaptation;

import org.jspecify.annotations.NullMarked;
