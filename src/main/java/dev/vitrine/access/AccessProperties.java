package dev.vitrine.access;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often who may call.
 *
 * @param requestsPerSecond of one key; more than one server answers, so that only a runaway client meets it
 * @param pagesPerSecond of one address without a key
 * @param loginsPerMinute of one address; slows guessing down
 * @param writeKeys whether the first start writes its keys and the operator's password to {@code keys} under the home,
 *     readable by its owner alone; the launcher shows them from there
 */
@ConfigurationProperties("vitrine.access")
@Validated
record AccessProperties(
        @DefaultValue("2000") @Min(1) long requestsPerSecond,
        @DefaultValue("100") @Min(1) long pagesPerSecond,
        @DefaultValue("10") @Min(1) long loginsPerMinute,
        @DefaultValue("false") boolean writeKeys) {}
