/**
 * BLIP (arXiv 2201.12086): a picture tower, and BERT whose layers also look at what the tower saw. It writes captions,
 * answers questions, and tells whether a text fits a picture.
 *
 * <p>Names and arithmetic follow Hugging Face's {@code BlipForConditionalGeneration}, {@code BlipForQuestionAnswering} and
 * {@code BlipForImageTextRetrieval}; generated ids are theirs, greedy and with beams.
 */
@NullMarked
package dev.vitrine.vision.blip;

import org.jspecify.annotations.NullMarked;
