package dev.vitrine.interaction;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much an event says about what a user likes. Configured under {@code vitrine.interaction.types}.
 *
 * @param weight positive for liking, negative for disliking, 0 for neither
 * @param halfLife after which the event counts half
 */
public record EventType(double weight, @DefaultValue("30d") Duration halfLife) {

    public EventType {
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("an event type's weight must be a finite number, but is " + weight);
        }
        if (!halfLife.isPositive()) {
            throw new IllegalArgumentException("an event type's half-life must be positive, but is " + halfLife);
        }
    }

    /** What an event of this type counts at a later time: weight · 2^(−age / half-life); undecayed if it lies ahead. */
    public double weight(Instant at, Instant now) {
        double age = Math.max(0, Duration.between(at, now).toMillis());
        return weight * Math.pow(2, -age / halfLife.toMillis());
    }
}
