package dev.vitrine.enrichment;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/**
 * A shop whose pictures have given vectors, an encoder for which texts that name red point one way and all others another,
 * and a captioner that writes what it is told: what is tested is what becomes of it.
 */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.work.first-back-off=1ms",
            "vitrine.work.max-jobs=3",
            "vitrine.work.max-job-size=60",
            "vitrine.work.job-attempts=2",
            "vitrine.work.jobs-kept=2",
            "vitrine.enrichment.draft-tags=true",
            "vitrine.enrichment.max-labels=6",
            "vitrine.enrichment.max-synonyms=2",
            "vitrine.enrichment.max-prompts=20",
            "vitrine.enrichment.max-sample=50",
            "vitrine.enrichment.max-decision=3",
            "vitrine.enrichment.max-value-length=30",
            "vitrine.enrichment.max-candidates=4",
            "vitrine.enrichment.candidates=2"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
abstract class GivenModels {

    static final double SCALE = 10;
    static final UnitVector RED = UnitVector.of(1, 0);
    static final UnitVector BLUE = UnitVector.of(0, 1);

    /** Each test has a space of its own: labels are remembered by space. */
    private static final AtomicInteger SPACES = new AtomicInteger();

    @Autowired
    Catalog catalog;

    @Autowired
    Vocabularies vocabularies;

    @Autowired
    Tagging tagging;

    @Autowired
    Captions captions;

    @Autowired
    Statements statements;

    @Autowired
    Work work;

    @Autowired
    JdbcClient jdbc;

    @MockitoBean
    VectorIndex index;

    @MockitoSpyBean
    Vision vision;

    @MockitoSpyBean
    StatementTable table;

    final DualEncoder encoder = mock();
    final Captioner captioner = mock();
    final Map<Long, UnitVector> pictures = new HashMap<>();
    final Collection<UnitVector> sample = new ArrayList<>();

    /** What the captioner says of the n-th picture of a call that draws by chance, or not. */
    BiFunction<Boolean, Integer, String> writes = (chance, picture) -> "a red thing";

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from work").update();
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from decision").update();
        jdbc.sql("delete from vocabulary").update();
        jdbc.sql("delete from caption_style").update();
        revision("r1");
        when(index.encoder()).thenReturn(encoder);
        when(index.vectors(eq(Modality.IMAGE), anyCollection())).thenAnswer(call -> {
            var found = new Long2ObjectOpenHashMap<>(pictures);
            found.keySet().retainAll(call.<Collection<Long>>getArgument(1));
            return found;
        });
        when(index.keys(Modality.IMAGE)).thenAnswer(call -> new ArrayList<>(pictures.keySet()));
        when(index.sample(Modality.IMAGE)).thenReturn(sample);
        when(encoder.scoring()).thenReturn(DualEncoder.Scoring.softmax(SCALE));
        when(encoder.texts(anyList(), any()))
                .thenAnswer(call -> call.<List<String>>getArgument(0).stream()
                        .map(text -> text.contains("red") ? RED : BLUE)
                        .toList());
        when(captioner.model()).thenReturn("writer");
        when(captioner.revision()).thenReturn("w1");
        when(captioner.kinds())
                .thenReturn(List.of(
                        new Prompts.Caption("en", "concise", "a picture of"),
                        new Prompts.Caption("zh", "concise", "图中是")));
        when(captioner.captions(anyList(), anyString(), any(), any())).thenAnswer(call -> {
            boolean chance = call.<Generation>getArgument(2).sampling() != null;
            List<String> written = new ArrayList<>();
            for (int i = 0; i < call.<List<?>>getArgument(0).size(); i++) {
                written.add(writes.apply(chance, i));
            }
            return written;
        });
        doReturn(captioner).when(vision).captioner(anyString());
    }

    /** Another revision of the model serves from now on. */
    void revision(String revision) {
        when(index.space()).thenReturn(new Space(SPACES.incrementAndGet(), "given", revision, 2));
    }

    /** Enough pictures that lie half way between all texts for a background: none of the labels fits them. */
    void background() {
        for (int i = 0; i < 30; i++) {
            double turn = Math.PI / 4 + (i % 2 == 0 ? 0.05 : -0.05);
            sample.add(UnitVector.of((float) Math.cos(turn), (float) Math.sin(turn)));
        }
    }

    /** Stores an item; without a vector it has no picture. */
    long item(String id, @Nullable UnitVector picture, Map<String, Object> attributes) {
        long key = catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", "Thing " + id),
                                Map.of(),
                                "thing",
                                attributes,
                                new Item.Offer(null, null, null, true),
                                picture == null ? List.of() : List.of(png(id))))
                .key();
        if (picture != null) {
            pictures.put(key, picture);
        }
        return key;
    }

    long item(String id, @Nullable UnitVector picture) {
        return item(id, picture, Map.of());
    }

    private static byte[] png(String id) {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, id.hashCode());
        image.setRGB(1, 0, id.length());
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Vocabulary colours() {
        return new Vocabulary("colour", Map.of("en", List.of("a {} thing")), List.of(label("red"), label("blue")));
    }

    static Label label(String name) {
        return new Label(name, Map.of("en", name));
    }

    /** The statements of an item and kind that are proposed or count. */
    List<Statement> standing(long item, Kind kind) {
        return statements.of(item).stream()
                .filter(statement -> statement.kind() == kind)
                .filter(statement -> statement.state() == Statement.State.PROPOSED || statement.counts())
                .toList();
    }

    /** The one statement of an item and kind that is proposed or counts. */
    Statement one(long item, Kind kind) {
        List<Statement> standing = standing(item, kind);
        org.assertj.core.api.Assertions.assertThat(standing).hasSize(1);
        return standing.getFirst();
    }
}
