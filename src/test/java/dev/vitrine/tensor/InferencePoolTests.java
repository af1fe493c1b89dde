package dev.vitrine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.tensor.InferencePool.Lane;
import dev.vitrine.tensor.InferencePool.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferencePoolTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    private InferencePool pool = new InferencePool(new Limits(1, 8, 2, 16, LONG, LONG));
    private final List<List<Integer>> passes = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        pool.close();
    }

    private Lane<Integer, Integer> doubling() {
        return pool.lane(value -> value / 100, batch -> {
            passes.add(batch);
            return batch.stream().map(value -> 2 * value).toList();
        });
    }

    /** Keeps the only thread busy until the gate opens. */
    private CompletableFuture<?> occupy() {
        var begun = new CountDownLatch(1);
        var occupied = CompletableFuture.runAsync(() -> pool.alone(() -> {
            begun.countDown();
            gate.await();
            return 0;
        }));
        try {
            begun.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return occupied;
    }

    private CompletableFuture<List<Integer>> later(Lane<Integer, Integer> lane, boolean bulk, Integer... inputs) {
        int before = pool.waiting();
        var answer = CompletableFuture.supplyAsync(
                () -> lane.run(List.of(inputs), bulk),
                task -> Thread.ofPlatform().start(task));
        long end = System.nanoTime() + LONG.toNanos();
        while (pool.waiting() == before && !answer.isDone() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return answer;
    }

    @Test
    void outputsComeInTheOrderOfTheInputsWhateverTheirLengths() {
        List<Integer> inputs =
                IntStream.range(0, 50).map(i -> 37 * i % 500).boxed().toList();
        assertThat(doubling().run(inputs, true))
                .isEqualTo(inputs.stream().map(i -> 2 * i).toList());
        assertThat(passes).allSatisfy(pass -> {
            assertThat(pass).hasSizeLessThanOrEqualTo(2);
            assertThat(pass.stream().map(i -> i / 100).distinct()).hasSize(1);
        });
    }

    @Test
    void noInputsAreNoWork() {
        assertThat(doubling().run(List.of(), false)).isEmpty();
        assertThat(passes).isEmpty();
    }

    @Test
    void callersWhoWaitAtTheSameTimeShareAPass() {
        Lane<Integer, Integer> lane = doubling();
        occupy();
        var first = later(lane, false, 1, 2);
        var second = later(lane, false, 3);
        var otherLength = later(lane, false, 100);
        var otherLane = later(doubling(), false, 4);
        gate.countDown();
        assertThat(first.join()).containsExactly(2, 4);
        assertThat(second.join()).containsExactly(6);
        assertThat(otherLength.join()).containsExactly(200);
        assertThat(otherLane.join()).containsExactly(8);
        assertThat(passes).containsExactly(List.of(1, 2, 3), List.of(100), List.of(4));
    }

    @Test
    void interactiveCallsGoBeforeBulkOnes() {
        Lane<Integer, Integer> lane = doubling();
        occupy();
        var bulk = later(lane, true, 1);
        var interactive = later(lane, false, 2);
        gate.countDown();
        CompletableFuture.allOf(bulk, interactive).join();
        assertThat(passes).containsExactly(List.of(2), List.of(1));
    }

    @Test
    void bulkCallsGetATurnHoweverManyInteractiveOnesWait() {
        Lane<Integer, Integer> lane = doubling();
        occupy();
        var bulk = later(lane, true, 1);
        List<CompletableFuture<List<Integer>>> interactive = IntStream.rangeClosed(1, 12)
                .mapToObj(i -> later(lane, false, 100 * i))
                .toList();
        gate.countDown();
        interactive.forEach(CompletableFuture::join);
        bulk.join();
        assertThat(passes.indexOf(List.of(1))).isEqualTo(7);
    }

    @Test
    void theQueueTakesItsLimitAndRefusesOneMore() {
        Lane<Integer, Integer> lane = doubling();
        occupy();
        var first = later(lane, false, 1, 2, 3, 4, 5, 6, 7, 8);
        var second = later(lane, false, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThatThrownBy(() -> lane.run(List.of(9), false))
                .isInstanceOfSatisfying(InferenceBusy.class, busy -> {
                    assertThat(busy.status().value()).isEqualTo(503);
                    assertThat(busy.facts()).containsKey("retryAfter");
                })
                .hasMessageContaining("16 pictures and texts wait, and at most 16 may");
        gate.countDown();
        assertThat(first.join()).hasSize(8);
        assertThat(second.join()).hasSize(8);
        assertThat(lane.run(List.of(9), false)).containsExactly(18);
    }

    @Test
    void bulkCallsWaitForRoom() {
        Lane<Integer, Integer> lane = doubling();
        occupy();
        later(lane, false, 1, 2, 3, 4, 5, 6, 7, 8);
        later(lane, false, 1, 2, 3, 4, 5, 6, 7, 8);
        var bulk = CompletableFuture.supplyAsync(() -> lane.run(List.of(9), true));
        gate.countDown();
        assertThat(bulk.join()).containsExactly(18);
    }

    @Test
    void whatIsNotBegunByItsDeadlineIsRefusedAndForgotten() {
        pool.close();
        pool = new InferencePool(new Limits(1, 8, 2, 16, SHORT, SHORT));
        Lane<Integer, Integer> lane = doubling();
        occupy();
        assertThatThrownBy(() -> lane.run(List.of(1), false)).isInstanceOf(InferenceBusy.class);
        assertThatThrownBy(() -> lane.run(List.of(1), true)).isInstanceOf(InferenceBusy.class);
        assertThat(pool.waiting()).isZero();
        gate.countDown();
        assertThat(lane.run(List.of(2), false)).containsExactly(4);
        assertThat(passes).containsExactly(List.of(2));
    }

    @Test
    void aPassThatHasBegunIsWaitedFor() {
        pool.close();
        pool = new InferencePool(new Limits(1, 8, 2, 16, SHORT, SHORT));
        Lane<Integer, Integer> slow = pool.lane(_ -> 0, batch -> {
            try {
                Thread.sleep(3 * SHORT.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return batch;
        });
        assertThat(slow.run(List.of(1), false)).containsExactly(1);
    }

    @Test
    void nobodyFailsForAnothersInput() {
        Lane<Integer, Integer> picky = pool.lane(_ -> 0, batch -> {
            if (batch.contains(13)) {
                throw new IllegalArgumentException("thirteen");
            }
            return batch;
        });
        occupy();
        var good = later(picky, false, 1, 2);
        var bad = later(picky, false, 13);
        gate.countDown();
        assertThat(good.join()).containsExactly(1, 2);
        assertThatThrownBy(bad::join).hasRootCauseMessage("thirteen");
    }

    @Test
    void theThreadOutlivesErrors() {
        Lane<Integer, Integer> broken = pool.lane(_ -> 0, _ -> {
            throw new StackOverflowError();
        });
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> broken.run(List.of(1), false)).hasRootCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(doubling().run(List.of(1), false)).containsExactly(2);
    }

    @Test
    void aClosedPoolRefuses() {
        Lane<Integer, Integer> lane = doubling();
        occupy();
        var waiting = later(lane, false, 1);
        pool.close();
        assertThatThrownBy(waiting::join).hasMessageContaining("closed");
        assertThatThrownBy(() -> lane.run(List.of(1), false)).hasMessageContaining("closed");
    }

    @Test
    void limitsMustFitTogether() {
        assertThat(new Limits(1, 1, 1, 1, LONG, LONG).queue()).isEqualTo(1);
        assertThatThrownBy(() -> new Limits(1, 2, 1, 1, LONG, LONG)).hasMessageContaining("batch <= queue");
        assertThatThrownBy(() -> new Limits(1, 1, 2, 2, LONG, LONG)).hasMessageContaining("bulk batch <= batch");
        assertThatThrownBy(() -> new Limits(0, 1, 1, 1, LONG, LONG)).hasMessageContaining("at least 1 thread");
    }
}
