package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Orders.CaptionOrder;
import dev.vitrine.enrichment.Orders.TagOrder;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.index.ItemsEmbedded;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.work.Job;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;

/** Many items tagged and captioned by order. The workers are called by hand, as the threads of a process would. */
class OrdersIntegrationTests extends GivenModels {

    private static final TagOrder ALL_TAGS = new TagOrder(List.of(), false);

    @Autowired
    private Orders orders;

    @Autowired
    private Jobs jobs;

    @Autowired
    @Qualifier("tagWorker")
    private Worker tagger;

    @Autowired
    @Qualifier("captionWorker")
    private Worker writer;

    @Autowired
    @Qualifier("draftWorker")
    private Worker drafter;

    @Autowired
    private ApplicationEventPublisher events;

    @Test
    void theItemsOfAFilterWithAPictureAreTagged() {
        vocabularies.put(colours());
        long red = item("red", RED, Map.of("shelf", "a"));
        long blue = item("blue", BLUE, Map.of("shelf", "a"));
        long other = item("other", BLUE, Map.of("shelf", "b"));
        item("bare", null, Map.of("shelf", "a"));

        Job job = orders.tag("lin", "shelf==a", ALL_TAGS);
        assertThat(job.total()).isEqualTo(2);
        assertThat(job.filter()).isEqualTo("shelf==a");
        work(tagger);

        assertThat(one(red, Kind.TAG).value()).isEqualTo("red");
        assertThat(one(blue, Kind.TAG).value()).isEqualTo("blue");
        assertThat(one(red, Kind.TAG).job()).isEqualTo(job.id());
        assertThat(statements.of(other)).isEmpty();
    }

    @Test
    void onlyThoseThatAreMissingAreOrderedAndWritten() {
        long said = item("said", RED);
        long rejected = item("rejected", RED);
        long mine = item("mine", RED);
        long missing = item("missing", RED);
        captions.caption("said", captions.wish(null, null, null, null));
        captions.caption("rejected", captions.wish(null, null, null, null));
        statements.reject(
                "lin",
                standing(rejected, Kind.CAPTION).stream().map(Statement::id).toList());
        statements.write("lin", "mine", Kind.CAPTION, "en concise", "By hand");
        org.mockito.Mockito.clearInvocations(captioner);

        Job job = orders.caption("lin", null, new CaptionOrder(captions.wish(null, null, 1, null), true));
        assertThat(job.total()).as("mine lacks Chinese, missing lacks both").isEqualTo(2);
        work(writer);

        assertThat(standing(missing, Kind.CAPTION)).hasSize(2);
        assertThat(standing(mine, Kind.CAPTION)).extracting(Statement::value).containsExactly("By hand", "a red thing");
        assertThat(statements.of(said)).hasSize(2);
        verify(captioner, times(1)).captions(anyList(), eq("a picture of"), any(), eq(Priority.BULK));
        assertThat(orders.caption("lin", null, new CaptionOrder(captions.wish(null, null, 1, null), true))
                        .total())
                .isZero();

        org.mockito.Mockito.when(captioner.revision()).thenReturn("w2");
        assertThat(orders.caption("lin", null, new CaptionOrder(captions.wish(null, null, 1, null), true))
                        .total())
                .as("another revision may say again what was rejected")
                .isEqualTo(1);
    }

    @Test
    void allAreWrittenAgainIfThatIsOrdered() {
        long item = item("item", RED);
        captions.caption("item", captions.wish(List.of(new Style("en", "concise")), null, 1, null));
        writes = (chance, picture) -> "a red thing of another day";

        orders.caption(
                "lin",
                null,
                new CaptionOrder(captions.wish(List.of(new Style("en", "concise")), null, 1, null), false));
        work(writer);

        assertThat(one(item, Kind.CAPTION).value()).isEqualTo("a red thing of another day");
        assertThat(statements.of(item)).hasSize(2).first().matches(old -> old.state() == State.SUPERSEDED);
    }

