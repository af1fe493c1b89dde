package dev.vitrine.ranking.reranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.vitrine.ranking.reranker.ReRanker.DamagedReRanker;
import dev.vitrine.ranking.reranker.Token.Kind;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReRankerTests {

    private static final int DIMENSION = 20;
    private static final int FEATURES = 5;

    @Test
    void whatWasTaughtNothingChangesNothing() {
        ReRanker untaught = ReRanker.untaught(new Form(DIMENSION, FEATURES), new SplittableRandom(1));

        assertThat(untaught.changes(slate(1, 9, 4, 3))).containsOnly(0);
    }

    @Test
    void plainJavaAndTheEngineAgree() {
        // Of different lengths, so that they are padded; without tokens on a side, and on both.
        List<Slate> slates = List.of(slate(1, 30, 6, 9), slate(2, 11, 0, 3), slate(3, 30, 14, 0), slate(4, 7, 0, 0));
        for (int seed = 0; seed < 5; seed++) {
            ReRanker reRanker = Networks.random(DIMENSION, FEATURES, seed);
            try (NDManager manager = Torch.manager()) {
                float[] engine =
                        new Network(manager, reRanker).changes(manager, slates).toFloatArray();
                for (int s = 0; s < slates.size(); s++) {
                    float[] plain = reRanker.changes(slates.get(s));
                    assertThat(Arrays.copyOfRange(engine, 30 * s, 30 * s + plain.length))
                            .as("slate %d, seed %d", s, seed)
                            .containsExactly(plain, within(1e-5f));
                    assertThat(plain).as("it says something").doesNotContain(0);
                }
            }
        }
    }

    @Test
    void anItemsPlaceDoesNotMatterNorWhoStandsBesideIt() {
        ReRanker reRanker = Networks.random(DIMENSION, FEATURES, 7);
        Slate slate = slate(5, 12, 4, 4);
        Slate alone = new Slate(one(slate.picture(), 8), one(slate.text(), 8), new float[][] {slate.features()[8]});

        assertThat(reRanker.changes(alone)[0]).isEqualTo(reRanker.changes(slate)[8]);
    }

    @Test
    void storedItIsTheSame() {
        ReRanker reRanker = Networks.random(DIMENSION, FEATURES, 3);
        Slate slate = slate(1, 9, 4, 3);

        ReRanker read = ReRanker.ofBytes(reRanker.toBytes());

        assertThat(read.dimension()).isEqualTo(DIMENSION);
        assertThat(read.size()).isEqualTo(reRanker.size());
        assertThat(read.changes(slate)).containsExactly(reRanker.changes(slate));
    }

    @Test
    void whateverIsDamagedIsRefused() {
        byte[] bytes = Networks.random(DIMENSION, FEATURES, 3).toBytes();
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = bytes.clone();
            int place = i < 12 ? i : random.nextInt(bytes.length);
            damaged[place] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> ReRanker.ofBytes(damaged))
                    .as("byte %d", place)
                    .isInstanceOf(DamagedReRanker.class);
        }
        for (int length : new int[] {0, 3, 12, 19, 20, bytes.length - 1, bytes.length + 1}) {
            assertThatThrownBy(() -> ReRanker.ofBytes(Arrays.copyOf(bytes, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(DamagedReRanker.class)
                    .hasMessageStartingWith("The stored re-ranker ");
        }
    }

    @Test
    void featuresOfAnotherNumberAreRefused() {
        ReRanker reRanker = Networks.random(DIMENSION, FEATURES + 1, 3);

        assertThatThrownBy(() -> reRanker.changes(slate(1, 9, 4, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 features instead of 6");
    }

    private static Slate.Side one(Slate.Side side, int candidate) {
        return new Slate.Side(side.tokens(), side.vectors().subList(candidate, candidate + 1), new float[][] {
            side.likeness()[candidate]
        });
    }

    private static Slate slate(long seed, int candidates, int pictures, int texts) {
        var random = new Random(seed);
        float[][] features = new float[candidates][FEATURES];
        for (float[] row : features) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return new Slate(side(random, candidates, pictures), side(random, candidates, texts), features);
    }

    private static Slate.Side side(Random random, int candidates, int count) {
        List<Token> tokens = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            tokens.add(new Token(
                    Kind.values()[random.nextInt(Kind.values().length)],
                    vector(random),
                    random.nextDouble(),
                    random.nextDouble()));
        }
        List<@Nullable UnitVector> vectors = new ArrayList<>();
        for (int c = 0; c < candidates; c++) {
            vectors.add(random.nextInt(5) == 0 ? null : vector(random));
        }
        return Planted.side(tokens, vectors);
    }

    private static UnitVector vector(Random random) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return UnitVector.of(values);
    }
}
