package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.enrichment.Decision.Action;
import dev.vitrine.enrichment.Decision.Change;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.problem.InvalidRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What machines and people say of items, and who has the last word. */
class StatementsIntegrationTests extends GivenModels {

    @Autowired
    private Annotations annotations;

    private long mug;

    @BeforeEach
    void aRedMug() {
        mug = item("mug", RED);
        vocabularies.put(colours());
    }

    @Test
    void whatAPersonEditedSurvivesEveryMachineRunAndModel() {
        tagging.tag("mug");
        statements.edit("lin", one(mug, Kind.TAG).id(), "blue");
        caption();
        statements.edit("lin", one(mug, Kind.CAPTION).id(), "My own words");

        for (int run = 0; run < 3; run++) {
            revision("r" + run); // another space, and with it another revision
            org.mockito.Mockito.when(captioner.revision()).thenReturn("w" + run);
            writes = (chance, picture) -> "a red thing, again";
            tagging.tag("mug");
            caption();
            tagging.tag(List.of(catalog.item("mug")), vocabularies.all(), null);
        }
        vocabularies.put(
                new Vocabulary("colour", Map.of("en", List.of("{}")), colours().labels(), true, 0, -10, 0.0, "colour"));
        captions.autoAccept(new Captions.Style("en", "concise"), 0.0);
        tagging.tag("mug");
        caption();
        // The shop sends the item again, with another picture.
        catalog.put("mug", draft("Another title"));
        catalog.putPicture(
                "mug",
                0,
                catalog.picture(catalog.item("mug").pictures().getFirst().sha256()));
        tagging.tag("mug");
        caption();

        Statement tag = one(mug, Kind.TAG);
        assertThat(tag.value()).isEqualTo("blue");
        assertThat(tag.state()).isEqualTo(State.EDITED);
        assertThat(tag.decidedBy()).isEqualTo("lin");
        assertThat(Objects.requireNonNull(tag.origin()).said()).isEqualTo("red");
        Statement caption = one(mug, Kind.CAPTION);
        assertThat(caption.value()).isEqualTo("My own words");
        assertThat(caption.state()).isEqualTo(State.EDITED);
        assertThat(catalog.item("mug").tags()).isEqualTo(Map.of("colour", List.of("blue")));
        assertThat(found("own words")).containsExactly("mug");
    }

    @Test
    void whatAPersonAcceptedOrWroteSurvivesToo() {
        tagging.tag("mug");
        statements.accept("lin", List.of(one(mug, Kind.TAG).id()));
        statements.write("lin", "mug", Kind.CAPTION, "en concise", "Written by hand");

        pictures.put(mug, BLUE);
        revision("r2");
        tagging.tag("mug");
        caption();

        assertThat(one(mug, Kind.TAG).value()).isEqualTo("red");
        assertThat(one(mug, Kind.CAPTION).value()).isEqualTo("Written by hand");
    }

    @Test
    void whatWasRejectedIsNotProposedAgainByTheSameRevisionButByAnother() {
        tagging.tag("mug");
        statements.reject("lin", List.of(one(mug, Kind.TAG).id()));
        tagging.tag("mug");
        assertThat(standing(mug, Kind.TAG)).isEmpty();

        revision("r2");
        tagging.tag("mug");
        Statement again = one(mug, Kind.TAG);
        assertThat(again.value()).isEqualTo("red");
        assertThat(Objects.requireNonNull(again.origin()).revision()).isEqualTo("r2");

        caption();
        statements.reject("lin", List.of(one(mug, Kind.CAPTION).id()));
        caption();
        assertThat(standing(mug, Kind.CAPTION)).isEmpty();
        writes = (chance, picture) -> "a red mug";
        caption();
        assertThat(one(mug, Kind.CAPTION).value()).as("other words").isEqualTo("a red mug");
    }

    @Test
    void aRejectedTagIsNotAcceptedUnseenEither() {
        tagging.tag("mug");
        statements.reject("lin", List.of(one(mug, Kind.TAG).id()));
        vocabularies.put(
                new Vocabulary("colour", colours().templates(), colours().labels(), true, 0.5, 1, 0.1, "colour"));

        tagging.tag("mug");

        assertThat(standing(mug, Kind.TAG)).isEmpty();
        assertThat(catalog.item("mug").tags()).isEmpty();
    }

