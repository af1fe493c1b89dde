package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vitrine.problem.InvalidRequest;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on all loopback addresses, of which 127.0.0.1 plays the public ones. */
@Timeout(30)
class PictureFetchTests {

    private static final byte[] PICTURE = Drawn.png(20, 20, Color.RED);

    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PictureFetch guarded = new PictureFetch(Drawn.limits());
    private final PictureFetch fetch = new PictureFetch(
            Drawn.limits(), address -> !address.getHostAddress().equals("127.0.0.1"));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        server.setExecutor(threads);
        server.createContext("/picture", exchange -> answer(exchange, "image/png", PICTURE));
        server.createContext("/page", exchange -> answer(exchange, "text/html", PICTURE));
        server.createContext("/untyped", exchange -> answer(exchange, null, PICTURE));
        server.createContext("/endless", exchange -> trickle(exchange, 1_000, 0));
        server.createContext("/slow", exchange -> trickle(exchange, 1, 50));
        server.createContext("/public", exchange -> redirect(exchange, url("127.0.0.1", "/picture")));
        server.createContext("/private", exchange -> redirect(exchange, url("127.0.0.2", "/picture")));
        server.createContext("/name", exchange -> redirect(exchange, url("private.localhost", "/picture")));
        server.createContext("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
        server.createContext("/loop", exchange -> redirect(exchange, "/loop?" + calls.get()));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        guarded.close();
        fetch.close();
    }

    @Test
    void aPictureIsFetchedAlsoAfterARedirect() {
        assertThat(fetch.all(List.of(url("127.0.0.1", "/picture"), url("127.0.0.1", "/public"))))
                .containsExactly(PICTURE, PICTURE);
    }

    @Test
    void aRedirectToAPrivateAddressIsRefusedBeforeItIsCalled() {
        assertThatThrownBy(() -> fetch.all(List.of(url("127.0.0.1", "/private"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("inside the own network");
        assertThat(calls).hasValue(1);
        assertThatThrownBy(() -> fetch.all(List.of(url("127.0.0.1", "/file")))).isInstanceOf(InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"})
    void theOwnMachineIsRefusedHoweverItIsWritten(String host) {
        assertThatThrownBy(() -> guarded.all(List.of(url(host, "/picture")))).isInstanceOf(InvalidRequest.class);
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page", "/untyped", "/nowhere", "/loop"})
    void whatIsNoPictureOrNeverComesToOneIsRefused(String path) {
        assertThatThrownBy(() -> fetch.all(List.of(url("127.0.0.1", path))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("picture");
        assertThat(calls.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void anAnswerWithoutAnEndIsCutOffAtTheLimit() {
        assertThatThrownBy(() -> fetch.all(List.of(url("127.0.0.1", "/endless"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("5000");
    }

    @Test
    void anAnswerThatTricklesInIsCutOffInTime() {
        assertThatThrownBy(() -> fetch.all(List.of(url("127.0.0.1", "/slow"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("1000 ms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "picture.jpg",
                "ftp://shop.example/a.jpg",
                "file:///etc/passwd",
                "http:///a",
                "jar:file:/a",
                "http://user:secret@shop.example/a.jpg",
                "http://shop.example/a b",
                "data:,hello",
                "data:image/png;base64,?"
            })
    void whatIsNoPlainWebAddressIsRefused(String source) {
        assertThatThrownBy(() -> guarded.all(List.of(source)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aDataUriIsDecoded() {
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(PICTURE);
        assertThat(guarded.all(List.of(uri))).containsExactly(PICTURE);
        assertThatThrownBy(() -> guarded.all(List.of(uri, uri, uri))).hasMessageContainingAll("3", "2");
    }

    private String url(String host, String path) {
        return "http://" + host + ":" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        calls.incrementAndGet();
        if (type != null) {
            exchange.getResponseHeaders().add("Content-Type", type);
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void redirect(HttpExchange exchange, String to) throws IOException {
        calls.incrementAndGet();
        exchange.getResponseHeaders().add("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** Writes until the reader hangs up. */
    private static void trickle(HttpExchange exchange, int bytes, int pauseMillis) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "image/png");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
                out.write(new byte[bytes]);
                out.flush();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
