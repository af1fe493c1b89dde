package dev.vitrine.ranking;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decided over the models.
 *
 * @param kind "boost": what matches gains an amount, or loses it; "pin": the latest that matches stands in a place;
 *     "hide": what matches is not shown; "cap": so many of each value of an attribute on a page
 * @param scene where it holds; null for everywhere
 * @param filter of boosts, pins and hides
 * @param attribute of caps: "category" or an attribute's name
 * @param amount of boosts, in deviations above the background: 1 is a good likeness
 * @param position of pins, from 1
 * @param most of caps
 * @param begins from when it holds; null for always before {@code ends}
 * @param ends until when it holds; null for ever
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RankingRule(
        long id,
        String name,
        String kind,
        @Nullable String scene,
        @Nullable String filter,
        @Nullable String attribute,
        @Nullable Double amount,
        @Nullable Integer position,
        @Nullable Integer most,
        @Nullable Instant begins,
        @Nullable Instant ends,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy) {

    /** What an operator says of a rule. */
    public record Draft(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String scene,
            @Nullable String filter,
            @Nullable String attribute,
            @Nullable Double amount,
            @Nullable Integer position,
            @Nullable Integer most,
            @Nullable Instant begins,
            @Nullable Instant ends) {}

    /** Whether it holds there and then. */
    boolean holds(String there, Instant then) {
        return (scene == null || scene.equals(there))
                && (begins == null || !then.isBefore(begins))
                && (ends == null || then.isBefore(ends));
    }
}
