package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.checkpoint.Checkpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A BLIP whose text encoder reads the question while it looks at the picture, and whose decoder answers from that. */
public final class BlipAnswerer extends Blip implements Answerer {

    private final LookingBert encoder;
    private final Writer writer;

    BlipAnswerer(Checkpoint checkpoint, BlipModel model, NDManager manager) throws IOException {
        super(checkpoint, model, manager);
        encoder = model.encoder();
        writer = new Writer(model);
    }

    @Override
    public List<String> answers(List<Question> questions, Generation generation, Priority priority) {
        int most = model.config().text().positions();
        List<long[]> ids =
                questions.stream().map(question -> ids(question.words(), most)).toList();
        String[] answers = new String[questions.size()];
        for (List<Integer> group : groups(ids)) {
            var seen = new Pictures(
                    model,
                    preprocessing,
                    group.stream().map(i -> questions.get(i).picture()).toList());
            long[][] asked = group.stream().map(ids::get).toArray(long[][]::new);
            long[][] prompts = new long[asked.length][];
            Arrays.fill(prompts, new long[] {model.config().begin()});
            List<long[]> tokens =
                    writer.write(owner -> read(owner, seen, asked), prompts, generation, priority == Priority.BULK);
            for (int i = 0; i < group.size(); i++) {
                answers[group.get(i)] = tokenizer.text(tokens.get(i));
            }
        }
        return Arrays.asList(answers);
    }

    /** [B, L, D]. */
    private NDArray read(NDManager owner, Pictures seen, long[][] asked) {
        long[] flat = Arrays.stream(asked).flatMapToLong(Arrays::stream).toArray();
        return encoder.encode(
                owner.create(flat, new Shape(asked.length, asked[0].length)), encoder.looking(seen.look(owner)));
    }
}
