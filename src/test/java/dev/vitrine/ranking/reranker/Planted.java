package dev.vitrine.ranking.reranker;

import dev.vitrine.ranking.reranker.Token.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Slates whose users like by a rule that late fusion cannot know: its scores are noise. */
final class Planted {

    static final int DIMENSION = 12;
    static final int FEATURES = 3;
    private static final int CANDIDATES = 30;
    private static final int THINGS = 6;

    private Planted() {}

    /**
     * Everybody likes the items whose text is about what is on the picture of the item that they liked last. No side knows
     * that by itself: the pictures of both have nothing in common, nor have their texts.
     */
    static List<Lesson> acrossSides(int users, long seed) {
        return lessons(users, seed, true);
    }

    /** Everybody likes anything. */
    static List<Lesson> byChance(int users, long seed) {
        return lessons(users, seed, false);
    }

    private static List<Lesson> lessons(int users, long seed, boolean rule) {
        var random = new Random(seed);
        List<Lesson> lessons = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            int wanted = random.nextInt(THINGS);
            List<Token> pictures = List.of(new Token(Kind.LATEST, thing(wanted, random), 1, 0));
            List<Token> texts = List.of(new Token(Kind.LATEST, thing(random.nextInt(THINGS), random), 1, 0));
            List<@Nullable UnitVector> itemPictures = new ArrayList<>();
            List<@Nullable UnitVector> itemTexts = new ArrayList<>();
            boolean[] liked = new boolean[CANDIDATES];
            float[][] features = new float[CANDIDATES][];
            for (int c = 0; c < CANDIDATES; c++) {
                int about = random.nextInt(THINGS);
                itemPictures.add(thing(random.nextInt(THINGS), random));
                itemTexts.add(thing(about, random));
                liked[c] = c == 0 || (rule ? about == wanted : random.nextInt(THINGS) == 0);
                features[c] = new float[] {(float) random.nextGaussian(), 0.5f, (float) random.nextGaussian()};
            }
            if (rule) {
                itemTexts.set(0, thing(wanted, random));
            }
            Arrays.sort(features, (a, b) -> Float.compare(b[0], a[0]));
            int[] order =
                    random.ints(0, CANDIDATES).distinct().limit(CANDIDATES).toArray();
            boolean[] shuffled = new boolean[CANDIDATES];
            for (int c = 0; c < CANDIDATES; c++) {
                shuffled[c] = liked[order[c]];
            }
            int likes = 0;
            for (boolean like : liked) {
                likes += like ? 1 : 0;
            }
            lessons.add(new Lesson(
                    "user" + user,
                    new Slate(
                            side(pictures, shuffled(itemPictures, order)),
                            side(texts, shuffled(itemTexts, order)),
                            features),
                    shuffled,
                    likes));
        }
        return lessons;
    }

    private static List<@Nullable UnitVector> shuffled(List<@Nullable UnitVector> vectors, int[] order) {
        List<@Nullable UnitVector> shuffled = new ArrayList<>();
        for (int place : order) {
            shuffled.add(vectors.get(place));
        }
        return shuffled;
    }

    /** A vector that is mostly about one thing. */
    private static UnitVector thing(int thing, Random random) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.15 * random.nextGaussian());
        }
        values[thing] += 1;
        return UnitVector.of(values);
    }

    static Slate.Side side(List<Token> tokens, List<@Nullable UnitVector> vectors) {
        float[][] likeness = new float[vectors.size()][tokens.size()];
        for (int c = 0; c < likeness.length; c++) {
            UnitVector vector = vectors.get(c);
            for (int t = 0; vector != null && t < tokens.size(); t++) {
                likeness[c][t] = (float) (vector.dot(tokens.get(t).vector()) / 0.3);
            }
        }
        return new Slate.Side(tokens, vectors, likeness);
    }
}
