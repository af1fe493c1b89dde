package dev.vitrine.enrichment;

import dev.vitrine.vector.UnitVector;
import java.util.Collection;
import java.util.List;

/**
 * What texts have with any picture of the catalogue, so that a cosine says something: a text's own mean, since some texts
 * are near to everything, and how far pictures lie around such means. A flat cut-off would mean something else for every
 * model and every text.
 *
 * @param means of each text over the sampled pictures
 * @param deviation of the sampled pictures around these means
 */
record Calibration(double[] means, double deviation) {

    /** Of fewer pictures a mean says little. */
    static final int LEAST_PICTURES = 20;

    /** Of the texts, in their order; call it with {@value #LEAST_PICTURES} pictures or more. */
    static Calibration of(List<UnitVector> texts, Collection<UnitVector> pictures) {
        double[] means = new double[texts.size()];
        double variance = 0;
        for (int i = 0; i < means.length; i++) {
            UnitVector text = texts.get(i);
            double[] cosines = pictures.stream().mapToDouble(text::dot).toArray();
            double mean = java.util.Arrays.stream(cosines).average().orElseThrow();
            means[i] = mean;
            variance += java.util.Arrays.stream(cosines)
                            .map(cosine -> (cosine - mean) * (cosine - mean))
                            .sum()
                    / cosines.length
                    / means.length;
        }
        return new Calibration(means, Math.sqrt(variance));
    }

    /** The cosine at which a text stands out by so many deviations. */
    double standsOut(int text, double deviations) {
        return means[text] + deviations * deviation;
    }

    /** The cosine at which any of the texts would stand out by so many deviations. */
    double standsOut(double deviations) {
        return java.util.Arrays.stream(means).average().orElse(0) + deviations * deviation;
    }
}
