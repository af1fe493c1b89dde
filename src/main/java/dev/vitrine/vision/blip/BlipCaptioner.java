package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDManager;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A BLIP that goes on from a prompt. */
public sealed class BlipCaptioner extends Blip implements Captioner {

    final Prompts prompts;
    private final Writer writer;

    private BlipCaptioner(Checkpoint checkpoint, BlipModel model, NDManager manager, Prompts prompts)
            throws IOException {
        super(checkpoint, model, manager);
        this.prompts = prompts;
        writer = new Writer(model);
    }

    static BlipCaptioner of(Checkpoint checkpoint, BlipModel model, NDManager manager) throws IOException {
        Prompts prompts = prompts(checkpoint);
        return prompts.question() == null
                ? new BlipCaptioner(checkpoint, model, manager, prompts)
                : new Answering(checkpoint, model, manager, prompts);
    }

    private static Prompts prompts(Checkpoint checkpoint) throws IOException {
        Path file = checkpoint.folder().resolve("prompts.json");
        if (!Files.isRegularFile(file)) {
            return Prompts.NONE;
        }
        try {
            return Objects.requireNonNullElse(
                    JsonMapper.shared().readValue(Files.readAllBytes(file), Prompts.class), Prompts.NONE);
        } catch (JacksonException e) {
            throw new ModelUnusable("The prompts.json of the model " + checkpoint.name() + " is not understood: "
                    + e.getOriginalMessage() + ".");
        }
    }

    @Override
    public List<Prompts.Caption> kinds() {
        return prompts.captions();
    }

    @Override
    public List<String> captions(List<RgbImage> pictures, String prompt, Generation generation, Priority priority) {
        return written(pictures, Collections.nCopies(pictures.size(), prompt), generation, priority);
    }

    List<String> written(List<RgbImage> pictures, List<String> texts, Generation generation, Priority priority) {
        List<long[]> ids = texts.stream().map(this::prompt).toList();
        String[] written = new String[pictures.size()];
        for (List<Integer> group : groups(ids)) {
            var seen = new Pictures(
                    model, preprocessing, group.stream().map(pictures::get).toList());
            List<long[]> tokens = writer.write(
                    seen::look,
                    group.stream().map(ids::get).toArray(long[][]::new),
                    generation,
                    priority == Priority.BULK);
            for (int i = 0; i < group.size(); i++) {
                written[group.get(i)] = tokenizer.text(tokens.get(i));
            }
        }
        return Arrays.asList(written);
    }

    /** One that was also trained to answer, when the question is put as its prompts say. */
    private static final class Answering extends BlipCaptioner implements Answerer {

        Answering(Checkpoint checkpoint, BlipModel model, NDManager manager, Prompts prompts) throws IOException {
            super(checkpoint, model, manager, prompts);
        }

        @Override
        public List<String> answers(List<Question> questions, Generation generation, Priority priority) {
            String put = Objects.requireNonNull(prompts.question());
            return written(
                    questions.stream().map(Question::picture).toList(),
                    questions.stream()
                            .map(question -> put.replace("{}", question.words()))
                            .toList(),
                    generation,
                    priority);
        }
    }
}
