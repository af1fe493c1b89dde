package dev.vitrine.models;

import static dev.vitrine.models.FakeHub.COMMIT;
import static dev.vitrine.models.FakeHub.CONFIG;
import static dev.vitrine.models.FakeHub.WEIGHTS;
import static dev.vitrine.models.FakeHub.file;
import static dev.vitrine.models.FakeHub.flipped;
import static dev.vitrine.models.FakeHub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine that breaks off, stalls, redirects and lies. */
@Timeout(60)
class PullingTests {

    private static final PullProgress SILENT = (file, bytes, size) -> {};
    private static final String MODEL = file("model.safetensors");

    @TempDir
    private Path home;

    private final FakeHub hub = new FakeHub();
    private Shelf shelf;

    @BeforeEach
    void build() {
        shelf = new Shelf(home).at(hub);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Pulling.Pulled pull() throws IOException {
        return shelf.pulling().pull("small", SILENT);
    }

    private void assertHere() {
        assertThat(shelf.file("config.json")).hasBinaryContent(CONFIG);
        assertThat(shelf.file("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(shelf.file("")).isDirectoryNotContaining("glob:**part*");
    }

    @Test
    void allFilesArriveTogetherAndTheSecondTimeNothingIsFetched() throws IOException {
        List<String> seen = new ArrayList<>();
        Pulling.Pulled pulled =
                shelf.pulling().pull("small", (file, bytes, size) -> seen.add(file + bytes + "/" + size));

        assertHere();
        assertThat(pulled.fresh()).isTrue();
        assertThat(pulled.recorded()).isEmpty();
        assertThat(seen).last().isEqualTo("model.safetensors" + WEIGHTS.length + "/" + WEIGHTS.length);
        int calls = hub.calls.size();
        assertThat(calls).isEqualTo(2);
        assertThat(pull().fresh()).isFalse();
        assertThat(hub.calls).hasSize(calls);
    }

    @Test
    void aBrokenDownloadGoesOnWhereItWas() throws IOException {
        hub.next(MODEL, hub.breaksOffAfter(1_200_000));

        pull();

        assertHere();
        assertThat(hub.callsOf(MODEL)).isEqualTo(2);
        assertThat(hub.lastCallOf(MODEL).headers()).containsKey("if-range");
        assertThat(hub.lastCallOf(MODEL).headers().get("range")).isEqualTo("bytes=1200000-");
    }

    @Test
    void soItDoesInTheNextPull() throws IOException {
        hub.next(MODEL, hub.breaksOffAfter(1000), hub.breaksOffAfter(0), hub.breaksOffAfter(0), hub.breaksOffAfter(0));
        assertThatThrownBy(this::pull)
                .isInstanceOf(PullFailed.class)
                .hasMessageContainingAll("model.safetensors", "3 attempts", "kept");
        assertThat(shelf.file("")).doesNotExist();

        pull();

        assertHere();
        assertThat(hub.callsOf(file("config.json"))).isEqualTo(1);
    }

    @Test
    void aLongDownloadMayBreakOffMoreOftenThanTheAttempts() throws IOException {
        byte[] large = FakeHub.weights(4_800_000, 3);
        hub.files.put(MODEL, large);
        shelf.catalogue = Shelf.known(COMMIT, CONFIG, large);
        FakeHub.Answer further = exchange -> {
            int from = Integer.parseInt(
                    exchange.getRequestHeaders().getFirst("Range").replaceAll("\\D", ""));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (large.length - 1) + "/" + large.length);
            exchange.sendResponseHeaders(206, large.length - from);
            exchange.getResponseBody().write(large, from, 1_100_000);
            exchange.getResponseBody().flush();
        };
        hub.next(MODEL, hub.breaksOffAfter(1_100_000), further, further, further);

        pull();

        assertThat(shelf.file("model.safetensors")).hasBinaryContent(large);
        assertThat(hub.callsOf(MODEL)).isEqualTo(5);
    }

    @Test
    void aStalledDownloadIsGivenUpAndContinued() throws IOException {
        hub.next(MODEL, hub.tricklesAfter(500_000, 5_000));
        pull();
        assertHere();
        assertThat(hub.lastCallOf(MODEL).headers().get("range")).startsWith("bytes=50000");
    }

    @Test
    void aDownloadThatTricklesInIsGivenUpAndContinued() throws IOException {
        hub.next(MODEL, hub.tricklesAfter(500_000, 50));
        pull();
        assertHere();
        assertThat(hub.callsOf(MODEL)).isEqualTo(2);
    }

    @Test
    void aServerThatIgnoresRangesSendsAllOfIt() throws IOException {
        hub.next(MODEL, hub.breaksOffAfter(1000), FakeHub.whole(WEIGHTS));
        pull();
        assertHere();
        assertThat(hub.callsOf(MODEL)).isEqualTo(2);
    }

    @Test
    void anotherPartThanAskedForIsNotPutThere() throws IOException {
        hub.next(MODEL, hub.breaksOffAfter(1000), exchange -> {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes 0-" + (WEIGHTS.length - 1) + "/" + WEIGHTS.length);
            exchange.sendResponseHeaders(206, WEIGHTS.length);
            exchange.getResponseBody().write(WEIGHTS);
        });
        pull();
        assertHere();
        assertThat(hub.lastCallOf(MODEL).headers()).doesNotContainKey("range");
    }

    @Test
    void twoVersionsAreNotPutTogether() throws IOException {
        byte[] other = FakeHub.weights(3_000_000, 2);
        hub.next(MODEL, exchange -> {
            exchange.sendResponseHeaders(200, other.length); // no ETag, so that the change goes unseen
            exchange.getResponseBody().write(other, 0, 1000);
            exchange.getResponseBody().flush();
        });

        pull();

        assertHere();
        assertThat(hub.callsOf(MODEL)).isEqualTo(3);
    }

    @Test
    void aWrongFileIsDeletedAndTheGoodOnesAreKept() throws IOException {
        hub.files.put(MODEL, flipped(WEIGHTS));

        assertThatThrownBy(this::pull)
                .isInstanceOf(PullFailed.class)
                .hasMessageContainingAll(
                        "model.safetensors", FakeHub.sha256(WEIGHTS), FakeHub.sha256(flipped(WEIGHTS)), "deleted");
        assertThat(shelf.file("")).doesNotExist();
        assertThat(shelf.staged("config.json")).exists();
        assertThat(shelf.staged("model.safetensors")).doesNotExist();
        assertThat(shelf.staged("model.safetensors.part")).doesNotExist();

        hub.files.put(MODEL, WEIGHTS);
        pull();
        assertHere();
        assertThat(hub.callsOf(file("config.json"))).isEqualTo(1);
        assertThat(hub.callsOf(MODEL)).isEqualTo(2);
    }

    @Test
    void aServerThatSaysAnotherLengthIsNotListenedTo() {
        hub.files.put(MODEL, Arrays.copyOf(WEIGHTS, WEIGHTS.length + 1));
        assertThatThrownBy(this::pull).hasMessageContainingAll("" + WEIGHTS.length, "" + (WEIGHTS.length + 1));
        assertThat(hub.callsOf(MODEL)).isEqualTo(1);
    }

    @Test
    void aServerThatSendsMoreThanExpectedIsCutOff() {
        hub.next(MODEL, FakeHub.chunked(Arrays.copyOf(WEIGHTS, WEIGHTS.length + 100_000)));
        assertThatThrownBy(this::pull).hasMessageContainingAll("more than", "" + WEIGHTS.length);
    }

    @Test
    void aServerThatSendsLessIsAskedForTheRest() throws IOException {
        hub.next(MODEL, FakeHub.chunked(Arrays.copyOf(WEIGHTS, 2_000_000)));
        pull();
        assertHere();
    }

    @Test
    void aFileOfUnknownSizeIsTakenUpToTheLimit() throws IOException {
        shelf.catalogue = Shelf.vague("\"revision\": \"" + COMMIT + "\",");
        byte[] most = FakeHub.weights(5 * 1024 * 1024 - 100, 1);
        hub.next(MODEL, FakeHub.chunked(most));
        assertThat(pull().record().file("model.safetensors").orElseThrow().size())
                .isEqualTo(most.length);

        shelf.models().remove("small", false);
        Files.delete(home.resolve("models/small.lock.json"));
        hub.next(MODEL, FakeHub.chunked(FakeHub.weights(5 * 1024 * 1024, 1)));
        assertThatThrownBy(this::pull).hasMessageContainingAll("max-file-size", "" + 5 * 1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void whatWillNotChangeIsNotTriedAgain(int code) {
        hub.next(MODEL, status(code));
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class).hasMessageContaining("" + code);
        assertThat(hub.callsOf(MODEL)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void whatMayChangeIsTriedAgain(int code) throws IOException {
        hub.next(MODEL, status(code), status(code));
        pull();
        assertHere();
        assertThat(hub.callsOf(MODEL)).isEqualTo(3);
    }

    @Test
    void butNotForEver() {
        hub.next(MODEL, status(503), status(503), status(503));
        assertThatThrownBy(this::pull).hasMessageContainingAll("503", "3 attempts");
        assertThat(hub.callsOf(MODEL)).isEqualTo(3);
    }

    @Test
    void aServersWishForAPauseIsGrantedUpToTheLongest() throws IOException {
        hub.next(MODEL, status(429, "Retry-After", "1"), status(429, "Retry-After", "3600"));
        long began = System.nanoTime();
        pull();
        assertThat(System.nanoTime() - began)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(2_500), TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void theTokenGoesToTheHubAndNotWhereItRedirects() throws IOException {
        shelf.token = "hf_secret";
        try (var elsewhere = new FakeHub()) {
            hub.next(MODEL, status(302, "Location", elsewhere.url("localhost") + MODEL + "?signature=x"));
            pull();
            assertHere();
            assertThat(hub.lastCallOf(MODEL).headers()).containsEntry("authorization", "Bearer hf_secret");
            assertThat(elsewhere.lastCallOf(MODEL).headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void anotherPortOfTheSameHostIsAnotherHost() throws IOException {
        shelf.token = "hf_secret";
        try (var elsewhere = new FakeHub()) {
            hub.next(MODEL, status(307, "Location", elsewhere.url("127.0.0.1") + MODEL));
            pull();
            assertThat(elsewhere.lastCallOf(MODEL).headers()).doesNotContainKey("authorization");
        }
    }

    @Test
    void theTokenIsShownNowhere() {
        shelf.token = "hf_secret";
        assertThat(shelf.settings().toString()).doesNotContain("hf_secret");
        hub.next(MODEL, status(403));
        assertThatThrownBy(this::pull).hasMessageContaining("HF_TOKEN").hasMessageNotContaining("hf_secret");
    }

    @Test
    void aBrokenDownloadGoesOnBehindARedirect() throws IOException {
        hub.next(MODEL, status(302, "Location", "/cdn"), status(302, "Location", "/cdn"));
        hub.files.put("/cdn", WEIGHTS);
        hub.next("/cdn", hub.breaksOffAfter(1000));
        pull();
        assertHere();
        assertThat(hub.lastCallOf("/cdn").headers()).containsEntry("range", "bytes=1000-");
    }

    @Test
    void noRedirectLeadsIntoTheOwnNetworkUnlessTheHubLiesThere() throws IOException {
        shelf.inside = address -> !address.getHostAddress().equals("127.0.0.1");
        hub.next(MODEL, status(302, "Location", hub.url("127.0.0.2") + MODEL));
        assertThatThrownBy(this::pull).hasMessageContaining("inside the own network");
        assertThat(hub.callsOf(MODEL)).isEqualTo(1);

        shelf.inside = address -> true;
        hub.next(MODEL, status(302, "Location", hub.url("127.0.0.2") + MODEL));
        pull();
        assertHere();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "ftp://127.0.0.1/a", "http://a b/", "http://me:secret@127.0.0.1/", ""})
    void aRedirectToNoWebAddressIsNotFollowed(String location) {
        hub.next(MODEL, status(302, "Location", location), status(302, "Location", location));
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class).hasMessageNotContaining("secret");
    }

    @Test
    void redirectsInACircleEnd() {
        FakeHub.Answer[] circle = new FakeHub.Answer[20];
        Arrays.fill(circle, status(302, "Location", MODEL));
        hub.next(MODEL, circle);
        assertThatThrownBy(this::pull).hasMessageContaining("redirects more than 5 times");
        assertThat(hub.callsOf(MODEL)).isEqualTo(6);
    }

    @Test
    void anUnknownRevisionIsResolvedOnceAndKept() throws IOException {
        shelf.catalogue = Shelf.vague("\"branch\": \"refs/pr/5\",");
        hub.lists("refs/pr/5", COMMIT, "config.json", "model.safetensors", "pytorch_model.bin");

        Pulling.Pulled pulled = pull();

        assertHere();
        assertThat(pulled.record().revision()).isEqualTo(COMMIT);
        assertThat(pulled.recorded()).containsExactly("config.json");
        assertThat(home.resolve("models/small.lock.json")).content().contains(COMMIT, FakeHub.sha256(CONFIG));

        shelf.models().remove("small", false);
        hub.lists("refs/pr/5", "f".repeat(40), "config.json", "model.safetensors");
        assertThat(pull().record().revision()).isEqualTo(COMMIT);
        assertHere();
    }

    @Test
    void whatWasRecordedMustComeAgain() throws IOException {
        shelf.catalogue = Shelf.vague("\"revision\": \"" + COMMIT + "\",");
        assertThat(pull().recorded()).containsExactly("config.json", "model.safetensors");
        shelf.models().remove("small", false);
        hub.files.put(MODEL, flipped(WEIGHTS));

        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class).hasMessageContaining("not the expected one");
    }

    @Test
    void whatTheHubStatesMustCome() {
        shelf.catalogue = Shelf.vague("");
        hub.lists("main", COMMIT, "config.json", "model.safetensors");
        hub.files.put(MODEL, flipped(WEIGHTS));
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class).hasMessageContaining(FakeHub.sha256(WEIGHTS));
    }

    @Test
    void aCatalogueWithAnotherRevisionReplacesWhatIsHere() throws IOException {
        pull();
        String later = "a".repeat(40);
        byte[] weights = FakeHub.weights(1000, 7);
        hub.files.put(MODEL.replace(COMMIT, later), weights);
        hub.files.put(file("config.json").replace(COMMIT, later), CONFIG);
        shelf.catalogue = Shelf.known(later, CONFIG, weights);

        assertThat(pull().fresh()).isTrue();

        assertThat(shelf.file("model.safetensors")).hasBinaryContent(weights);
        assertThat(home.resolve("models/small.lock.json")).content().contains(later);
    }

    @Test
    void aRepositoryThatHasOnlyAPickleIsRefusedWithTheReason() {
        shelf.catalogue = Shelf.vague("");
        hub.lists("main", COMMIT, "config.json", "pytorch_model.bin");
        assertThatThrownBy(this::pull).hasMessageContainingAll("model.safetensors", "pickle", "run code");
        hub.lists("main", COMMIT, "model.safetensors");
        assertThatThrownBy(this::pull).hasMessageContaining("no config.json").hasMessageNotContaining("pickle");
    }

    @Test
    void aRepositoryThatIsNotThereIsSaidToBeMissing() {
        shelf.catalogue = Shelf.vague("");
        assertThatThrownBy(this::pull).hasMessageContainingAll("owner/name", "main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Sign in</html>", "{\"sha\": \"main\"}", "[]", ""})
    void aListThatIsNoneIsRefused(String body) {
        shelf.catalogue = Shelf.vague("");
        hub.files.put("/api/models/owner/name/revision/main", body.getBytes());
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class);
    }

    @Test
    void anErrorPageIsNotTakenForAModel() {
        shelf.catalogue = Shelf.vague("\"revision\": \"" + COMMIT + "\",");
        hub.files.put(MODEL, "<html>Sign in</html>".getBytes());
        assertThatThrownBy(this::pull)
                .isInstanceOf(PullFailed.class)
                .hasMessageContainingAll("model.safetensors", "not what its name says");
        assertThat(shelf.staged("model.safetensors")).doesNotExist();
        assertThat(shelf.staged("config.json")).exists();
    }

    @Test
    void aFullDiskIsSeenBeforeAnythingIsFetched() throws IOException {
        shelf.room = WEIGHTS.length + CONFIG.length + 1023;
        assertThatThrownBy(this::pull)
                .hasMessageContainingAll("disk", "" + (WEIGHTS.length + CONFIG.length), "spare-disk");
        assertThat(hub.calls).isEmpty();

        shelf.room++;
        pull();
        assertHere();
    }

    @Test
    void whatHasArrivedNeedsNoRoomAgain() throws IOException {
        hub.next(MODEL, hub.breaksOffAfter(1_000_000), status(404));
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class);
        shelf.room = WEIGHTS.length - 1_000_000 + 1024;
        pull();
        assertHere();
    }

    @Test
    void oneModelIsPulledOnceAtATime() throws Exception {
        var arrived = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        hub.next(MODEL, exchange -> {
            arrived.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            hub.well(exchange);
        });
        Pulling pulling = shelf.pulling();
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                pulling.pull("small", SILENT);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        arrived.await();

        assertThatThrownBy(this::pull).isInstanceOf(ModelBusy.class).hasMessageContaining("small");
        go.countDown();
        first.join();
        pull();
        assertHere();
    }

    @Test
    void aFolderOfOnesOwnIsNotOverwritten() throws IOException {
        Files.createDirectories(shelf.file(""));
        assertThatThrownBy(this::pull).isInstanceOf(ModelBusy.class).hasMessageContaining("no pull put there");
        assertThat(hub.calls).isEmpty();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> shelf.pulling().pull("large", SILENT))
                .isInstanceOf(ModelUnknown.class)
                .hasMessageContainingAll("large", "small");
    }

    @Test
    void aProxyIsAskedExceptForWhatLiesBesideIt() throws IOException {
        shelf.mirror = "http://hub.invalid";
        shelf.token = "hf_secret";
        shelf.proxy = hub.url("127.0.0.1");
        shelf.noProxy = List.of("example.org", ".local");
        pull();
        assertHere();
        assertThat(hub.lastCallOf(MODEL).headers())
                .containsEntry("host", "hub.invalid")
                .doesNotContainKey("authorization"); // without TLS, anybody on the way could read it

        Files.move(shelf.file(""), home.resolve("models/elsewhere"));
        shelf.noProxy = List.of("*.invalid");
        int calls = hub.calls.size();
        assertThatThrownBy(this::pull).isInstanceOf(PullFailed.class);
        assertThat(hub.calls).hasSize(calls);
    }

    @Test
    void aProxyIsNotAskedForAddressesOfTheOwnNetwork() {
        shelf.mirror = "http://hub.invalid";
        shelf.proxy = hub.url("127.0.0.1");
        hub.next(MODEL, status(302, "Location", "http://127.0.0.1/secret"));
        assertThatThrownBy(this::pull).hasMessageContaining("inside the own network");
        assertThat(hub.callsOf("/secret")).isZero();
    }
}
