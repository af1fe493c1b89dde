package dev.vitrine.preference;

import dev.vitrine.index.Modality;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a log becomes a preference.
 *
 * @param history the user's latest interactions that are read at all; bounds the cost of a user who never stops
 * @param positives liked items that count, latest first; clustering 200 takes about a millisecond
 * @param window older likes do not count
 * @param interests groups that are kept; PinnerSage (arXiv 2007.03634) serves three to five
 * @param mergeLimit two groups are merged while that costs at most this much, in squared distances between two random
 *     items of the catalogue; relative, because spaces differ in how far apart their items lie
 * @param session how long an event belongs to the present visit
 * @param sessionEvents events of a session that count
 * @param sessionDecay what an event of the session counts relative to the one after it
 * @param dislikeHalfLife after which a rejected item pushes its look-alikes down half as much; it stays left out itself
 * @param repeatable event types whose items may be recommended again
 * @param means which event types say that an item is bought, or lies in the cart
 * @param fused whether tastes are also kept of pictures and texts in one vector, for early fusion
 * @param cache users whose interests are kept in memory; about 25 kB each at 512 dimensions
 * @param reuse how long a preference serves as it is while the user does nothing: half-lives are days
 * @param keep how long a stored preference is used; weights of different half-lives drift apart slowly
 */
@ConfigurationProperties("vitrine.preference")
@Validated
record PreferenceProperties(
        @DefaultValue("2000") @Min(1) @Max(100_000) int history,
        @DefaultValue("200") @Min(1) @Max(500) int positives,
        @DefaultValue("90d") Duration window,
        @DefaultValue("5") @Min(1) @Max(20) int interests,
        @DefaultValue("1.2") @Positive double mergeLimit,
        @DefaultValue("30m") Duration session,
        @DefaultValue("20") @Min(1) @Max(100) int sessionEvents,
        @DefaultValue("0.7") @Positive @DecimalMax("1") double sessionDecay,
        @DefaultValue("14d") Duration dislikeHalfLife,
        @DefaultValue Set<String> repeatable,
        @DefaultValue("2000") @Min(1) @Max(10_000_000) int cache,
        @DefaultValue("10s") Duration reuse,
        @DefaultValue("1d") Duration keep,
        @DefaultValue Means means,
        @DefaultValue("false") boolean fused) {

    /** The sides of an item that taste is about. */
    List<Modality> sides() {
        return fused ? List.of(Modality.IMAGE, Modality.TEXT, Modality.FUSED) : List.of(Modality.IMAGE, Modality.TEXT);
    }

    /**
     * What event types say about an item's standing with a user.
     *
     * @param bought the user has it
     * @param cart it lies in the cart
     * @param uncart it was taken out of the cart again
     */
    record Means(
            @DefaultValue("purchase") Set<String> bought,
            @DefaultValue("cart") Set<String> cart,
            @DefaultValue("uncart") Set<String> uncart) {}
}
