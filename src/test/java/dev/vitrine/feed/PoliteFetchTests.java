package dev.vitrine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.vitrine.catalog.PictureFetch;
import dev.vitrine.problem.InvalidRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many fetches meet a host, and how soon after one another. */
@Timeout(30)
class PoliteFetchTests {

    private final PictureFetch web = mock(PictureFetch.class);
    private final List<Long> begun = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    PoliteFetchTests() {
        when(web.one(anyString(), anyString())).thenAnswer(call -> {
            begun.add(System.nanoTime());
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(600);
            now.decrementAndGet();
            return new byte[1];
        });
    }

    @Test
    void oneHostIsAskedByFewAtOnceAndWithPauses() throws Exception {
        fetch(
                Limits.DEFAULT,
                "https://a.example/1",
                "https://A.example/2",
                "https://a.example/3",
                "https://a.example/4");
        assertThat(most).hasValue(2);
        assertThat(begun.get(1) - begun.get(0))
                .isGreaterThanOrEqualTo(Duration.ofMillis(190).toNanos());
        assertThat(begun.get(2) - begun.get(0))
                .isGreaterThanOrEqualTo(Duration.ofMillis(590).toNanos());
    }

    @Test
    void differentHostsDoNotWaitForEachOther() throws Exception {
        fetch(
                Limits.DEFAULT,
                "https://a.example/1",
                "https://b.example/1",
                "https://c.example/1",
                "https://d.example/1");
        assertThat(most.get()).isGreaterThan(2);
    }

    @Test
    void whoseTurnDoesNotComeInTimeIsToldSo() {
        var polite = new PoliteFetch(web, Limits.SMALL);
        assertThatThrownBy(() -> polite.fetch("https://a.example/1", System.nanoTime() - 1))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("within 1 s");
        assertThat(begun).isEmpty();
    }

    private void fetch(FeedProperties limits, String... addresses) throws Exception {
        var polite = new PoliteFetch(web, limits);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        List<Future<byte[]>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String address : addresses) {
                all.add(threads.submit(() -> polite.fetch(address, deadline)));
            }
            for (Future<byte[]> each : all) {
                assertThat(each.get()).hasSize(1);
            }
        }
    }
}
