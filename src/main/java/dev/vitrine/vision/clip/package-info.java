/**
 * CLIP (arXiv 2103.00020) and Chinese-CLIP (arXiv 2211.01335): the same picture tower, beside a causal text tower or BERT.
 */
@NullMarked
package dev.vitrine.vision.clip;

import org.jspecify.annotations.NullMarked;