    @Test
    void anItemWhosePictureIsDamagedFailsAloneAndSaysWhy() {
        long good = item("good", RED);
        long bad = item("bad", RED);
        org.mockito.Mockito.doAnswer(call -> {
                    byte[] bytes = call.getArgument(0);
                    if (java.util.Arrays.equals(
                            bytes,
                            catalog.picture(
                                    catalog.item("bad").pictures().getFirst().sha256()))) {
                        throw new ItemWithoutPicture("bad");
                    }
                    return call.callRealMethod();
                })
                .when(vision)
                .decode(any());

        Job job = orders.caption("lin", null, new CaptionOrder(captions.wish(null, null, 1, null), true));
        Map<Work.Task, String> failures = writer.run(work.claim(writer.queue(), 10, Duration.ofMinutes(1)));

        assertThat(failures).hasSize(1);
        failures.forEach((task, reason) -> {
            assertThat(task.subject()).isEqualTo(bad);
            assertThat(task.job()).isEqualTo(job.id());
            assertThat(reason).contains("\"bad\" has no picture");
        });
        assertThat(standing(good, Kind.CAPTION)).hasSize(2);
    }

    @Test
    void aBatchThatIsDoneTwiceSaysTheSameOnce() {
        vocabularies.put(colours());
        long item = item("item", RED);
        orders.tag("lin", null, ALL_TAGS);
        List<Work.Task> batch = work.claim(tagger.queue(), 10, Duration.ofMinutes(1));

        tagger.run(batch);
        tagger.run(batch);

        assertThat(statements.of(item)).hasSize(1);
    }

    @Test
    void itemsThatArriveAreTaggedOnceTheyHaveTheirVectors() {
        vocabularies.put(colours());
        long red = item("red", RED);
        long blue = item("blue", BLUE);
        assertThat(work.claim(EnrichmentWorkers.DRAFT_QUEUE, 10, Duration.ofMinutes(1)))
                .isEmpty();

        events.publishEvent(new ItemsEmbedded(List.of(red, blue)));
        work(drafter);

        assertThat(one(red, Kind.TAG))
                .extracting(Statement::value, Statement::job)
                .containsExactly("red", null);
        assertThat(one(blue, Kind.TAG).value()).isEqualTo("blue");
    }

    /** However many items a batch has and whatever was said of each before, it is told by as many calls. */
    @Test
    void aBatchIsKeptByFewStatementsWhateverWasSaidBefore() {
        vocabularies.put(colours());
        List<Long> items = java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> item("item " + i, i % 2 == 0 ? RED : BLUE))
                .toList();
        orders.tag("lin", null, ALL_TAGS);
        work(tagger);
        statements.edit("lin", one(items.get(0), Kind.TAG).id(), "blue");
        statements.reject("lin", List.of(one(items.get(2), Kind.TAG).id()));
        revision("r2");
        orders.tag("lin", null, ALL_TAGS);
        List<Work.Task> batch = work.claim(tagger.queue(), 100, Duration.ofMinutes(1));

        org.mockito.Mockito.clearInvocations(table);
        assertThat(tagger.run(batch)).isEmpty();
        assertThat(org.mockito.Mockito.mockingDetails(table).getInvocations())
                .as("to lock, to look, to insert and to let give way")
                .hasSizeLessThan(10);

        assertThat(one(items.get(0), Kind.TAG)).matches(mine -> mine.value().equals("blue") && mine.isPersons());
        assertThat(one(items.get(2), Kind.TAG))
                .as("another revision may say it again")
                .matches(again ->
                        again.state() == State.PROPOSED && again.value().equals("red"));
        for (long item : items.subList(3, 20)) {
            assertThat(statements.of(item))
                    .extracting(Statement::state)
                    .containsExactly(State.SUPERSEDED, State.PROPOSED);
            assertThat(statements.history(statements.of(item).getFirst().id()))
                    .hasSize(1)
                    .first()
                    .matches(change -> change.before() == State.PROPOSED && change.after() == State.SUPERSEDED);
        }
    }

    @Test
    void ordersAreHeldToTheirLimits() {
        vocabularies.put(colours());
        for (int i = 0; i < 60; i++) {
            item("item " + i, RED);
        }
        assertThat(orders.tag("lin", null, ALL_TAGS).total()).isEqualTo(60);
        item("one more", RED);
        assertThatThrownBy(() -> orders.tag("lin", null, ALL_TAGS)).hasMessageContaining("the 60 items");
        assertThatThrownBy(() -> orders.tag("lin", "price=", ALL_TAGS)).hasMessageContaining("filter");
        assertThatThrownBy(() -> orders.tag("lin", null, new TagOrder(List.of("taste"), true)))
                .isInstanceOf(VocabularyNotFound.class);
    }

    private void work(Worker worker) {
        List<Work.Task> batch = work.claim(worker.queue(), 100, Duration.ofMinutes(1));
        assertThat(worker.run(batch)).isEmpty();
        work.done(batch);
    }
}
