package dev.vitrine.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A hub on all loopback addresses, well-behaved until a test tells it how to answer the next calls. */
final class FakeHub implements AutoCloseable {

    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final byte[] CONFIG = "{\"model_type\": \"clip\", \"projection_dim\": 8}".getBytes(StandardCharsets.UTF_8);
    static final byte[] WEIGHTS = weights(3_000_000, 1);

    /** How one call is answered. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A call that came. */
    record Call(String path, Map<String, String> headers) {}

    final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Deque<Answer>> next = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile boolean broken;

    FakeHub() {
        try {
            server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        files.put(file("config.json"), CONFIG);
        files.put(file("model.safetensors"), WEIGHTS);
    }

    static String file(String name) {
        return "/owner/name/resolve/" + COMMIT + "/" + name;
    }

    /** A file of one tensor. */
    static byte[] weights(int bytes, int seed) {
        byte[] header = ("{\"w\":{\"dtype\":\"F16\",\"shape\":[" + bytes / 2 + "],\"data_offsets\":[0," + bytes + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] data = new byte[bytes];
        new java.util.Random(seed).nextBytes(data);
        return ByteBuffer.allocate(8 + header.length + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String host) {
        return "http://" + host + ":" + port();
    }

    /** The next calls of a path are answered so, one after the other; later ones well again. */
    void next(String path, Answer... answers) {
        next.computeIfAbsent(path, key -> new ArrayDeque<>()).addAll(List.of(answers));
    }

    long callsOf(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).count();
    }

    Call lastCallOf(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList().getLast();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
        calls.add(new Call(path, headers));
        Deque<Answer> planned = next.get(path);
        Answer answer = planned == null ? null : planned.poll();
        try (exchange) {
            if (answer != null) {
                answer.to(exchange);
            } else {
                well(exchange);
            }
        } catch (IOException e) {
            // the caller hung up
        }
    }

    /** As a good server: with an ETag, and parts on request. */
    void well(HttpExchange exchange) throws IOException {
        byte[] body = files.get(exchange.getRequestURI().getRawPath());
        if (body == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        String etag = "\"" + sha256(body).substring(0, 8) + "\"";
        exchange.getResponseHeaders().add("ETag", etag);
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        if (range != null && (condition == null || condition.equals(etag))) {
            int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            if (from >= body.length) {
                exchange.getResponseHeaders().add("Content-Range", "bytes */" + body.length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
            exchange.sendResponseHeaders(206, body.length - from);
            exchange.getResponseBody().write(body, from, body.length - from);
            return;
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Promises all and sends the first bytes only. */
    Answer breaksOffAfter(int bytes) {
        return exchange -> {
            byte[] body = files.get(exchange.getRequestURI().getRawPath());
            exchange.getResponseHeaders().add("ETag", "\"" + sha256(body).substring(0, 8) + "\"");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** Sends the first bytes and then a byte every now and then. */
    Answer tricklesAfter(int bytes, int pauseMillis) {
        return exchange -> {
            byte[] body = files.get(exchange.getRequestURI().getRawPath());
            exchange.getResponseHeaders().add("ETag", "\"" + sha256(body).substring(0, 8) + "\"");
            exchange.sendResponseHeaders(200, body.length);
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, bytes);
            try {
                for (int at = bytes; at < body.length && !broken; at++) {
                    out.write(body[at]);
                    out.flush();
                    Thread.sleep(pauseMillis);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Ends what trickles. */
    void breakOff() {
        broken = true;
    }

    /** All of it, whatever part was asked for. */
    static Answer whole(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    /** Without saying how long it is. */
    static Answer chunked(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
        };
    }

    static Answer status(int code, String... header) {
        return exchange -> {
            for (int i = 0; i < header.length; i += 2) {
                exchange.getResponseHeaders().add(header[i], header[i + 1]);
            }
            exchange.sendResponseHeaders(code, -1);
        };
    }

    /** What the hub's API says about files at a commit; a hash for weights only, as Hugging Face does. */
    void lists(String branch, String commit, String... names) {
        StringBuilder siblings = new StringBuilder();
        for (String name : names) {
            byte[] body = files.getOrDefault("/owner/name/resolve/" + commit + "/" + name, new byte[1]);
            siblings.append(siblings.isEmpty() ? "" : ",")
                    .append("{\"rfilename\":\"" + name + "\",\"size\":" + body.length
                            + (name.endsWith(".json")
                                    ? ""
                                    : ",\"lfs\":{\"sha256\":\"" + sha256(body) + "\",\"size\":" + body.length + "}")
                            + "}");
        }
        files.put(
                "/api/models/owner/name/revision/" + branch.replace("/", "%2F"),
                ("{\"sha\":\"" + commit + "\",\"siblings\":[" + siblings + "]}").getBytes(StandardCharsets.UTF_8));
    }

    static byte[] flipped(byte[] body) {
        byte[] other = Arrays.copyOf(body, body.length);
        other[body.length - 1] ^= 1;
        return other;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
