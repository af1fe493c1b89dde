package dev.vitrine.vision.blip;

import dev.vitrine.vision.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Follows the likeliest few texts at once. Candidates are ranked over all beams; one that ends its text within the first
 * ranks, as many as there are beams, is a finished text, the first ones that do not end go on. It is over when no beam can
 * become better than the worst of as many finished texts as there are beams. Step by step, and in float arithmetic, as
 * Hugging Face's beam search without early stopping.
 */
final class BeamSearch implements Search {

    private final int beams;
    private final int maxTokens;
    private final double lengthPenalty;
    private final long end;
    private List<Text> running = List.of(new Text(0, 0, new long[0]));
    private List<Text> finished = List.of();
    private boolean done;

    /** @param parent the row that it went on from */
    private record Text(float score, int parent, long[] tokens) {}

    private record Candidate(float score, int row, long token) {}

    BeamSearch(Generation generation, int maxTokens, long end) {
        beams = generation.beams();
        this.maxTokens = maxTokens;
        lengthPenalty = generation.lengthPenalty();
        this.end = end;
    }

    @Override
    public int rows() {
        return beams;
    }

    @Override
    public int candidates(int vocabulary) {
        return Math.min(2 * beams, vocabulary);
    }

    @Override
    public void step(Candidates candidates, int from, int given) {
        int length = running.getFirst().tokens.length + 1;
        boolean full = length == maxTokens;
        List<Candidate> ranked = ranked(candidates, from, given);
        List<Text> going = new ArrayList<>();
        List<Text> ended = new ArrayList<>(finished);
        for (int rank = 0; rank < ranked.size(); rank++) {
            Candidate candidate = ranked.get(rank);
            boolean ends = candidate.token == end || full;
            if (ends && rank < beams) {
                float score = candidate.score / (float) Math.pow(length, lengthPenalty);
                ended.add(new Text(score, candidate.row, tokens(candidate)));
            } else if (!ends && going.size() < beams) {
                going.add(new Text(candidate.score, candidate.row, tokens(candidate)));
            }
        }
        ended.sort(Comparator.comparingDouble(Text::score).reversed());
        finished = ended.subList(0, Math.min(beams, ended.size()));
        if (going.isEmpty()) {
            done = true;
            return;
        }
        while (going.size() < beams) { // a vocabulary smaller than the beams: what fills them is never better
            going.add(new Text(-1e9f, going.getLast().parent, going.getLast().tokens));
        }
        running = going;
        float best = running.getFirst().score / (float) Math.pow(length, lengthPenalty);
        done = finished.size() == beams && best <= finished.getLast().score;
    }

    private List<Candidate> ranked(Candidates candidates, int from, int given) {
        int each = candidates.each();
        return IntStream.range(0, given * each)
                .mapToObj(i -> new Candidate(
                        candidates.scores()[from * each + i] + running.get(i / each).score,
                        i / each,
                        candidates.tokens()[from * each + i]))
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .limit(2L * beams)
                .toList();
    }

    private long[] tokens(Candidate candidate) {
        long[] before = running.get(candidate.row).tokens;
        long[] tokens = Arrays.copyOf(before, before.length + 1);
        tokens[before.length] = candidate.token;
        return tokens;
    }

    @Override
    public boolean done() {
        return done;
    }

    @Override
    public int[] parents() {
        return running.stream().mapToInt(Text::parent).toArray();
    }

    @Override
    public long[] next() {
        return running.stream()
                .mapToLong(text -> text.tokens[text.tokens.length - 1])
                .toArray();
    }

    @Override
    public long[] best() {
        long[] tokens = finished.getFirst().tokens;
        int length = tokens.length;
        return tokens[length - 1] == end ? Arrays.copyOf(tokens, length - 1) : tokens;
    }
}
