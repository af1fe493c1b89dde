package dev.vitrine.feed;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a file.
 *
 * @param line in the file, from 1; the last where a quoted value goes over several, the first of an element
 * @param values by column; what is missing is not said
 * @param damage why the row cannot be read, if so
 */
record FeedRow(
        long line, Map<String, String> values, @Nullable String damage) {}
