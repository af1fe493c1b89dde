package dev.vitrine.interaction;

/**
 * What an anonymous visitor did belongs to a user from now on. Published inside the merging transaction: a module that
 * keeps something about users listens with {@code @EventListener} and moves or forgets it, so that all goes or nothing.
 */
public record UserMerged(String from, String into) {}
