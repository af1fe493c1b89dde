/**
 * The transformer encoder that every tower shares (arXiv 1706.03762), and the small steps that it is made of.
 *
 * <p>A model is a record of its shape ({@link dev.vitrine.vision.encoder.EncoderSpec}), names for its tensors, and a rule
 * for what becomes of the last layer. {@link dev.vitrine.vision.encoder.EagerEncoder} is the reference: it says what the
 * result is, and training differentiates it. Another {@link dev.vitrine.vision.encoder.Encoder} may give the same faster.
 */
@NullMarked
package dev.vitrine.vision.encoder;

import org.jspecify.annotations.NullMarked;
