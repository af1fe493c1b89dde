package dev.vitrine.vision.locked;

import ai.djl.Device;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.dual.Texts;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.locked.LockedConfig.Reader;
import dev.vitrine.vision.sentence.PublishedSentenceEncoder;
import dev.vitrine.vision.sentence.SentenceEncoder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Each text through the encoder of its language, then through that one's projection. */
public final class LockedTexts implements Texts {

    private final Map<PublishedSentenceEncoder, Projected> readers = new EnumMap<>(PublishedSentenceEncoder.class);

    /**
     * An encoder and what its vectors go through.
     *
     * @param weight [P, W] row by row
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Projected(SentenceEncoder encoder, float[] weight, float[] bias) {

        float[] project(float[] sentence) {
            float[] out = bias.clone();
            for (int row = 0; row < out.length; row++) {
                for (int i = 0; i < sentence.length; i++) {
                    out[row] += weight[row * sentence.length + i] * sentence[i];
                }
            }
            return out;
        }
    }

    /**
     * Loads the encoders that a model was trained with.
     *
     * @param model its name, for messages
     * @throws dev.vitrine.vision.ModelUnusable if an encoder's artefact is not on the class path, or holds other weights
     */
    public LockedTexts(String model, LockedModel weights, Device device, Encoder.Factory encoders) {
        boolean ready = false;
        try {
            for (Reader reader : weights.config().readers()) {
                SentenceEncoder encoder = SentenceEncoder.of(reader.encoder(), device, encoders);
                Weights projection = weights.projection(reader.encoder());
                readers.put(
                        reader.encoder(),
                        new Projected(
                                encoder,
                                projection.get("weight").toFloatArray(),
                                projection.get("bias").toFloatArray()));
                reader.check(model, Reader.of(encoder));
            }
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    @Override
    public List<float[]> vectors(List<String> texts, Priority priority) {
        List<float[]> vectors =
                new ArrayList<>(texts.stream().map(_ -> new float[0]).toList());
        readers.forEach((published, reader) -> {
            int[] own = IntStream.range(0, texts.size())
                    .filter(i -> PublishedSentenceEncoder.of(texts.get(i)) == published)
                    .toArray();
            var sentences = reader.encoder()
                    .vectors(IntStream.of(own).mapToObj(texts::get).toList(), priority);
            for (int i = 0; i < own.length; i++) {
                vectors.set(
                        own[i],
                        reader.project(Objects.requireNonNull(sentences.get(i)).toArray()));
            }
        });
        return vectors;
    }

    @Override
    public void close() {
        readers.values().forEach(reader -> reader.encoder().close());
    }
}
