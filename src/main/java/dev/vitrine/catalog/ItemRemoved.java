package dev.vitrine.catalog;

/** An item was removed; published after commit. */
public record ItemRemoved(long item) {}
