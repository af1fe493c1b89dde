package dev.vitrine.chat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of chat completions on this machine, which answers as it is told: well, or in any bad way. */
public final class StubChat implements AutoCloseable {

    /** What it answers to a call. */
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** What it was sent. */
    public record Received(JsonNode body, String authorization, String path) {}

    /** All that it was sent, in order. */
    public final List<Received> received = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private volatile Behaviour behaviour = words("It ", "is ", "red.");

    public StubChat() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                received.add(new Received(
                        JsonMapper.shared().readTree(exchange.getRequestBody()),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                        exchange.getRequestURI().getPath()));
                behaviour.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException hungUp) {
                // the caller has enough; that is what some tests want
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Answers like that from now on, and forgets what it was sent. */
    public void behaves(Behaviour now) {
        behaviour = now;
        received.clear();
    }

    /** Answers like these, one after another, the last again and again. */
    public void behaves(Behaviour... then) {
        behaves(exchange -> then[Math.min(received.size(), then.length) - 1].answer(exchange));
    }

    /** A good answer in pieces, with what it took. */
    public static Behaviour words(String... pieces) {
        return exchange -> {
            OutputStream out = events(exchange);
            for (String piece : pieces) {
                send(out, delta(piece));
            }
            send(out, "{\"model\": \"stub-7b\", \"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}");
            send(out, "{\"choices\": [], \"usage\": {\"prompt_tokens\": 100, \"completion_tokens\": 20}}");
            send(out, "[DONE]");
        };
    }

    /** Another answer than a good one. */
    public static Behaviour status(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Begins a stream of events. */
    public static OutputStream events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    /** Sends an event. */
    public static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Some words as the protocol has them. */
    public static String delta(String words) {
        return "{\"model\": \"stub-7b\", \"choices\": [{\"delta\": {\"content\": "
                + JsonMapper.shared().writeValueAsString(words) + "}, \"finish_reason\": null}]}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
