package dev.vitrine.feed;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Limits for tests: large, and small enough to reach. */
final class Limits {

    static final FeedProperties DEFAULT = new FeedProperties(
            DataSize.ofMegabytes(10),
            1_000,
            50,
            DataSize.ofKilobytes(256),
            DataSize.ofMegabytes(10),
            100,
            DataSize.ofMegabytes(100),
            20,
            100,
            10,
            Duration.ofSeconds(60),
            2,
            Duration.ofMillis(200),
            50);

    static final FeedProperties SMALL = new FeedProperties(
            DataSize.ofBytes(200),
            3,
            3,
            DataSize.ofBytes(60),
            DataSize.ofKilobytes(4),
            3,
            DataSize.ofKilobytes(50),
            20,
            100,
            10,
            Duration.ofSeconds(1),
            1,
            Duration.ofMillis(300),
            50);

    private Limits() {}
}
