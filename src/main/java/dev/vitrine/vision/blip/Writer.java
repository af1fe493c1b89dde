package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.InferencePool;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.blip.LookingBert.Memory;
import dev.vitrine.vision.blip.LookingBert.Passed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Writes texts about pictures token by token, several at once. Keys and values of the tokens so far are kept, so that a step
 * costs one token; those of what is looked at are made once and shared by all beams. Each step is a call of its own on the
 * inference thread: somebody who waits for an answer gets it between two steps of a long bulk job.
 */
public final class Writer {

    private final BlipModel model;
    private final Decoder decoder;

    /** Writes with the model's decoder. */
    public Writer(BlipModel model) {
        this.model = model;
        decoder = model.writing();
    }

    /**
     * Writes one text for each sequence that is looked at.
     *
     * @param seen gives what is looked at, [B, S, W]; called once, on the inference thread
     * @param prompts B prompts of one length, with the begin token
     * @return the tokens after the prompt, without the end token
     */
    public List<long[]> write(
            Function<NDManager, NDArray> seen, long[][] prompts, Generation generation, boolean bulk) {
        int room = model.config().text().positions() - prompts[0].length + 1;
        int most = Math.min(generation.maxTokens(), room);
        SplittableRandom seeds = new SplittableRandom(
                generation.sampling() == null ? 0 : generation.sampling().seed());
        List<Search> searches = new ArrayList<>();
        for (int i = 0; i < prompts.length; i++) {
            searches.add(
                    generation.beams() > 1
                            ? new BeamSearch(generation, most, model.config().end())
                            : new SingleSearch(generation, most, model.config().end(), seeds.split()));
        }
        var run = new Run(List.copyOf(searches), generation.minTokens());
        try {
            InferencePool.shared().run(bulk, () -> {
                run.begin(seen, prompts);
                return true;
            });
            while (!run.live.isEmpty()) {
                InferencePool.shared().run(bulk, () -> {
                    run.step();
                    return true;
                });
            }
        } finally {
            run.owner.close();
        }
        return searches.stream().map(Search::best).toList();
    }

    /** The state between two steps. Its arrays belong to a manager of its own. */
    private final class Run {

        private final NDManager owner =
                model.tensors().values().iterator().next().getManager().newSubManager();
        private final int minTokens;
        private List<Search> live;
        private Memory seen = Memory.empty();
        private Memory past = Memory.empty();
        private long[] next = new long[0];
        private int written;

        Run(List<Search> searches, int minTokens) {
            live = searches;
            this.minTokens = minTokens;
        }

        void begin(Function<NDManager, NDArray> looking, long[][] prompts) {
            try (var scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                seen = decoder.looking(looking.apply(owner));
                seen.arrays().forEach(NDScope::unregister);
                long[] ids =
                        Arrays.stream(prompts).flatMapToLong(Arrays::stream).toArray();
                Passed passed =
                        decoder.decode(owner.create(ids, new Shape(prompts.length, prompts[0].length)), seen, past);
                advance(passed, live.stream().mapToInt(search -> 1).toArray());
            }
        }

        void step() {
            Memory before = past;
            try (var scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Passed passed = decoder.decode(owner.create(next, new Shape(next.length, 1)), seen, past);
                advance(passed, live.stream().mapToInt(Search::rows).toArray());
            }
            close(before);
        }

        private void close(Memory memory) {
            memory.arrays().forEach(NDArray::close);
        }

        /** Lets every search choose, then keeps what the next step needs. */
        private void advance(Passed passed, int[] given) {
            Candidates candidates = candidates(passed.states());
            List<Search> going = new ArrayList<>();
            List<Long> pictures = new ArrayList<>();
            List<Long> rows = new ArrayList<>();
            List<Long> tokens = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < given.length; i++) {
                Search search = live.get(i);
                search.step(candidates, from, given[i]);
                if (!search.done()) {
                    going.add(search);
                    pictures.add((long) i);
                    for (int parent : search.parents()) {
                        rows.add((long) from + parent);
                    }
                    Arrays.stream(search.next()).forEach(tokens::add);
                }
                from += given[i];
            }
            written++;
            next = array(tokens);
            Memory kept = passed.past();
            boolean same = IntStream.range(0, rows.size()).allMatch(i -> rows.get(i) == i) && rows.size() == from;
            past = same || going.isEmpty() ? kept : kept.rows(array(rows));
            past.arrays().forEach(NDScope::unregister);
            if (going.size() < live.size() && !going.isEmpty()) {
                Memory fewer = seen.rows(array(pictures));
                fewer.arrays().forEach(NDScope::unregister);
                close(seen);
                seen = fewer;
            }
            live = going;
        }

        private Candidates candidates(NDArray states) {
            long last = states.getShape().get(1) - 1;
            NDArray scores = decoder.scores(states.get(":, " + last)).logSoftmax(-1); // [N, vocabulary]
            int vocabulary = model.config().text().vocabulary();
            if (written < minTokens) {
                float[] never = new float[vocabulary];
                never[model.config().end()] = Float.NEGATIVE_INFINITY;
                scores = scores.add(owner.create(never));
            }
            int each = live.stream()
                    .mapToInt(search -> search.candidates(vocabulary))
                    .max()
                    .orElse(1);
            NDList best = scores.topK(each, 1, true, true);
            return new Candidates(
                    each,
                    best.get(0).toFloatArray(),
                    best.get(1).toType(DataType.INT64, false).toLongArray());
        }

        private static long[] array(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).toArray();
        }
    }
}
