package dev.vitrine.interaction;

/** A user did something; published after commit. */
public record InteractionRecorded(Interaction interaction) {}
