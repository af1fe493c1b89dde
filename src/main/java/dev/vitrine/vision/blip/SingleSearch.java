package dev.vitrine.vision.blip;

import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Generation.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Follows one text: the likeliest token at each step, or one drawn by chance. */
final class SingleSearch implements Search {

    private static final int[] SAME = {0};

    private final int maxTokens;
    private final long end;
    private final @Nullable Sampling sampling;
    private final RandomGenerator random;
    private final List<Long> tokens = new ArrayList<>();
    private boolean done;

    /** @param random of this text alone, so that it does not depend on what is written beside it */
    SingleSearch(Generation generation, int maxTokens, long end, RandomGenerator random) {
        this.maxTokens = maxTokens;
        this.end = end;
        this.random = random;
        sampling = generation.sampling();
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public int candidates(int vocabulary) {
        if (sampling == null) {
            return 1;
        }
        return sampling.topK() == 0 ? vocabulary : Math.min(sampling.topK(), vocabulary);
    }

    @Override
    public void step(Candidates candidates, int from, int given) {
        int at = from * candidates.each();
        long token = candidates.tokens()[at + (sampling == null ? 0 : draw(candidates, at, sampling))];
        if (token == end) {
            done = true;
        } else {
            tokens.add(token);
            done = tokens.size() == maxTokens;
        }
    }

    private int draw(Candidates candidates, int at, Sampling by) {
        double[] shares = new double[Math.min(candidates.each(), candidates(candidates.each()))];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp((candidates.scores()[at + i] - candidates.scores()[at]) / by.temperature());
            sum += shares[i];
        }
        int kept = 0;
        double reached = 0;
        while (kept < shares.length && (kept == 0 || reached < by.topP() * sum)) {
            reached += shares[kept++];
        }
        double left = random.nextDouble() * reached;
        int drawn = 0;
        while (drawn < kept - 1 && left >= shares[drawn]) {
            left -= shares[drawn++];
        }
        return drawn;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public int[] parents() {
        return SAME;
    }

    @Override
    public long[] next() {
        return new long[] {tokens.getLast()};
    }

    @Override
    public long[] best() {
        return tokens.stream().mapToLong(Long::longValue).toArray();
    }
}
