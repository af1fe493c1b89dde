/**
 * The plain vision transformer (arXiv 2010.11929): pictures to labels, or to vectors of pictures alone.
 */
@NullMarked
package dev.vitrine.vision.vit;

import org.jspecify.annotations.NullMarked;
