/**
 * A picture tower that learnt to point where sentence encoders point which others trained: the mirror image of LiT (arXiv
 * 2111.07991), where the text side is locked instead of the picture side. It answers searches in words that no text of its
 * training had.
 *
 * <p>English and Chinese have an encoder and a projection into the common space each. The encoders' weights are not in the
 * model's folder: they come in Maven artefacts, and the folder's {@code config.json} names them with version and hash.
 */
@NullMarked
package dev.vitrine.vision.locked;

import org.jspecify.annotations.NullMarked;
