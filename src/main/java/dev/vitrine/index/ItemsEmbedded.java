package dev.vitrine.index;

import java.util.List;

/**
 * Items that arrived or changed have their vectors in the space that serves. It is told before their tasks end, so that
 * what a listener stores is not lost with the process; and then told again.
 *
 * @param items their keys
 */
public record ItemsEmbedded(List<Long> items) {}
