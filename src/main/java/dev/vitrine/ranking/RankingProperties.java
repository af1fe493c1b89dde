package dev.vitrine.ranking;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How candidates are found and scored. Similarities are counted in deviations above the catalogue's background ("z"),
 * because cosines of pictures and of texts are not comparable (CLIP's modality gap).
 *
 * @param probe candidates of each probe of the index; a page and what diversity may pass over
 * @param candidates what is scored of all probes together, the likeliest first; each costs two vectors to read
 * @param popular candidates by popularity
 * @param arrivals candidates by newness, so that an item nobody touched yet is looked at
 * @param picture weight of pictures against texts, 0 to 1
 * @param sharpness how steeply a likeness above the background counts: interests mix as a sum of exp(sharpness · z)
 * @param session share of the present visit against the long-run interests, 0 to 1
 * @param related candidates by behaviour, by item-kNN and by words, of each
 * @param together what the best candidate by EASE gains, in z, until the log has taught better
 * @param knn what the best candidate by item-kNN gains; 0 because EASE knows better where both have a row
 * @param words what the candidate that reads most like the history gains, word by word
 * @param popularity what the most popular item gains, in z; breaks ties among look-alikes
 * @param borrowers items without a history that borrow from look-alikes, those that read most like the user's
 * @param learn whether the log teaches the weights ({@link Verdict} says when which serve); if not, these always serve
 * @param dislike what the twin of a just rejected item loses, as a share of the score it could reach at most
 * @param dislikeThreshold likeness to a rejected item that is still harmless: 0 as any two items, 1 as twins
 * @param exploration share of the places of a page that cold new arrivals get by chance; 0 for none. A page shorter than
 *     its inverse has none
 * @param fusion how pictures and texts come together; early needs {@code vitrine.preference.fused}
 * @param cold interactions below which an arrival counts as cold
 * @param diversity share of dissimilarity in the order of a page, 0 to 1 (MMR, Carbonell and Goldstein 1998)
 */
@ConfigurationProperties("vitrine.ranking")
@Validated
record RankingProperties(
        @DefaultValue("50") @Min(10) @Max(1000) int probe,
        @DefaultValue("200") @Min(10) @Max(5000) int candidates,
        @DefaultValue("50") @Min(10) @Max(5000) int popular,
        @DefaultValue("30") @Min(0) @Max(1000) int arrivals,

        @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("1")
        double picture,

        @DefaultValue("0.5") @Positive double sharpness,

        @DefaultValue("0.3") @DecimalMin("0") @DecimalMax("1")
        double session,

        @DefaultValue("100") @Min(10) @Max(5000) int related,
        @DefaultValue("3") @PositiveOrZero double together,
        @DefaultValue("0") @PositiveOrZero double knn,
        @DefaultValue("0.6") @PositiveOrZero double words,
        @DefaultValue("0.3") @PositiveOrZero double popularity,
        @DefaultValue("50") @Min(0) @Max(10_000) int borrowers,
        @DefaultValue("true") boolean learn,
        @DefaultValue("0.5") @PositiveOrZero double dislike,

        @DefaultValue("0.3") @DecimalMin("0") @DecimalMax("0.99")
        double dislikeThreshold,

        @DefaultValue("0.1") @DecimalMin("0") @DecimalMax("1")
        double diversity,

        @DefaultValue("0.05") @DecimalMin("0") @DecimalMax("0.5")
        double exploration,

        @DefaultValue("10") @Min(0) int cold,
        @DefaultValue("late") Fusion fusion) {

    /** The same with another diversity. */
    RankingProperties diverse(double other) {
        return with(other, fusion);
    }

    /** The same with another fusion. */
    RankingProperties fused(Fusion other) {
        return with(diversity, other);
    }

    private RankingProperties with(double otherDiversity, Fusion otherFusion) {
        return new RankingProperties(
                probe,
                candidates,
                popular,
                arrivals,
                picture,
                sharpness,
                session,
                related,
                together,
                knn,
                words,
                popularity,
                borrowers,
                learn,
                dislike,
                dislikeThreshold,
                otherDiversity,
                exploration,
                cold,
                otherFusion);
    }
}
