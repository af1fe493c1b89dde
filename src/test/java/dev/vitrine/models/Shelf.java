package dev.vitrine.models;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;

/** A shop's models folder and all that works on it, put together by hand, impatient. */
final class Shelf {

    final Path home;
    String mirror = "http://127.0.0.1:1";
    String token = "";
    String proxy = "";
    List<String> noProxy = List.of();
    Predicate<InetAddress> inside = InetAddress::isLoopbackAddress;
    String catalogue = known(FakeHub.COMMIT, FakeHub.CONFIG, FakeHub.WEIGHTS);
    long room = Long.MAX_VALUE / 2;
    String serves = "another";

    Shelf(Path home) {
        this.home = home;
    }

    Shelf at(FakeHub hub) {
        mirror = hub.url("127.0.0.1");
        return this;
    }

    /** A catalogue that knows all about its one model. */
    static String known(String revision, byte[] config, byte[] weights) {
        return """
                {"models": [{"name": "small", "repository": "owner/name", "revision": "%s", "licence": "MIT",
                  "languages": ["en"], "task": "search", "dimension": 8, "files": [
                  {"name": "config.json", "size": %d, "sha256": "%s"},
                  {"name": "model.safetensors", "size": %d, "sha256": "%s"}]}]}
                """.formatted(revision, config.length, FakeHub.sha256(config), weights.length, FakeHub.sha256(weights));
    }

    /** A catalogue that knows no more than the names. */
    static String vague(String revision) {
        return """
                {"models": [{"name": "small", "repository": "owner/name", %s "licence": "MIT",
                  "languages": ["en"], "task": "search", "dimension": 8, "files": [
                  {"name": "config.json"}, {"name": "model.safetensors"}]}]}
                """.formatted(revision);
    }

    ModelsProperties settings() {
        return new ModelsProperties(
                new ByteArrayResource(catalogue.getBytes(StandardCharsets.UTF_8)),
                URI.create(mirror),
                token,
                proxy,
                noProxy,
                Duration.ofSeconds(2),
                Duration.ofMillis(400),
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(1500),
                DataSize.ofMegabytes(5),
                DataSize.ofKilobytes(1));
    }

    Pulling pulling() {
        ModelsProperties settings = settings();
        var hub = new Hub(new HubConnection(settings, inside), new Attempts(settings), settings);
        return new Pulling(new ModelCatalogue(settings), hub, settings, home, folder -> room);
    }

    Models models() {
        var serving = new ServingModel(
                new StaticListableBeanFactory().getBeanProvider(dev.vitrine.index.VectorIndex.class), "", serves);
        return new Models(new ModelCatalogue(settings()), serving, home, home.resolve("shipped"));
    }

    Path file(String name) {
        return home.resolve("models").resolve("small").resolve(name);
    }

    Path staged(String name) {
        return home.resolve("models/.pull/small/files").resolve(name);
    }
}
