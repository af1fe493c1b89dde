package dev.vitrine.chat;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The server of a larger model, and the limits of calls.
 *
 * @param baseUrl what comes before /chat/completions, such as http://gpu-box:8000/v1; empty for no larger model
 * @param model as the server calls it
 * @param apiKey sent as a bearer token; empty for none
 * @param connect to connect
 * @param firstWord until the first word of an answer
 * @param whole until its last, further attempts included
 * @param attempts of a call that failed before its first word
 * @param backOff before the second; doubled with each, unless the server wishes otherwise
 * @param longestBackOff also of the server's wish
 * @param maxTokens of an answer
 * @param temperature of an answer: 0 for the likeliest words
 * @param maxAnswerSize bytes of an answer as it is sent, which is some hundred for each word
 * @param pictureSide pixels of a picture's longer side; larger ones are scaled down
 * @param maxPictureSize bytes of a picture as it is sent
 * @param pictureTokens what a picture is counted as where the server does not tell
 * @param parallel calls at once
 * @param queue how long a call waits for its turn
 * @param breakerCalls the latest calls that are judged
 * @param breakerFailures the share of them that failed from which on none is made
 * @param breakerRest until one call tries again
 * @param dailyTokens of a day in UTC; null for no limit
 * @param dailyMoney of a day in UTC, in whatever currency the prices are; null for no limit
 * @param promptPrice of a million tokens that are read
 * @param completionPrice of a million tokens that are written
 * @param maxTemplateLength characters of a prompt template
 */
@ConfigurationProperties("vitrine.chat")
@Validated
record ChatProperties(
        @DefaultValue("") String baseUrl,
        @DefaultValue("") String model,
        @DefaultValue("") String apiKey,
        @DefaultValue("5s") Duration connect,
        @DefaultValue("60s") Duration firstWord,
        @DefaultValue("90s") Duration whole,
        @DefaultValue("3") @Min(1) @Max(10) int attempts,
        @DefaultValue("1s") Duration backOff,
        @DefaultValue("20s") Duration longestBackOff,
        @DefaultValue("512") @Min(1) @Max(32768) int maxTokens,

        @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("2")
        double temperature,

        @DefaultValue("4MB") DataSize maxAnswerSize,
        @DefaultValue("1024") @Min(64) @Max(4096) int pictureSide,
        @DefaultValue("1MB") DataSize maxPictureSize,
        @DefaultValue("1500") @Min(0) int pictureTokens,
        @DefaultValue("4") @Min(1) @Max(256) int parallel,
        @DefaultValue("10s") Duration queue,
        @DefaultValue("10") @Min(1) @Max(1000) int breakerCalls,

        @DefaultValue("0.5") @DecimalMin("0.01") @DecimalMax("1")
        double breakerFailures,

        @DefaultValue("30s") Duration breakerRest,
        @PositiveOrZero @Nullable Long dailyTokens,
        @PositiveOrZero @Nullable BigDecimal dailyMoney,

        @DefaultValue("0") @DecimalMin("0") BigDecimal promptPrice,

        @DefaultValue("0") @DecimalMin("0") BigDecimal completionPrice,

        @DefaultValue("4000") @Min(100) int maxTemplateLength) {

    /** Without the key, which nobody needs to read. */
    @Override
    public String toString() {
        return "ChatProperties[baseUrl=" + baseUrl + ", model=" + model + "]";
    }
}
