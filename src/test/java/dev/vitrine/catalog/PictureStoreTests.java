package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.problem.InvalidRequest;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureStoreTests {

    @TempDir
    private Path home;

    private PictureStore store;

    @BeforeEach
    void open() {
        store = new PictureStore(home, Drawn.limits());
    }

    @ParameterizedTest
    @CsvSource({"png,image/png", "jpg,image/jpeg", "gif,image/gif", "bmp,image/bmp"})
    void theTypeIsWhatTheBytesSay(String format, String mediaType) {
        Item.Picture picture = store.look(0, Drawn.encoded(format, 30, 20, Color.RED));

        assertThat(picture.mediaType()).isEqualTo(mediaType);
        assertThat(picture.width()).isEqualTo(30);
        assertThat(picture.height()).isEqualTo(20);
    }

    @Test
    void theSamePictureIsStoredOnceUnderItsHashAndNothingElseIsLeft() throws IOException {
        byte[] red = Drawn.png(8, 8, Color.RED);
        Item.Picture picture = store.look(0, red);
        store.put(picture, red);
        store.put(picture, red);

        try (var files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactly(home.resolve("pictures")
                            .resolve(picture.sha256().substring(0, 2))
                            .resolve(picture.sha256().substring(2)));
        }
        assertThat(store.get(picture.sha256())).isEqualTo(red);
    }

    @Test
    void pixelsAreCountedByTheHeaderFromBothSidesOfTheLimit() {
        assertThat(store.look(0, Drawn.bomb(100, 100)).width()).isEqualTo(100);
        assertThatThrownBy(() -> store.look(1, Drawn.bomb(101, 100)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("picture 1", "101 x 100", "10000");
        assertThatThrownBy(() -> store.look(0, Drawn.bomb(60_000, 60_000))).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> store.look(0, Drawn.bomb(Integer.MAX_VALUE, Integer.MAX_VALUE)))
                .isInstanceOf(InvalidRequest.class);
    }

    @Test
    void bytesAreCountedFromBothSidesOfTheLimit() {
        byte[] png = Drawn.png(8, 8, Color.RED);
        assertThat(store.look(0, Arrays.copyOf(png, 5_000)).width()).isEqualTo(8);
        assertThatThrownBy(() -> store.look(0, Arrays.copyOf(png, 5_001))).hasMessageContainingAll("5001", "5000");
    }

    @Test
    void whatIsNoPictureIsRefused() {
        assertThatThrownBy(() -> store.look(0, new byte[0])).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> store.look(0, "<svg onload='alert(1)'/>".getBytes()))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("no known format");
        byte[] png = Drawn.png(8, 8, Color.RED);
        assertThatThrownBy(() -> store.look(0, Arrays.copyOf(png, 12))).isInstanceOf(InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "../../etc/passwd", "abc", "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void whatWasNeverStoredIsNotFound(String sha256) {
        assertThatThrownBy(() -> store.get(sha256)).isInstanceOf(PictureNotFound.class);
    }
}
