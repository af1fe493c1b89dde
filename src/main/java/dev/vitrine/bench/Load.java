package dev.vitrine.bench;

import dev.vitrine.bench.Latencies.Figures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** Clients that call a server over HTTP without a pause, each the next call as soon as it has the answer to the last. */
final class Load {

    private static final List<String> QUERIES =
            List.of("red mug", "striped scarf", "a lamp", "blue shoe", "vase with flowers", "a warm jacket", "clock");

    private final URI server;
    private final String key;
    private final ShopSize size;

    Load(URI server, String key, ShopSize size) {
        this.server = server;
        this.key = key;
        this.size = size;
    }

    /** What clients ask for. */
    enum Call {
        /** A click, not timed, and then what comes next for that user: the answer knows the click. */
        RECOMMENDATIONS,
        /** What comes next for a user who did nothing since, as most that ask do. */
        RECOMMENDATIONS_WITHOUT_A_CLICK,
        SIMILAR,
        SEARCH,
        INTERACTION;

        /** As a heading. */
        String words() {
            String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        }
    }

    /**
     * Lets so many clients call for so long.
     *
     * @param mix what they call, by chance
     */
    Map<Call, Figures> run(int clients, Duration time, List<Call> mix, long seed) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        return run(clients, () -> System.nanoTime() < end, mix, seed);
    }

    /**
     * Lets so many clients call for as long as that holds, which each asks before every call.
     *
     * @param mix what they call, by chance
     */
    Map<Call, Figures> run(int clients, BooleanSupplier goesOn, List<Call> mix, long seed) throws InterruptedException {
        List<Future<Map<Call, Latencies>>> running = new ArrayList<>();
        Map<Call, Latencies> all = new EnumMap<>(Call.class);
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int client = 0; client < clients; client++) {
                var random = new SplittableRandom(seed * 1000 + client);
                running.add(threads.submit(() -> client(goesOn, mix, random)));
            }
            for (Future<Map<Call, Latencies>> client : running) {
                client.get()
                        .forEach((call, took) -> all.computeIfAbsent(call, each -> new Latencies())
                                .addAll(took));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client broke off: " + e.getCause(), e);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<Call, Figures> figures = new EnumMap<>(Call.class);
        all.forEach((call, took) -> figures.put(call, took.figures(seconds)));
        return figures;
    }

    private Map<Call, Latencies> client(BooleanSupplier goesOn, List<Call> mix, SplittableRandom random)
            throws InterruptedException {
        Map<Call, Latencies> took = new EnumMap<>(Call.class);
        // One connection a client, kept open, as a shop's back end does.
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            while (goesOn.getAsBoolean()) {
                Call call = mix.get(random.nextInt(mix.size()));
                String user = "user-" + random.nextInt(size.users());
                if (call == Call.RECOMMENDATIONS) {
                    send(http, click(user, random));
                }
                HttpRequest request = request(call, user, random);
                long began = System.nanoTime();
                Latencies calls = took.computeIfAbsent(call, each -> new Latencies());
                if (send(http, request)) {
                    calls.add(System.nanoTime() - began);
                } else {
                    calls.failed();
                }
            }
        }
        return took;
    }

    private static boolean send(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() / 100 == 2 && answer.body().length > 2;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest request(Call call, String user, SplittableRandom random) {
        return switch (call) {
            case RECOMMENDATIONS, RECOMMENDATIONS_WITHOUT_A_CLICK ->
                get("/api/v1/users/" + user + "/recommendations?limit=20");
            case SIMILAR -> get("/api/v1/items/item-" + random.nextInt(size.items()) + "/similar?limit=20");
            case SEARCH ->
                get("/api/v1/search?limit=20&q="
                        + QUERIES.get(random.nextInt(QUERIES.size())).replace(" ", "+"));
            case INTERACTION -> click(user, random);
        };
    }

    private HttpRequest click(String user, SplittableRandom random) {
        String body = "{\"user\": \"%s\", \"item\": \"item-%d\", \"type\": \"click\"}"
                .formatted(user, random.nextInt(size.items()));
        return request("/api/v1/interactions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest get(String path) {
        return request(path).GET().build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
    }
}
