package dev.vitrine.catalog;

/** An item was stored or changed; published after commit. */
public record ItemChanged(long item, String contentHash) {}
