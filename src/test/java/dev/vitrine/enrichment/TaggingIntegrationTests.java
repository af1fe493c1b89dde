package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.enrichment.Tagging.Label;
import dev.vitrine.enrichment.Tagging.Tag;
import dev.vitrine.enrichment.Tagging.Vocabulary;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Tags by given vectors: texts that name red point one way, texts that name blue the other. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.enrichment.max-labels=6"})
@Import(TestDatabase.class)
class TaggingIntegrationTests {

    private static final double SCALE = 10;
    /** Each test has a space of its own: labels are remembered by space. */
    private static final AtomicInteger SPACES = new AtomicInteger();

    @Autowired
    private Tagging tagging;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @MockitoBean
    private VectorIndex index;

    private final DualEncoder encoder = mock();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from vocabulary").update();
        when(index.space()).thenReturn(new Space(SPACES.incrementAndGet(), "given", "r1", 2));
        when(index.encoder()).thenReturn(encoder);
        when(encoder.scoring()).thenReturn(DualEncoder.Scoring.softmax(SCALE));
        when(encoder.texts(anyList(), any()))
                .thenAnswer(call -> call.<List<String>>getArgument(0).stream()
                        .map(text -> text.contains("red") ? UnitVector.of(1, 0) : UnitVector.of(0, 1))
                        .toList());
    }

    @Test
    void probabilitiesAreTheSoftmaxOfScaledCosinesAndTellWhoSaidSo() {
        long item = put("mug", UnitVector.of(0.8f, 0.6f));
        tagging.put(colours());

        List<Tag> tags = tagging.tag("mug");

        double red = Math.exp(SCALE * 0.8) / (Math.exp(SCALE * 0.8) + Math.exp(SCALE * 0.6));
        assertThat(tags).extracting(Tag::label).containsExactly("red", "blue");
        assertThat(tags.getFirst().probability()).isCloseTo(red, within(1e-6));
        assertThat(tags)
                .allMatch(tag -> tag.model().equals("given") && tag.revision().equals("r1"));
        assertThat(tagging.tags(item)).hasSize(2).first().extracting(Tag::label).isEqualTo("red");
    }

    @Test
    void aModelThatJudgesEachPairGivesProbabilitiesThatNeedNotSumToOne() {
        when(encoder.scoring()).thenReturn(DualEncoder.Scoring.sigmoid(SCALE, -7));
        put("mug", UnitVector.of(0.8f, 0.6f));
        tagging.put(colours());

        List<Tag> tags = tagging.tag("mug");

        assertThat(tags.get(0).probability()).isCloseTo(1 / (1 + Math.exp(-(SCALE * 0.8 - 7))), within(1e-6));
        assertThat(tags.get(1).probability()).isCloseTo(1 / (1 + Math.exp(-(SCALE * 0.6 - 7))), within(1e-6));
    }

    @Test
    void theFiveLikeliestOfEachVocabularyAreKeptInPlaceOfEarlierOnes() {
        long item = put("mug", UnitVector.of(1, 0));
        tagging.put(new Vocabulary("many", Map.of(), labels(6)));
        tagging.put(colours());

        tagging.tag("mug");
        tagging.tag("mug");

        assertThat(tagging.tags(item)).hasSize(5 + 2);
        tagging.delete("many");
        assertThat(tagging.tags(item)).hasSize(2);
    }

    @Test
    void labelsAreEncodedOnceUntilTheVocabularyChanges() {
        put("mug", UnitVector.of(1, 0));
        tagging.put(colours());

        tagging.tag("mug");
        tagging.tag("mug");
        verify(encoder, times(1)).texts(anyList(), any());

        tagging.put(new Vocabulary(
                "colour", Map.of("en", List.of("a {} one")), colours().labels()));
        tagging.tag("mug");
        verify(encoder, times(2)).texts(anyList(), any());
        verify(encoder).texts(eq(List.of("a red one", "a blue one")), any());
    }

    @Test
    void anItemWithoutAPictureIsRefusedByName() {
        put("mug", null);
        tagging.put(colours());

        assertThatThrownBy(() -> tagging.tag("mug"))
                .isInstanceOf(PictureNotEmbedded.class)
                .hasMessageContaining("\"mug\"");
    }

    @Test
    void vocabulariesAreHeldToTheirLimits() {
        tagging.put(new Vocabulary("most", Map.of(), labels(6)));

        refused(new Vocabulary("most", Map.of(), labels(7)), "7 labels");
        refused(new Vocabulary("few", Map.of(), labels(1)), "1 labels");
        refused(new Vocabulary("twice", Map.of(), List.of(label("red"), label("red"))), "\"red\" is there twice");
        refused(new Vocabulary("", Map.of(), labels(2)), "The name \"\"");
        refused(new Vocabulary("blank", Map.of("en", List.of("no place")), labels(2)), "\"no place\" has no {}");
        refused(
                new Vocabulary("silent", Map.of(), List.of(label("red"), new Label("blue", Map.of()))),
                "\"blue\" has no words");
        assertThat(tagging.vocabularies()).extracting(Vocabulary::name).containsExactly("most");
    }

    private void refused(Vocabulary vocabulary, String reason) {
        assertThatThrownBy(() -> tagging.put(vocabulary))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(reason);
    }

    private static Vocabulary colours() {
        return new Vocabulary("colour", Map.of("en", List.of("a {} thing")), List.of(label("red"), label("blue")));
    }

    private static Label label(String name) {
        return new Label(name, Map.of("en", name));
    }

    private static List<Label> labels(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> label("label" + i)).toList());
    }

    private long put(String id, @org.jspecify.annotations.Nullable UnitVector picture) {
        long key = catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", id),
                                Map.of(),
                                null,
                                Map.of(),
                                new Item.Offer(null, null, null, true),
                                null))
                .key();
        when(index.vectors(eq(Modality.IMAGE), anyCollection()))
                .thenReturn(picture == null ? Map.of() : Map.of(key, picture));
        return key;
    }
}
