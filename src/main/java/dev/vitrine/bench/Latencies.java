package dev.vitrine.bench;

import java.util.Arrays;

/** How long calls of one kind took. Not safe for several threads at once. */
final class Latencies {

    private long[] nanos = new long[1024];
    private int count;
    private int errors;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    void failed() {
        errors++;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
        errors += others.errors;
    }

    /** Milliseconds; NaN without a call. */
    Figures figures(double seconds) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Figures(
                count, errors, count / seconds, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))] / 1e6;
    }

    /** Answers, failures, answers a second, and milliseconds. */
    record Figures(int count, int errors, double perSecond, double p50, double p95, double p99, double longest) {}
}
