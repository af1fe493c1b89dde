/**
 * A model's folder in Hugging Face's layout: configuration, weights, tokenizer, preprocessing; each checked before it is used.
 */
@NullMarked
package dev.vitrine.vision.checkpoint;

import org.jspecify.annotations.NullMarked;
