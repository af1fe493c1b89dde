package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.vitrine.enrichment.Statement.Choice;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.Tagging.Reading;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class TaggingIntegrationTests extends GivenModels {

    @Autowired
    private DryRun dryRun;

    @Test
    void probabilitiesAreTheSoftmaxOfScaledCosinesAndTheBestIsProposedWithItsOrigin() {
        long item = item("mug", UnitVector.of(0.8f, 0.6f));
        vocabularies.put(colours());

        List<Choice> ranking = tagging.tag("mug").getFirst().ranking();

        double red = Math.exp(SCALE * 0.8) / (Math.exp(SCALE * 0.8) + Math.exp(SCALE * 0.6));
        assertThat(ranking).extracting(Choice::value).containsExactly("red", "blue");
        assertThat(ranking.getFirst().score()).isCloseTo(red, within(1e-6));
        Statement proposed = one(item, Kind.TAG);
        assertThat(proposed.value()).isEqualTo("red");
        assertThat(proposed.state()).isEqualTo(State.PROPOSED);
        Statement.Origin origin = java.util.Objects.requireNonNull(proposed.origin());
        assertThat(origin.model() + "@" + origin.revision()).isEqualTo("given@r1");
        assertThat(origin.prompt()).isEqualTo("a red thing");
        assertThat(origin.score()).isCloseTo(red, within(1e-6));
        assertThat(origin.settings()).containsEntry("threshold", 0.5).containsEntry("exclusive", true);
        assertThat(origin.picture())
                .isEqualTo(catalog.item("mug").pictures().getFirst().sha256());
    }

    @Test
    void aModelThatJudgesEachPairGivesProbabilitiesThatNeedNotSumToOne() {
        when(encoder.scoring()).thenReturn(DualEncoder.Scoring.sigmoid(SCALE, -7));
        item("mug", UnitVector.of(0.8f, 0.6f));
        vocabularies.put(colours());

        List<Choice> ranking = tagging.tag("mug").getFirst().ranking();

        assertThat(ranking.get(0).score()).isCloseTo(1 / (1 + Math.exp(-(SCALE * 0.8 - 7))), within(1e-6));
        assertThat(ranking.get(1).score()).isCloseTo(1 / (1 + Math.exp(-(SCALE * 0.6 - 7))), within(1e-6));
    }

    @Test
    void theFiveLikeliestAreKeptWithAProposal() {
        long item = item("mug", RED);
        List<Label> six = new ArrayList<>(labels(5));
        six.add(label("red"));
        vocabularies.put(new Vocabulary("many", Map.of(), six));

        tagging.tag("mug");

        assertThat(one(item, Kind.TAG).ranking())
                .hasSize(5)
                .first()
                .extracting(Choice::value)
                .isEqualTo("red");
    }

    @Test
    void noneOfTheseIsAnAnswerWhereNoLabelStandsOutFromTheBackground() {
        background();
        vocabularies.put(colours());
        long red = item("red", RED);
        long neither = item("neither", UnitVector.of(1, 1));

        assertThat(tagging.tag("red").getFirst().given()).containsExactly("red");
        Reading reading = tagging.tag("neither").getFirst();

        assertThat(reading.given()).containsExactly("");
        assertThat(reading.ranking()).hasSize(3);
        assertThat(reading.ranking().stream().mapToDouble(Choice::score).sum()).isCloseTo(1, within(1e-9));
        assertThat(one(red, Kind.TAG).value()).isEqualTo("red");
        assertThat(one(neither, Kind.TAG).value()).isEmpty();
    }

    @Test
    void labelsThatGoTogetherAreWeighedOneByOneAgainstTheirOwnBackground() {
        background();
        vocabularies.put(new Vocabulary("colours", Map.of(), colours().labels(), false, 0.5, 1, null, "colours"));
        item("red", RED);
        item("neither", UnitVector.of(1, 1));

        assertThat(tagging.tag("red").getFirst().given()).containsExactly("red");
        assertThat(tagging.tag("neither").getFirst().given()).containsExactly("");

        // Every picture of the shop is as red as it is blue: what is both stands out by neither, unless less is asked.
        vocabularies.put(new Vocabulary("colours", Map.of(), colours().labels(), false, 0.5, -1, null, "colours"));
        assertThat(tagging.tag("neither").getFirst().given()).containsExactlyInAnyOrder("red", "blue");
    }

    @Test
    void withoutABackgroundNothingIsSaidOfLabelsThatGoTogether() {
        vocabularies.put(new Vocabulary("colours", Map.of(), colours().labels(), false, 0.5, 1, null, "colours"));
        long item = item("red", RED);

        assertThat(tagging.tag("red").getFirst().given()).isEmpty();
        assertThat(standing(item, Kind.TAG)).isEmpty();
    }

    @Test
    void aLabelBelowTheThresholdIsNotProposed() {
        long item = item("mug", UnitVector.of(0.72f, 0.69f)); // .57 red
        vocabularies.put(new Vocabulary("colour", Map.of(), colours().labels(), true, 0.6, 1, null, "colour"));

        assertThat(tagging.tag("mug").getFirst().given()).isEmpty();
        assertThat(standing(item, Kind.TAG)).isEmpty();
        vocabularies.put(new Vocabulary("colour", Map.of(), colours().labels(), true, 0.55, 1, null, "colour"));
        assertThat(tagging.tag("mug").getFirst().given()).containsExactly("red");
    }

    @Test
    void synonymsAreAveragedWithTheWordsOfAllLanguages() {
        item("mug", RED);
        Label scarlet = new Label(
                "red", Map.of("en", "red", "zh", "红色"), Map.of("en", List.of("scarlet"), "zh", List.of("大红")));
        vocabularies.put(
                new Vocabulary("colour", Map.of("en", List.of("a {}", "{}")), List.of(scarlet, label("blue"))));

        tagging.tag("mug");

        verify(encoder).texts(eq(List.of("a red", "a scarlet", "red", "scarlet", "红色", "大红", "a blue", "blue")), any());
    }

    @Test
    void labelsAreEncodedOnceUntilTheirPromptsChange() {
        item("mug", RED);
        vocabularies.put(colours());

        tagging.tag("mug");
        tagging.tag("mug");
        vocabularies.put(
                new Vocabulary("colour", colours().templates(), colours().labels(), true, 0.9, 2, 0.95, "colour"));
        tagging.tag("mug");
        verify(encoder, times(1)).texts(anyList(), any());

        vocabularies.put(new Vocabulary(
                "colour", Map.of("en", List.of("a {} one")), colours().labels()));
        tagging.tag("mug");
        verify(encoder, times(2)).texts(anyList(), any());
        verify(encoder).texts(eq(List.of("a red one", "a blue one")), any());
    }

    @Test
    void whatTheShopStatesOtherwiseIsFlaggedAndNeverAcceptedUnseen() {
        long states = item("states", RED, Map.of("colour", "Blue"));
        long agrees = item("agrees", RED, Map.of("colour", List.of("red", "green")));
        vocabularies.put(new Vocabulary("colour", Map.of(), colours().labels(), true, 0.5, 1, 0.9, "colour"));

        tagging.tag("states");
        tagging.tag("agrees");

        assertThat(one(states, Kind.TAG).state()).isEqualTo(State.PROPOSED);
        assertThat(one(states, Kind.TAG).mismatches()).containsExactly(new Mismatch("colour", "blue", "red"));
        assertThat(one(agrees, Kind.TAG).state()).isEqualTo(State.ACCEPTED);
        assertThat(one(agrees, Kind.TAG).decidedBy()).isNull();
    }

    @Test
    void aTagIsAcceptedUnseenFromItsScoreOnAndNotBelow() {
        double score = 1 / (1 + Math.exp(-SCALE * 0.2f));
        long item = item("mug", UnitVector.of(0.8f, 0.6f));
        vocabularies.put(new Vocabulary("colour", Map.of(), colours().labels(), true, 0.5, 1, score + 1e-4, "colour"));
        tagging.tag("mug");
        assertThat(one(item, Kind.TAG).state()).isEqualTo(State.PROPOSED);

        jdbc.sql("delete from statement").update();
        vocabularies.put(new Vocabulary("colour", Map.of(), colours().labels(), true, 0.5, 1, score - 1e-4, "colour"));
        tagging.tag("mug");
        assertThat(one(item, Kind.TAG).state()).isEqualTo(State.ACCEPTED);
        assertThat(catalog.item("mug").tags()).containsEntry("colour", List.of("red"));
    }

    @Test
    void anItemWithoutAPictureIsRefusedByName() {
        item("mug", null);
        vocabularies.put(colours());

        assertThatThrownBy(() -> tagging.tag("mug"))
                .isInstanceOf(ItemWithoutPicture.class)
                .hasMessageContaining("\"mug\"");
    }

    @Test
    void aPictureThatIsNotInTheIndexYetIsLookedAtAtOnce() {
        long item = item("mug", RED);
        pictures.clear();
        when(encoder.pictures(anyList(), any())).thenReturn(List.of(BLUE));
        vocabularies.put(colours());

        tagging.tag("mug");

        assertThat(one(item, Kind.TAG).value()).isEqualTo("blue");
    }

    @Test
    void aDryRunTellsWhatAChangeWouldDoAndStoresNothing() {
        for (int i = 0; i < 8; i++) {
            item("red " + i, RED, Map.of("colour", "red"));
        }
        item("mixed", UnitVector.of(0.72f, 0.69f), Map.of("colour", "blue"));
        vocabularies.put(colours());
        Vocabulary strict = new Vocabulary(
                "colour",
                colours().templates(),
                List.of(label("red"), label("blue"), label("green")),
                true,
                0.6,
                1,
                null,
                "colour");

        DryRun.Outcome outcome = dryRun.run(strict, 50, null);

        assertThat(outcome.items()).isEqualTo(9);
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(outcome.labels())
                .containsExactly(
                        new DryRun.Count("red", 9, 8), new DryRun.Count("blue", 0, 0), new DryRun.Count("green", 0, 0));
        assertThat(outcome.before()).isEqualTo(new DryRun.Side(0, 0, 9, 8));
        assertThat(outcome.after()).isEqualTo(new DryRun.Side(0, 1, 9, 8));
        assertThat(outcome.examples()).containsExactly(new DryRun.Example("mixed", List.of("red"), List.of()));
        assertThat(vocabularies.vocabulary("colour")).isEqualTo(colours());
        assertThat(jdbc.sql("select count(*) from statement").query(Long.class).single())
                .isZero();

        assertThat(dryRun.run(strict, 3, null).items()).isEqualTo(3);
        assertThat(dryRun.run(strict, 50, "colour==blue").items()).isEqualTo(1);
        assertThatThrownBy(() -> dryRun.run(strict, 51, null)).hasMessageContaining("1 to 50 items, not 51");
        assertThatThrownBy(() -> dryRun.run(strict, 0, null)).hasMessageContaining("not 0");
    }

    @Test
    void vocabulariesAreHeldToTheirLimits() {
        vocabularies.put(new Vocabulary("most", Map.of(), labels(6)));
        vocabularies.put(new Vocabulary(
                "prompts",
                Map.of("en", IntStream.range(0, 10).mapToObj(i -> i + " {}").toList()),
                labels(2)));
        vocabularies.put(new Vocabulary(
                "synonyms",
                Map.of(),
                List.of(label("red"), new Label("blue", Map.of("en", "blue"), Map.of("en", List.of("navy", "sky"))))));
        vocabularies.put(new Vocabulary("edges", Map.of(), labels(2), true, 0, -10, 0.0, "colour"));
        vocabularies.put(new Vocabulary("edges", Map.of(), labels(2), true, 1, 10, 1.0, "colour"));

        refused(new Vocabulary("most", Map.of(), labels(7)), "7 labels");
        refused(new Vocabulary("few", Map.of(), labels(1)), "1 labels");
        refused(new Vocabulary("twice", Map.of(), List.of(label("red"), label("red"))), "\"red\" is there twice");
        refused(new Vocabulary("", Map.of(), labels(2)), "The name \"\"");
        refused(new Vocabulary("blank", Map.of("en", List.of("no place")), labels(2)), "\"no place\" has no {}");
        refused(
                new Vocabulary("silent", Map.of(), List.of(label("red"), new Label("blue", Map.of()))),
                "\"blue\" has no words");
        refused(
                new Vocabulary(
                        "prompts",
                        Map.of(
                                "en",
                                IntStream.range(0, 11).mapToObj(i -> i + " {}").toList()),
                        labels(2)),
                "make 22 prompts; at most 20");
        refused(
                new Vocabulary(
                        "synonyms",
                        Map.of(),
                        List.of(
                                label("red"),
                                new Label("blue", Map.of("en", "blue"), Map.of("en", List.of("a", "b", "c"))))),
                "3 synonyms in en; at most 2");
        refused(new Vocabulary("edges", Map.of(), labels(2), true, 1.01, 1, null, "x"), "threshold is between 0.0");
        refused(new Vocabulary("edges", Map.of(), labels(2), true, 0.5, 10.1, null, "x"), "background is between -10");
        refused(new Vocabulary("edges", Map.of(), labels(2), true, 0.5, 1, -0.1, "x"), "autoAccept is between 0.0");
        refused(new Vocabulary("edges", Map.of(), labels(2), true, Double.NaN, 1, null, "x"), "not NaN");
        assertThat(vocabularies.all())
                .extracting(Vocabulary::name)
                .containsExactly("edges", "most", "prompts", "synonyms");
    }

    private void refused(Vocabulary vocabulary, String reason) {
        assertThatThrownBy(() -> vocabularies.put(vocabulary))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(reason);
    }

    private static List<Label> labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> label("label" + i)).toList();
    }
}
