package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.vitrine.enrichment.Captions.Candidate;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Captions.Written;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.DualEncoder.Priority;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Captions: written more than once, weighed against the picture, and held against what the shop states. */
class CaptionsIntegrationTests extends GivenModels {

    private static final Style ENGLISH = new Style("en", "concise");
    private static final Style CHINESE = new Style("zh", "concise");

    @Test
    void theCandidateThatFitsThePictureBestIsProposedInEachLanguage() {
        background();
        long mug = item("mug", RED);
        writes = (chance, picture) -> chance ? "a red mug" : "a blue mug";

        List<Written> written = captions.caption("mug", captions.wish(null, null, null, null));

        assertThat(written).extracting(Written::language).containsExactly("en", "zh");
        assertThat(written.getFirst().proposed()).isEqualTo("a red mug");
        assertThat(written.getFirst().candidates())
                .extracting(Candidate::text, Candidate::fits)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a red mug", true),
                        org.assertj.core.groups.Tuple.tuple("a blue mug", false));
        assertThat(standing(mug, Kind.CAPTION))
                .extracting(Statement::topic)
                .containsExactly("en concise", "zh concise");
        Statement.Origin origin =
                Objects.requireNonNull(standing(mug, Kind.CAPTION).getFirst().origin());
        assertThat(origin.prompt()).isEqualTo("a picture of");
        assertThat(origin.model() + "@" + origin.revision()).isEqualTo("writer@w1");
        assertThat(origin.score()).isGreaterThan(0.9);
        assertThat(origin.settings()).containsEntry("candidates", 2).containsEntry("temperature", 0.7);
    }

    @Test
    void aCaptionThatFitsNoBetterThanAnyIsNotOffered() {
        background();
        long mug = item("mug", RED);
        writes = (chance, picture) -> "a blue mug";

        Written written = captions.caption("mug", captions.wish(List.of(ENGLISH), null, null, null))
                .getFirst();

        assertThat(written.proposed()).isNull();
        assertThat(written.candidates())
                .singleElement()
                .matches(candidate -> !candidate.fits() && Objects.requireNonNull(candidate.score()) < 0.1);
        assertThat(statements.of(mug)).isEmpty();
    }

    @Test
    void whileTheShopIsSmallTheLikeliestIsProposedWithoutAScoreAndNeverAcceptedUnseen() {
        long mug = item("mug", RED);
        captions.autoAccept(ENGLISH, 0.0);
        writes = (chance, picture) -> chance ? "drawn by chance" : "the likeliest";

        captions.caption("mug", captions.wish(List.of(ENGLISH), null, null, null));

        Statement caption = one(mug, Kind.CAPTION);
        assertThat(caption.value()).isEqualTo("the likeliest");
        assertThat(caption.state()).isEqualTo(State.PROPOSED);
        assertThat(Objects.requireNonNull(caption.origin()).score()).isNull();
    }

    @Test
    void acceptingUnseenIsSetByStyleAndOffByDefault() {
        background();
        long mug = item("mug", RED);
        captions.caption("mug", captions.wish(null, null, null, null));
        assertThat(standing(mug, Kind.CAPTION)).extracting(Statement::state).containsOnly(State.PROPOSED);
        double score = Objects.requireNonNull(
                Objects.requireNonNull(standing(mug, Kind.CAPTION).getFirst().origin())
                        .score());
        jdbc.sql("delete from statement").update();

        captions.autoAccept(ENGLISH, score);
        captions.autoAccept(CHINESE, Math.nextUp(score));
        captions.caption("mug", captions.wish(null, null, null, null));

        assertThat(standing(mug, Kind.CAPTION))
                .extracting(Statement::topic, Statement::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("en concise", State.ACCEPTED),
                        org.assertj.core.groups.Tuple.tuple("zh concise", State.PROPOSED));
        assertThat(captions.styles())
                .extracting(Captions.StyleSettings::autoAccept)
                .containsExactly(score, Math.nextUp(score));
        captions.autoAccept(CHINESE, null);
        assertThat(captions.styles().getLast().autoAccept()).isNull();
        assertThatThrownBy(() -> captions.autoAccept(ENGLISH, 1.1)).hasMessageContaining("between 0.0 and 1.0");
        assertThatThrownBy(() -> captions.autoAccept(new Style("tlh", "terse"), 0.5))
                .hasMessageContaining("writes no \"tlh terse\" captions, but en concise, zh concise");
    }

    @Test
    void aCaptionThatContradictsTheShopSaysSoAndIsNotAcceptedUnseen() {
        background();
        vocabularies.put(colours());
        captions.autoAccept(ENGLISH, 0.0);
        long mug = item("mug", RED, Map.of("colour", "blue"));

        Written written = captions.caption("mug", captions.wish(List.of(ENGLISH), null, null, null))
                .getFirst();

        assertThat(written.mismatches()).containsExactly(new Mismatch("colour", "blue", "red"));
        assertThat(one(mug, Kind.CAPTION).mismatches()).isEqualTo(written.mismatches());
        assertThat(one(mug, Kind.CAPTION).state()).isEqualTo(State.PROPOSED);
        assertThat(statements.count(new Selection(State.PROPOSED, null, null, true, null, null)))
                .isEqualTo(1);
        assertThat(statements.count(new Selection(State.PROPOSED, null, null, false, null, null)))
                .isZero();
    }

    @Test
    void aPrefixIsHowTheCaptionBegins() {
        item("mug", RED);
        writes = (chance, picture) -> "mug";

        captions.caption("mug", captions.wish(List.of(ENGLISH), " a red ", 1, null));
        captions.caption("mug", captions.wish(List.of(CHINESE), "红色的", 1, null));

        verify(captioner).captions(anyList(), eq("a picture of a red"), any(), eq(Priority.INTERACTIVE));
        verify(captioner).captions(anyList(), eq("图中是 红色的"), any(), any());
        assertThat(standing(catalog.item("mug").key(), Kind.CAPTION))
                .extracting(Statement::value)
                .containsExactly("a red mug", "红色的mug");
        refused(() -> captions.wish(null, "a", null, null), "name one language and style");
        refused(() -> captions.wish(List.of(ENGLISH, CHINESE), "a", null, null), "name one language");
        assertThat(captions.wish(List.of(ENGLISH), "x".repeat(200), null, null).prefix())
                .hasSize(200);
        refused(() -> captions.wish(List.of(ENGLISH), "x".repeat(201), null, null), "this has 201");
    }

    @Test
    void wishesAreHeldToTheirLimits() {
        assertThat(captions.wish(null, null, null, null))
                .isEqualTo(new Captions.Wish(List.of(), "", 2, 1, Engine.LOCAL));
        assertThat(captions.wish(null, null, 4, 16).beams()).isEqualTo(16);
        refused(() -> captions.wish(null, null, 5, null), "1 to 4 candidates of a caption, not 5");
        refused(() -> captions.wish(null, null, 0, null), "not 0");
        assertThatThrownBy(() -> captions.wish(null, null, 1, 17)).hasMessageContaining("beams");
        item("bare", null);
        assertThatThrownBy(() -> captions.caption("bare", captions.wish(null, null, null, null)))
                .isInstanceOf(ItemWithoutPicture.class);
        verify(captioner, never()).captions(anyList(), any(), any(), any());
    }

    @Test
    void theScoreIsThatOfTheTextAgainstItsOwnBackground() {
        background();
        item("mug", RED);

        Double score = captions.caption("mug", captions.wish(List.of(ENGLISH), null, 1, null))
                .getFirst()
                .candidates()
                .getFirst()
                .score();

        Calibration calibration = Calibration.of(List.of(RED), sample);
        double mean = (Math.cos(Math.PI / 4 + 0.05) + Math.cos(Math.PI / 4 - 0.05)) / 2;
        double deviation = (Math.cos(Math.PI / 4 - 0.05) - Math.cos(Math.PI / 4 + 0.05)) / 2;
        assertThat(calibration.standsOut(0, 1)).isCloseTo(mean + deviation, within(1e-6));
        assertThat(score).isCloseTo(1 / (1 + Math.exp(-SCALE * (1 - mean - deviation))), within(1e-6));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequest.class).hasMessageContaining(reason);
    }
}
