package dev.vitrine.evaluation.offline;

import java.time.Instant;

/** A stored run. */
public record Run(long id, Instant at, Scores scores) {}
