/**
 * Small encoders of sentences that others trained on words no shop's pictures show; a picture tower can learn to point
 * where they point (the mirror image of LiT, arXiv 2111.07991). Their weights come in Maven artefacts as ONNX files and
 * are run by our own BERT.
 */
@NullMarked
package dev.vitrine.vision.sentence;

import org.jspecify.annotations.NullMarked;
