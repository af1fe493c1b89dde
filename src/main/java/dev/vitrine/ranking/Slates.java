package dev.vitrine.ranking;

import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.reranker.Slate;
import dev.vitrine.ranking.reranker.Token;
import dev.vitrine.ranking.reranker.Token.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the network sees of a user and of late fusion's first candidates. */
@Component
class Slates {

    private static final double SAME = 1e-9;

    private final VectorIndex index;
    private final RerankerProperties settings;

    Slates(VectorIndex index, RerankerProperties settings) {
        this.index = index;
        this.settings = settings;
    }

    /** How many candidates a slate has at most. */
    int first() {
        return settings.first();
    }

    /** @param late the first candidates in their order */
    Slate of(Preference preference, Candidates.Pool pool, List<Scored> late) {
        return new Slate(
                side(Modality.IMAGE, preference, pool, late),
                side(Modality.TEXT, preference, pool, late),
                features(preference, pool, late));
    }

    private Slate.Side side(Modality modality, Preference preference, Candidates.Pool pool, List<Scored> late) {
        List<Token> tokens = tokens(modality, preference);
        List<UnitVector> vectors = new ArrayList<>();
        float[][] likeness = new float[late.size()][tokens.size()];
        for (int c = 0; c < likeness.length; c++) {
            UnitVector vector = pool.vectors().vector(modality, late.get(c).item());
            vectors.add(vector);
            for (int t = 0; vector != null && t < tokens.size(); t++) {
                likeness[c][t] = (float)
                        pool.vectors().z(modality, tokens.get(t).vector().dot(vector));
            }
        }
        return new Slate.Side(tokens, vectors, likeness);
    }

    private List<Token> tokens(Modality modality, Preference preference) {
        List<Token> tokens = new ArrayList<>();
        for (Interest interest : preference.interests().getOrDefault(modality, List.of())) {
            tokens.add(new Token(Kind.INTEREST, interest.direction(), interest.weight(), 0));
        }
        UnitVector session = preference.sessions().get(modality);
        if (session != null) {
            tokens.add(new Token(Kind.SESSION, session, 1, 0));
        }
        for (Interest rejected : preference.dislikes().getOrDefault(modality, List.of())) {
            tokens.add(new Token(Kind.DISLIKE, rejected.direction(), rejected.weight(), 0));
        }
        List<Long> latest =
                preference.history().keySet().stream().limit(settings.latest()).toList();
        double strongest = preference.history().values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        Map<Long, UnitVector> known = index.vectors(modality, latest);
        for (int rank = 0; rank < latest.size(); rank++) {
            UnitVector vector = known.get(latest.get(rank));
            if (vector != null) {
                double strength = preference.history().getOrDefault(latest.get(rank), 0.0) / strongest;
                tokens.add(new Token(Kind.LATEST, vector, strength, rank / (double) settings.latest()));
            }
        }
        return tokens;
    }

    private static float[][] features(Preference preference, Candidates.Pool pool, List<Scored> late) {
        double mean = late.stream().mapToDouble(Scored::score).average().orElse(0);
        double deviation = deviation(late);
        float[][] features = new float[late.size()][];
        for (int c = 0; c < features.length; c++) {
            Scored scored = late.get(c);
            double[] known = pool.scorer().known(scored.item());
            features[c] = new float[known.length + 2];
            features[c][0] = (float) ((scored.score() - mean) / deviation);
            features[c][1] = (float) (Math.log1p(preference.positives()) / 5);
            for (int k = 0; k < known.length; k++) {
                features[c][k + 2] = (float) known[k];
            }
        }
        return features;
    }

    /** Of the late scores: what a change counts in. */
    static double deviation(List<Scored> late) {
        double mean = late.stream().mapToDouble(Scored::score).average().orElse(0);
        double squares = late.stream()
                .mapToDouble(scored -> scored.score() - mean)
                .map(difference -> difference * difference)
                .average()
                .orElse(0);
        return Math.max(Math.sqrt(squares), SAME);
    }
}