    @Test
    void aNewerProposalTakesThePlaceOfAnOlderAndTheSameSaysNothingNew() {
        tagging.tag("mug");
        Statement first = one(mug, Kind.TAG);
        tagging.tag("mug");
        assertThat(one(mug, Kind.TAG)).isEqualTo(first);
        assertThat(statements.of(mug)).hasSize(1);

        pictures.put(mug, BLUE);
        tagging.tag("mug");

        assertThat(one(mug, Kind.TAG).value()).isEqualTo("blue");
        assertThat(statements.statement(first.id()).state()).isEqualTo(State.SUPERSEDED);
        assertThat(statements.history(first.id()))
                .singleElement()
                .matches(change -> change.decidedBy() == null && change.action() == Action.PROPOSE);
    }

    @Test
    void whatCountsUnseenGivesWayOnlyToWhatCounts() {
        vocabularies.put(
                new Vocabulary("colour", colours().templates(), colours().labels(), true, 0.5, 1, 0.5, "colour"));
        tagging.tag("mug");
        assertThat(one(mug, Kind.TAG).state()).isEqualTo(State.ACCEPTED);

        vocabularies.put(colours());
        pictures.put(mug, BLUE);
        tagging.tag("mug");
        assertThat(standing(mug, Kind.TAG))
                .extracting(Statement::value, Statement::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("red", State.ACCEPTED),
                        org.assertj.core.groups.Tuple.tuple("blue", State.PROPOSED));
        assertThat(catalog.item("mug").tags()).containsEntry("colour", List.of("red"));

        statements.accept("lin", List.of(standing(mug, Kind.TAG).getLast().id()));
        assertThat(one(mug, Kind.TAG).value()).isEqualTo("blue");
        assertThat(catalog.item("mug").tags()).containsEntry("colour", List.of("blue"));
    }

    @Test
    void acceptedTagsAndCaptionsAreFoundAndFilteredByAtOnce() {
        vocabularies.put(new Vocabulary(
                "colour",
                Map.of(),
                List.of(
                        new Label("red", Map.of("en", "red", "zh", "红色"), Map.of("en", List.of("scarlet"))),
                        label("blue"))));
        item("bag", BLUE);
        tagging.tag("mug");
        assertThat(found("scarlet")).isEmpty();
        assertThatThrownBy(() -> catalog.filter("tag.taste==red")).hasMessageContaining("tag.taste");

        Decision accepted = statements.accept("lin", List.of(one(mug, Kind.TAG).id()));

        assertThat(filtered("tag.colour==red")).containsExactly("mug");
        assertThat(filtered("tag.colour!=red")).containsExactly("bag");
        assertThat(filtered("tag.colour=in=(blue,red);category==thing")).containsExactly("mug");
        assertThat(filtered("tag.colour=null=true")).containsExactly("bag");
        assertThat(filtered("tag.colour==R*")).containsExactly("mug");
        assertThat(found("scarlet")).containsExactly("mug");
        assertThat(found("红色")).containsExactly("mug");
        assertThat(catalog.facets(List.of(mug), List.of("tag.colour"), 5).get("tag.colour"))
                .singleElement()
                .matches(facet -> "red".equals(facet.value()) && facet.count() == 1);
        assertThat(catalog.values(List.of(mug), "tag.colour")).containsEntry(mug, List.of("red"));

        // The shop's next delivery does not lose it.
        catalog.put("mug", draft("Renamed"));
        assertThat(found("scarlet")).containsExactly("mug");
        assertThat(filtered("tag.colour==red")).containsExactly("mug");

        statements.undo("lin", accepted.id());
        assertThat(found("scarlet")).isEmpty();
        assertThat(filtered("tag.colour==red")).isEmpty();

        caption();
        statements.edit("lin", one(mug, Kind.CAPTION).id(), "A splendid goblet");
        assertThat(found("goblet")).containsExactly("mug");
        statements.reject("lin", List.of(one(mug, Kind.CAPTION).id()));
        assertThat(found("goblet")).isEmpty();
    }

    @Test
    void anAttributeOfThatNameIsStillReached() {
        item("odd", null, Map.of("tag.colour", "plaid"));

        assertThat(filtered("attributes.tag.colour==plaid")).containsExactly("odd");
    }

    @Test
    void itemsFollowTheChangedWordsOfAVocabulary() {
        tagging.tag("mug");
        statements.accept("lin", List.of(one(mug, Kind.TAG).id()));
        assertThat(found("crimson")).isEmpty();

        vocabularies.put(new Vocabulary(
                "colour",
                Map.of(),
                List.of(new Label("red", Map.of("en", "red"), Map.of("en", List.of("crimson"))), label("blue"))));
        annotations.run(work.claim(Annotations.QUEUE, 10, java.time.Duration.ofMinutes(1)));

        assertThat(found("crimson")).containsExactly("mug");
        vocabularies.delete("colour");
        assertThat(filtered("tag.colour==red")).as("what counts stays").containsExactly("mug");
    }

