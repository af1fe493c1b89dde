package dev.vitrine.console;

import java.time.Duration;
import java.util.Locale;

/** Spans of time as pages say them, in words of no language. */
final class Moments {

    private static final int MINUTE = 60;

    private Moments() {}

    /** "0.4 s", "12 s", "3:05 min", "1:20 h". */
    static String took(Duration span) {
        Duration shown = span.isNegative() ? Duration.ZERO : span;
        long seconds = shown.toSeconds();
        if (seconds < MINUTE) {
            double exact = shown.toMillis() / 1000.0;
            return String.format(Locale.ROOT, exact < 9.95 ? "%.1f s" : "%.0f s", exact);
        }
        return seconds < MINUTE * MINUTE
                ? String.format(Locale.ROOT, "%d:%02d min", seconds / MINUTE, seconds % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d h", shown.toHours(), shown.toMinutesPart());
    }

    /** Rounded up; at least 0. */
    static long minutes(Duration span) {
        return Math.max(0, Math.ceilDiv(span.toSeconds(), (long) MINUTE));
    }
}
