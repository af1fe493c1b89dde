/**
 * What CLIP, Chinese-CLIP and SigLIP have in common: pictures and texts go in, vectors of one space come out.
 */
@NullMarked
package dev.vitrine.vision.dual;

import org.jspecify.annotations.NullMarked;
