/**
 * BERT's encoder (arXiv 1810.04805), the text tower of Chinese-CLIP.
 */
@NullMarked
package dev.vitrine.vision.bert;

import org.jspecify.annotations.NullMarked;