    @Test
    void everyDecisionCanBeTakenBackAndThatToo() {
        tagging.tag("mug");
        Statement proposed = one(mug, Kind.TAG);

        Decision edited = statements.edit("lin", proposed.id(), "blue");
        Decision undone = statements.undo("kim", edited.id());
        assertThat(statements.statement(proposed.id())).isEqualTo(proposed);

        statements.undo("lin", undone.id());
        assertThat(one(mug, Kind.TAG).value()).isEqualTo("blue");
        assertThat(one(mug, Kind.TAG).decidedBy()).isEqualTo("lin");
        assertThat(statements.history(proposed.id()))
                .extracting(Change::action, Change::decidedBy, Change::valueAfter)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Action.EDIT, "lin", "blue"),
                        org.assertj.core.groups.Tuple.tuple(Action.UNDO, "kim", "red"),
                        org.assertj.core.groups.Tuple.tuple(Action.UNDO, "lin", "blue"));
    }

    @Test
    void whatGaveWayComesBackWithTheDecisionAndNothingElseIsLost() {
        tagging.tag("mug");
        Statement red = one(mug, Kind.TAG);
        statements.accept("lin", List.of(red.id()));
        Decision written = statements.write("kim", "mug", Kind.TAG, "colour", "blue");
        assertThat(one(mug, Kind.TAG).value()).isEqualTo("blue");
        assertThat(written.statements()).hasSize(2);

        statements.undoLatest("kim");
        assertThat(one(mug, Kind.TAG).value()).isEqualTo("red");
        assertThat(one(mug, Kind.TAG).decidedBy()).isEqualTo("lin");
        assertThat(statements.of(mug)).as("the written one is not forgotten").hasSize(2);

        assertThatThrownBy(() -> statements.undoLatest("kim"))
                .isInstanceOf(DecisionNotFound.class)
                .hasMessageContaining("kim");
        statements.undoLatest("lin");
        assertThat(statements.statement(red.id()).state()).isEqualTo(State.PROPOSED);
    }

    @Test
    void onePersonsDecisionsAreTakenBackOneAfterAnother() {
        tagging.tag("mug");
        long id = one(mug, Kind.TAG).id();
        statements.accept("lin", List.of(id));
        statements.edit("lin", id, "blue");
        Decision rejected = statements.reject("lin", List.of(id));

        Decision undone = statements.undoLatest("lin");
        assertThat(statements.statement(id).state()).isEqualTo(State.EDITED);
        statements.undoLatest("lin");
        assertThat(statements.statement(id).value()).isEqualTo("red");
        statements.undoLatest("lin");
        assertThat(statements.statement(id).state()).isEqualTo(State.PROPOSED);
        assertThatThrownBy(() -> statements.undoLatest("lin")).isInstanceOf(DecisionNotFound.class);

        assertThatThrownBy(() -> statements.undo("lin", rejected.id())).isInstanceOf(DecisionOvertaken.class);
        assertThatThrownBy(() -> statements.undo("lin", undone.id())).isInstanceOf(DecisionOvertaken.class);
    }

    @Test
    void aDecisionThatWasBuiltUponCannotBeTakenBack() {
        tagging.tag("mug");
        long id = one(mug, Kind.TAG).id();
        Decision accepted = statements.accept("lin", List.of(id));
        statements.reject("kim", List.of(id));

        assertThatThrownBy(() -> statements.undo("lin", accepted.id()))
                .isInstanceOf(DecisionOvertaken.class)
                .hasMessageContaining("statement " + id);
        assertThat(statements.statement(id).state()).isEqualTo(State.REJECTED);
        assertThatThrownBy(() -> statements.undo("lin", 4711)).isInstanceOf(DecisionNotFound.class);
    }

    @Test
    void manyAreDecidedAtOnceOrNone() {
        List<Long> ids = IntStream.range(0, 4)
                .mapToObj(i -> {
                    long item = item("item " + i, RED);
                    tagging.tag("item " + i);
                    return one(item, Kind.TAG).id();
                })
                .toList();

        assertThatThrownBy(() -> statements.accept("lin", ids)).hasMessageContaining("1 to 3 statements, not 4");
        assertThatThrownBy(() -> statements.accept("lin", List.of())).hasMessageContaining("not 0");
        assertThatThrownBy(() -> statements.accept("lin", List.of(ids.getFirst(), 4711L)))
                .isInstanceOf(StatementNotFound.class)
                .hasMessageContaining("4711");
        assertThat(statements.count(Selection.PROPOSED)).isEqualTo(4);

        Decision some = statements.accept("lin", ids.subList(0, 3));
        assertThat(some.statements()).hasSize(3).allMatch(Statement::counts);
        assertThat(filtered("tag.colour==red")).hasSize(3);
        assertThat(statements
                        .decide("lin", false, Selection.PROPOSED)
                        .orElseThrow()
                        .statements())
                .hasSize(1);
        assertThat(statements.decide("lin", false, Selection.PROPOSED)).isEmpty();
        statements.undo("lin", some.id());
        assertThat(statements.count(Selection.PROPOSED)).isEqualTo(3);
        assertThat(filtered("tag.colour==red")).isEmpty();
    }

    @Test
    void labelsThatGoTogetherEachHaveTheirStatement() {
        background();
        vocabularies.put(
                new Vocabulary("colour", colours().templates(), colours().labels(), false, 0.5, -1, null, "colour"));
        pictures.put(mug, dev.vitrine.vector.UnitVector.of(1, 1));
        tagging.tag("mug");
        List<Statement> both = standing(mug, Kind.TAG);
        assertThat(both).extracting(Statement::value).containsExactlyInAnyOrder("red", "blue");

        statements.accept("lin", List.of(both.getFirst().id()));
        statements.reject("lin", List.of(both.getLast().id()));
        tagging.tag("mug");
        assertThat(one(mug, Kind.TAG).value()).isEqualTo(both.getFirst().value());
        statements.write("lin", "mug", Kind.TAG, "colour", both.getLast().value());

        assertThat(catalog.item("mug").tags().get("colour")).containsExactlyInAnyOrder("red", "blue");
    }

    @Test
    void aPersonsWordsAreHeldToTheirLimits() {
        caption();
        long caption = one(mug, Kind.CAPTION).id();
        statements.edit("lin", caption, "x".repeat(30));
        refused(() -> statements.edit("lin", caption, "x".repeat(31)), "1 to 30 characters");
        refused(() -> statements.edit("lin", caption, "  "), "this has 0");
        refused(() -> statements.edit("lin", caption, "nul\0"), "no nulls");
        refused(() -> statements.write("lin", "mug", Kind.ANSWER, "?".repeat(201), "yes"), "this has 201");
        refused(() -> statements.write("lin", "mug", Kind.TAG, "colour", "mauve"), "no label \"mauve\"");
        assertThatThrownBy(() -> statements.write("lin", "mug", Kind.TAG, "taste", "sweet"))
                .isInstanceOf(VocabularyNotFound.class);
        statements.write("lin", "mug", Kind.TAG, "colour", "");
        assertThat(one(mug, Kind.TAG).value()).as("none of them").isEmpty();
        assertThat(one(mug, Kind.CAPTION).value()).hasSize(30);
        tagging.tag("mug");
        assertThat(one(mug, Kind.TAG).value()).as("is a person's word as well").isEmpty();
    }

    @Test
    void machinesAndPeopleAtTheSameItemTakeTurns() throws Exception {
        tagging.tag("mug");
        long id = one(mug, Kind.TAG).id();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Object>> all = new java.util.ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String person = "person " + i;
                all.add(i % 3 == 0 ? () -> tagging.tag("mug") : () -> statements.edit(person, id, "blue"));
            }
            for (var done : threads.invokeAll(all)) {
                done.get();
            }
        }

        assertThat(one(mug, Kind.TAG).value()).isEqualTo("blue");
        assertThat(statements.of(mug).stream().filter(Statement::counts)).hasSize(1);
        assertThat(statements.history(id)).hasSize(8);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequest.class).hasMessageContaining(reason);
    }

    private void caption() {
        captions.caption("mug", captions.wish(List.of(new Captions.Style("en", "concise")), null, null, null));
    }

    private static ItemDraft draft(String title) {
        return new ItemDraft(
                Map.of("en", title), Map.of(), "thing", Map.of(), new Item.Offer(null, null, null, true), null);
    }

    private List<String> found(String words) {
        List<Long> keys =
                catalog.matching(words, 10).stream().map(match -> match.item()).toList();
        Map<Long, Item> items = catalog.items(keys);
        return keys.stream().map(key -> items.get(key).id()).toList();
    }

    private List<String> filtered(String rsql) {
        return catalog.page(0, 100, catalog.filter(rsql)).stream().map(Item::id).toList();
    }
}
