package dev.vitrine.interaction;

/**
 * A user's traces are being removed. Published inside the removing transaction: a module that keeps something about
 * users listens with {@code @EventListener} and deletes it, so that either everything goes or nothing.
 */
public record UserErased(String user) {}
