package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDManager;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Tokenizer;
import java.io.IOException;
import java.util.List;

/** Texts through the checkpoint's tokenizer and the model's own tower. */
final class TokenTexts implements Texts {

    private final DualModel model;
    private final Tokenizer tokenizer;
    private final Batches<long[]> batches;

    TokenTexts(Checkpoint checkpoint, DualModel model, NDManager manager) throws IOException {
        this.model = model;
        tokenizer = checkpoint.tokenizer(model.positions(), model.vocabulary());
        batches = Batches.ofTexts(batch -> model.texts(manager, batch.toArray(long[][]::new)));
    }

    @Override
    public List<float[]> vectors(List<String> texts, Priority priority) {
        List<long[]> ids = texts.stream()
                .map(model.paddedTexts() ? tokenizer::padded : tokenizer::ids)
                .toList();
        return batches.rows(ids, priority);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
