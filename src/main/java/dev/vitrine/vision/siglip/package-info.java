/**
 * SigLIP (arXiv 2303.15343) and SigLIP 2 (arXiv 2502.14786): each pair of picture and text is judged by itself.
 */
@NullMarked
package dev.vitrine.vision.siglip;

import org.jspecify.annotations.NullMarked;
