package dev.vitrine.ranking;

import dev.vitrine.ranking.reranker.Training;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Hybrid fusion's network: what it looks at, and how it is taught. Its cost in a request grows with {@code first} and with
 * {@code latest}.
 *
 * @param first candidates of late fusion that it puts in order; the others stay behind them as they are
 * @param latest liked items that it compares with, beside interests and session
 * @param lessons users and cuts of their logs that it is taught by, at most
 * @param cuts how often a log is cut, each time a fifth of the likes earlier, where users are fewer than lessons
 * @param steps of each of its six trainings, five of which are judged
 * @param rate the highest of a training
 * @param decay of the weights, towards the order of late fusion
 * @param most time that the six may take together
 * @param margin standard errors by which it must foretell users better than late fusion; else that serves
 * @param seed of all chance in it
 * @param kept revisions that are stored
 */
@ConfigurationProperties("vitrine.ranking.re-ranker")
@Validated
record RerankerProperties(
        @DefaultValue("100") @Min(20) @Max(1000) int first,
        @DefaultValue("12") @Min(0) @Max(100) int latest,
        @DefaultValue("500") @Min(20) @Max(20_000) int lessons,
        @DefaultValue("4") @Min(1) @Max(10) int cuts,
        @DefaultValue("300") @Min(1) @Max(100_000) int steps,

        @DefaultValue("0.001") @Positive @DecimalMax("1") double rate,
        @DefaultValue("0.1") @PositiveOrZero double decay,
        @DefaultValue("2m") Duration most,

        @DefaultValue("2") @DecimalMin("0") @DecimalMax("10")
        double margin,

        @DefaultValue("1") long seed,
        @DefaultValue("10") @Min(1) @Max(1000) int kept) {

    Training.Settings training() {
        return new Training.Settings(steps, rate, decay, most, margin, seed);
    }
}
