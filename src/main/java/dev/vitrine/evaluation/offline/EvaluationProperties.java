package dev.vitrine.evaluation.offline;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How far an evaluation that the server runs may go; the command has no such limit.
 *
 * @param mostUsers users that are measured at most
 */
@ConfigurationProperties("vitrine.evaluation")
@Validated
record EvaluationProperties(
        @DefaultValue("2000") @Min(1) @Max(100_000) int mostUsers) {}
