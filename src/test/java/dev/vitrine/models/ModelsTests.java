package dev.vitrine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.models.ModelEntry.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTests {

    @TempDir
    private Path home;

    private final FakeHub hub = new FakeHub();
    private Shelf shelf;

    @BeforeEach
    void build() throws IOException {
        shelf = new Shelf(home).at(hub);
        Files.createDirectories(home.resolve("shipped/demo"));
        Files.write(home.resolve("shipped/demo/config.json"), FakeHub.CONFIG);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private void pull() throws IOException {
        shelf.pulling().pull("small", (file, bytes, size) -> {});
    }

    @Test
    void theListHasWhatIsHereAndWhatCouldBe() throws IOException {
        shelf.serves = "demo";
        assertThat(shelf.models().list())
                .satisfiesExactly(
                        demo -> {
                            assertThat(demo.name()).isEqualTo("demo");
                            assertThat(demo.state()).isEqualTo(State.SHIPPED);
                            assertThat(demo.serves()).isTrue();
                            assertThat(demo.bytes()).isEqualTo(FakeHub.CONFIG.length);
                            assertThat(demo.dimension()).isEqualTo(8);
                            assertThat(demo.revision()).isNull();
                        },
                        small -> {
                            assertThat(small.state()).isEqualTo(State.AVAILABLE);
                            assertThat(small.serves()).isFalse();
                            assertThat(small.bytes()).isEqualTo(FakeHub.CONFIG.length + FakeHub.WEIGHTS.length);
                        });

        pull();
        assertThat(shelf.models().list())
                .filteredOn(entry -> entry.name().equals("small"))
                .singleElement()
                .satisfies(small -> {
                    assertThat(small.state()).isEqualTo(State.INSTALLED);
                    assertThat(small.revision()).isEqualTo(FakeHub.COMMIT);
                    assertThat(small.licence()).isEqualTo("MIT");
                });
    }

    @Test
    void aPulledModelIsVerifiedByteByByte() throws IOException {
        pull();
        Models models = shelf.models();
        assertThat(models.verify("small")).isEmpty();

        Files.write(shelf.file("model.safetensors"), FakeHub.flipped(FakeHub.WEIGHTS));
        Files.write(shelf.file("more.safetensors"), FakeHub.WEIGHTS);
        Files.delete(shelf.file("config.json"));
        assertThat(models.verify("small"))
                .hasSize(3)
                .anySatisfy(wrong -> assertThat(wrong).contains("config.json", "missing"))
                .anySatisfy(wrong -> assertThat(wrong)
                        .contains("model.safetensors", FakeHub.sha256(FakeHub.flipped(FakeHub.WEIGHTS))))
                .anySatisfy(wrong -> assertThat(wrong).contains("more.safetensors", "not pulled"));
    }

    @Test
    void aRecordThatTheCatalogueContradictsIsSeen() throws IOException {
        shelf.catalogue = Shelf.vague("\"revision\": \"" + FakeHub.COMMIT + "\",");
        hub.files.put(FakeHub.file("model.safetensors"), FakeHub.flipped(FakeHub.WEIGHTS));
        pull();
        assertThat(shelf.models().verify("small")).isEmpty();

        shelf.catalogue = Shelf.known(FakeHub.COMMIT, FakeHub.CONFIG, FakeHub.WEIGHTS);
        assertThat(shelf.models().verify("small"))
                .singleElement()
                .asString()
                .contains("model.safetensors", "catalogue");
    }

    @Test
    void onlyWhatWasPulledCanBeVerified() throws IOException {
        Files.createDirectories(home.resolve("models/mine"));
        assertThatThrownBy(() -> shelf.models().verify("mine")).isInstanceOf(ModelUnknown.class);
        assertThatThrownBy(() -> shelf.models().verify("demo")).isInstanceOf(ModelUnknown.class);
    }

    @Test
    void aModelIsRemovedAndItsRecordStays() throws IOException {
        pull();
        shelf.models().remove("small", false);
        assertThat(shelf.file("")).doesNotExist();
        assertThat(home.resolve("models/small.lock.json")).exists();
        assertThatThrownBy(() -> shelf.models().remove("small", false)).isInstanceOf(ModelUnknown.class);
    }

    @Test
    void theModelThatServesIsRemovedByForceOnly() throws IOException {
        pull();
        shelf.serves = "small";
        assertThatThrownBy(() -> shelf.models().remove("small", false))
                .isInstanceOf(ModelBusy.class)
                .hasMessageContaining("--force");
        assertThat(shelf.file("config.json")).exists();
        shelf.models().remove("small", true);
        assertThat(shelf.file("")).doesNotExist();
    }

    @Test
    void whatCameWithTheProgramIsNeverRemoved() {
        assertThatThrownBy(() -> shelf.models().remove("demo", true)).isInstanceOf(ModelBusy.class);
        assertThat(home.resolve("shipped/demo/config.json")).exists();
        assertThatThrownBy(() -> shelf.models().remove("../shipped/demo", true)).isInstanceOf(ModelUnknown.class);
        assertThat(home.resolve("shipped/demo/config.json")).exists();
    }

    @Test
    void anUnfinishedPullCanBeRemoved() throws IOException {
        hub.next(FakeHub.file("model.safetensors"), FakeHub.status(404));
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class);
        assertThat(shelf.staged("config.json")).exists();
        shelf.models().remove("small", false);
        assertThat(shelf.staged("")).doesNotExist();
    }

    @Test
    void aLinkIsRemovedAndNotWhatItLeadsTo() throws IOException {
        Files.createDirectories(home.resolve("models"));
        Files.createSymbolicLink(home.resolve("models/linked"), home.resolve("shipped/demo"));
        shelf.models().remove("linked", false);
        assertThat(home.resolve("models/linked")).doesNotExist();
        assertThat(home.resolve("shipped/demo/config.json")).exists();
    }

    @Test
    void aRecordThatCannotBeReadIsNotOverwritten() throws IOException {
        Files.createDirectories(home.resolve("models"));
        Files.writeString(home.resolve("models/small.lock.json"), "{");
        assertThatThrownBy(this::pull).isInstanceOf(ModelBusy.class).hasMessageContaining("small.lock.json");
    }
}
