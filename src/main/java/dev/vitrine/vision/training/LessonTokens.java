package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.TaughtPictures;
import dev.vitrine.vision.TaughtPictures.Lesson;
import dev.vitrine.vision.blip.BlipConfig;
import dev.vitrine.vision.blip.BlipModel;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.encoder.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lessons as tokens: the begin token, the prompt and the target go in; the target and the end token are to come out. */
final class LessonTokens {

    private final Tokenizer tokenizer;
    private final BlipConfig config;

    LessonTokens(Tokenizer tokenizer, BlipConfig config) {
        this.tokenizer = tokenizer;
        this.config = config;
    }

    private record Line(Lesson lesson, long[] ids, int promptLength) {

        int length() {
            return ids.length - 1;
        }
    }

    /** The token ids of a text between its start and end tokens. */
    private long[] inner(String text) {
        long[] ids = tokenizer.ids(text);
        return Arrays.copyOfRange(ids, 1, ids.length - 1);
    }

    private Line line(Lesson lesson) {
        long[] prompt = inner(lesson.prompt());
        long[] target = inner(lesson.target());
        long[] ids = new long[prompt.length + target.length + 2];
        ids[0] = config.begin();
        System.arraycopy(prompt, 0, ids, 1, prompt.length);
        System.arraycopy(target, 0, ids, 1 + prompt.length, target.length);
        ids[ids.length - 1] = config.end();
        if (ids.length - 1 > config.text().positions()) {
            throw new IllegalArgumentException("a lesson of " + (ids.length - 1) + " tokens, the model has "
                    + config.text().positions() + " positions: " + lesson.target());
        }
        return new Line(lesson, ids, prompt.length);
    }

    /** The lessons of a batch of pictures in two groups, the longer and the shorter ones, so that padding costs little. */
    List<Group> groups(TaughtPictures data, int[] batch, RandomGenerator random) {
        List<List<Line>> lines = new ArrayList<>();
        for (int picture : batch) {
            lines.add(data.lessons(picture, random).stream()
                    .map(this::line)
                    .sorted(Comparator.comparingInt(Line::length).reversed())
                    .toList());
        }
        int each = lines.getFirst().size();
        int[] longest = new int[each]; // falls with the place, since each picture's do
        for (List<Line> of : lines) {
            for (int i = 0; i < each; i++) {
                longest[i] = Math.max(longest[i], of.get(i).length());
            }
        }
        int best = each;
        int cost = each * longest[0];
        for (int split = 1; split < each; split++) {
            int padded = split * longest[0] + (each - split) * longest[split];
            if (padded < cost) {
                cost = padded;
                best = split;
            }
        }
        List<Group> groups = new ArrayList<>();
        groups.add(group(lines, 0, best, longest[0]));
        if (best < each) {
            groups.add(group(lines, best, each, longest[best]));
        }
        return groups;
    }

    private Group group(List<List<Line>> lines, int from, int to, int longest) {
        List<Line> all = new ArrayList<>();
        lines.forEach(of -> all.addAll(of.subList(from, to)));
        long[] ids = new long[all.size() * longest];
        List<Long> places = new ArrayList<>();
        List<Long> next = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        int[] ends = new int[all.size()];
        int[] targets = new int[all.size()];
        for (int i = 0; i < all.size(); i++) {
            Line line = all.get(i);
            System.arraycopy(line.ids, 0, ids, i * longest, line.length());
            for (int j = 0; j < line.length(); j++) {
                boolean target = j >= line.promptLength;
                double weight = target ? line.lesson.weight() : line.lesson.promptWeight();
                if (weight > 0) {
                    places.add((long) i * longest + j);
                    next.add(line.ids[j + 1]);
                    weights.add((float) weight);
                    targets[i] += target ? 1 : 0;
                }
            }
            ends[i] = places.size();
        }
        float[] values = new float[weights.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = weights.get(i);
        }
        return new Group(
                all.stream().map(Line::lesson).toList(),
                ids,
                longest,
                places.stream().mapToLong(Long::longValue).toArray(),
                next.stream().mapToLong(Long::longValue).toArray(),
                values,
                ends,
                targets);
    }

    /**
     * Lessons padded to one length; as many of each picture, those of a picture together.
     *
     * @param ids [N, L]
     * @param places in [N, L], laid out row by row, after which a token is to be foretold
     * @param next the tokens
     * @param ends where the places of each lesson end
     * @param targets how many of them, the last ones, belong to its target
     */
    record Group(
            List<Lesson> lessons,
            long[] ids,
            int length,
            long[] places,
            long[] next,
            float[] weights,
            int[] ends,
            int[] targets) {

        double weight() {
            double sum = 0;
            for (float weight : weights) {
                sum += weight;
            }
            return sum;
        }

        /** [places, vocabulary]. */
        private NDArray scores(BlipModel model, NDManager owner, NDArray seen) {
            var decoder = model.decoder();
            NDArray input = owner.create(ids, new Shape(lessons.size(), length));
            NDArray states = decoder.states(input, decoder.looking(seen)); // [N, L, D]
            NDArray table = states.reshape(-1, states.getShape().get(2));
            return model.scores(Steps.rows(table, places)).logSoftmax(-1);
        }

        /** The logarithm of the probability of each token to be foretold. */
        NDArray likelihoods(BlipModel model, NDManager owner, NDArray seen) {
            NDArray index = owner.create(next, new Shape(next.length, 1));
            return scores(model, owner, seen).gather(index, 1).squeeze(1);
        }

        /** For each lesson whether every token of its target is the likeliest. */
        List<Boolean> right(BlipModel model, NDManager owner, NDArray seen) {
            long[] likeliest = scores(model, owner, seen)
                    .argMax(1)
                    .toType(DataType.INT64, false)
                    .toLongArray();
            List<Boolean> right = new ArrayList<>();
            for (int i = 0; i < lessons.size(); i++) {
                boolean whole = true;
                for (int at = ends[i] - targets[i]; at < ends[i]; at++) {
                    whole &= likeliest[at] == next[at];
                }
                right.add(whole);
            }
            return right;
        }
    }
}
