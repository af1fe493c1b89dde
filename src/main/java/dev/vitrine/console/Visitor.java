package dev.vitrine.console;

import dev.vitrine.demo.DemoUser;
import org.jspecify.annotations.Nullable;

/**
 * Who sits at the shop window.
 *
 * @param id the user id in the log
 * @param shopper the demo's shopper that was picked; null for a visitor of their own
 */
record Visitor(String id, @Nullable DemoUser shopper) {}
