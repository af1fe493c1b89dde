package dev.vitrine.ranking;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where items are shown, and to whom by other settings.
 *
 * @param scenes places of a shop by name; a name added here needs no code
 * @param experiment the present comparison of variants; another name deals users anew
 * @param variants settings that a share of the users gets instead of the usual ones
 * @param rulesRefresh how soon a rule that another process changed is followed
 */
@ConfigurationProperties("vitrine.ranking")
@Validated
record ShowingProperties(
        @NotEmpty Map<String, @Valid Scene> scenes,
        @DefaultValue("") String experiment,
        @DefaultValue List<@Valid Variant> variants,
        @DefaultValue("5s") Duration rulesRefresh) {

    /**
     * A place where items are shown.
     *
     * @param exclude what is left out there; items that are not active are left out everywhere
     */
    record Scene(@DefaultValue Set<Exclusion> exclude) {}

    /** Why an item is left out. */
    enum Exclusion {
        OUT_OF_STOCK,
        SEEN,
        BOUGHT,
        CART,
        DISLIKED
    }

    /**
     * Other settings for some users.
     *
     * @param share of all users, 0 to 1
     * @param settings names under {@code vitrine.ranking} and their values
     */
    record Variant(
            @NotBlank String name,

            @DecimalMin("0") @DecimalMax("1") double share,
            @DefaultValue Map<String, String> settings) {}
}
