package dev.vitrine.interaction;

import java.time.Duration;

/**
 * How much an event says about what a user likes. Configured under {@code vitrine.interaction.types}.
 *
 * @param weight positive for liking, negative for disliking
 * @param halfLife after which the event counts half
 */
public record EventType(double weight, Duration halfLife) {}
