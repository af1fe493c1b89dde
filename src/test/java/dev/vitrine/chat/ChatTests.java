package dev.vitrine.chat;

import static dev.vitrine.chat.StubChat.delta;
import static dev.vitrine.chat.StubChat.events;
import static dev.vitrine.chat.StubChat.send;
import static dev.vitrine.chat.StubChat.status;
import static dev.vitrine.chat.StubChat.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.vitrine.chat.Message.Picture;
import dev.vitrine.chat.Message.Words;
import dev.vitrine.vision.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The larger model's server, as it should be and as it should not. */
class ChatTests {

    private static final String KEY = "sk-very-secret";

    private final StubChat server = new StubChat();
    private final Spending spending = mock();
    private final Spending.Booking booking = new Spending.Booking(LocalDate.of(2030, 1, 1), 600, BigDecimal.ZERO);
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void thereIsMoney() {
        when(spending.book(anyLong(), anyLong())).thenReturn(booking);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static ChatProperties settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(Map.of("model", "qwen-vl", "back-off", "1ms", "api-key", KEY));
        all.putAll(given);
        Map<String, String> named = new HashMap<>();
        all.forEach((key, value) -> named.put("vitrine.chat." + key, value));
        return new Binder(new MapConfigurationPropertySource(named)).bindOrCreate("vitrine.chat", ChatProperties.class);
    }

    private Chat chat(String... given) {
        Map<String, String> all = new HashMap<>(Map.of("base-url", server.url()));
        for (int i = 0; i < given.length; i += 2) {
            all.put(given[i], given[i + 1]);
        }
        ChatProperties settings = settings(all);
        return new Chat(settings, new ChatConnection(settings), spending);
    }

    private Completion ask(Chat chat) {
        return chat.ask(
                List.of(Message.user(List.of(new Picture(noise(40, 20)), new Words("Which colour?")))),
                chat.manner(),
                heard::add);
    }

    /** A picture that does not compress. */
    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        new Random(1).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    @Test
    void anAnswerComesWordByWordWithWhatItTook() throws IOException {
        Chat chat = chat("picture-side", "32");

        Completion answer = ask(chat);

        assertThat(answer).isEqualTo(new Completion("It is red.", "stub-7b", 100, 20, true));
        assertThat(heard).containsExactly("It ", "is ", "red.");
        verify(spending).book(8 + 1500 + 5, 512);
        verify(spending).settle(booking, 100, 20);
        var sent = server.received.getFirst();
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.authorization()).isEqualTo("Bearer " + KEY);
        assertThat(sent.body().path("model").asString()).isEqualTo("qwen-vl");
        assertThat(sent.body().path("max_tokens").asInt()).isEqualTo(512);
        var parts = sent.body().path("messages").path(0).path("content");
        assertThat(parts.path(1).path("text").asString()).isEqualTo("Which colour?");
        String url = parts.path(0).path("image_url").path("url").asString();
        assertThat(url).startsWith("data:image/jpeg;base64,");
        var picture =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
        assertThat(picture.getWidth()).isEqualTo(32);
        assertThat(picture.getHeight()).isEqualTo(16);
    }

    @Test
    void aPictureIsMadeAsSmallAsTheLimitAsks() {
        long most = 2000;
        assertThat(bytes(PictureUrls.of(noise(200, 100), 200, 1_000_000))).isGreaterThan(most);
        assertThat(bytes(PictureUrls.of(noise(200, 100), 200, most))).isLessThanOrEqualTo(most);
        assertThat(bytes(PictureUrls.of(noise(200, 1), 100, 1)))
                .as("never nothing")
                .isPositive();
    }

    private static long bytes(String url) {
        return Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1)).length;
    }

    @Test
    void anAnswerInOnePieceIsTakenToo() {
        server.behaves(status(200, """
                {"model": "m", "choices": [{"message": {"content": " red "}, "finish_reason": "length"}]}"""));

        Completion answer = ask(chat());

        assertThat(answer.text()).isEqualTo("red");
        assertThat(answer.complete()).isFalse();
        assertThat(answer.completionTokens()).as("estimated").isEqualTo(1);
        assertThat(heard).containsExactly(" red ");
    }

    @Test
    void aServerThatIsBusyOrFailsIsAskedAgain() {
        server.behaves(status(429, ""), status(503, ""), words("red"));

        assertThat(ask(chat()).text()).isEqualTo("red");

        assertThat(server.received).hasSize(3);
        verify(spending).book(anyLong(), anyLong());
        verify(spending).settle(booking, 100, 20);
    }

    @Test
    void aServersOwnWishToWaitIsKeptUpToTheLongest() {
        server.behaves(
                exchange -> {
                    exchange.getResponseHeaders().add("Retry-After", "3600");
                    exchange.sendResponseHeaders(429, -1);
                },
                words("red"));
        long began = System.nanoTime();

        assertThat(ask(chat("longest-back-off", "300ms")).text()).isEqualTo("red");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void attemptsComeToAnEnd() {
        server.behaves(status(500, ""));

        assertThatThrownBy(() -> ask(chat("attempts", "2")))
                .isInstanceOf(ChatFailed.class)
                .hasMessageContaining("500");

        assertThat(server.received).hasSize(2);
        verify(spending).release(booking);
    }

    @Test
    void whatTheServerRefusesIsNotSentAgainAndTheKeyIsNotRepeated() {
        server.behaves(status(401, "{\"error\": {\"message\": \"Incorrect API key: " + KEY + "\"}}"));

        assertThatThrownBy(() -> ask(chat()))
                .hasMessageContaining("401: Incorrect API key: …")
                .message()
                .doesNotContain(KEY);

        assertThat(server.received).hasSize(1);
        verify(spending).release(booking);
        assertThat(settings(Map.of())).asString().doesNotContain(KEY);
    }

    @Test
    void aRedirectLeadsNowhere() {
        server.behaves(exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(307, -1);
        });

        assertThatThrownBy(() -> ask(chat())).hasMessageContaining("307").hasMessageContaining("elsewhere");

        assertThat(server.received).hasSize(1);
    }

    @Test
    void aServerThatIsNotThereIsToldByItsAddress() {
        Chat chat = chat("base-url", "http://127.0.0.1:1/v1");

        assertThatThrownBy(() -> ask(chat))
                .isInstanceOf(ChatFailed.class)
                .hasMessageContaining("127.0.0.1:1 cannot be reached");

        verify(spending).release(booking);
    }

    @Test
    void silenceIsNotWaitedForLongerThanTheFirstWordMayTake() {
        server.behaves(exchange -> {
            OutputStream out = events(exchange);
            for (int i = 0; i < 1000; i++) {
                out.write(": still here\n\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.flush();
                Thread.sleep(20);
            }
        });

        assertThatThrownBy(() -> ask(chat("first-word", "300ms"))).hasMessageContaining("said nothing for 300 ms");

        assertThat(server.received).as("no second attempt").hasSize(1);
        verify(spending).settle(eq(booking), eq(1513L), eq(0L));
    }

    @Test
    void aStallInTheMiddleEndsWithTheWholeTime() {
        var stop = new CountDownLatch(1);
        server.behaves(exchange -> {
            send(events(exchange), delta("It is "));
            stop.await(20, TimeUnit.SECONDS);
        });

        assertThatThrownBy(() -> ask(chat("first-word", "200ms", "whole", "600ms")))
                .hasMessageContaining("not done within 600 ms");
        stop.countDown();

        assertThat(heard).containsExactly("It is ");
        assertThat(server.received).hasSize(1);
        verify(spending).settle(booking, 1513, 2);
    }

    @Test
    void anEndlessAnswerEndsWithItsBytesAndWithItsTime() {
        StubChat.Behaviour endless = exchange -> {
            OutputStream out = events(exchange);
            while (true) {
                send(out, delta("and "));
            }
        };
        server.behaves(endless);
        assertThatThrownBy(() -> ask(chat("max-answer-size", "50KB")))
                .hasMessageContaining("51200 bytes of vitrine.chat.max-answer-size");
        assertThatThrownBy(() -> ask(chat("max-answer-size", "1TB", "whole", "500ms")))
                .hasMessageContaining("not done within 500 ms");

        server.behaves(exchange -> {
            OutputStream out = events(exchange);
            byte[] noLine = new byte[8192];
            java.util.Arrays.fill(noLine, (byte) 'x');
            while (true) {
                out.write(noLine);
            }
        });
        assertThatThrownBy(() -> ask(chat("max-answer-size", "50KB"))).hasMessageContaining("max-answer-size");
    }

    @Test
    void whatComesAfterTheEndIsNotRead() {
        server.behaves(exchange -> {
            OutputStream out = events(exchange);
            send(out, delta("red"));
            send(out, "[DONE]");
            while (true) {
                send(out, delta(" and more"));
            }
        });

        assertThat(ask(chat()).text()).isEqualTo("red");
    }

    @Test
    void anAnswerThatBreaksOffIsNotTakenForWholeNorBegunAnew() {
        server.behaves(exchange -> send(events(exchange), delta("It is ")));

        assertThatThrownBy(() -> ask(chat())).isInstanceOf(ChatFailed.class).hasMessageContaining("broke off");

        assertThat(server.received).hasSize(1);
        assertThat(heard).containsExactly("It is ");
    }

    @Test
    void whatIsNoProtocolIsSaidToBeNone() {
        failsWith("no JSON: \"{\"choices\": [\"", exchange -> send(events(exchange), "{\"choices\": ["));
        failsWith("no JSON object: \"7\"", exchange -> send(events(exchange), "7"));
        failsWith("without a word", exchange -> send(events(exchange), "[DONE]"));
        failsWith("without a word", status(200, "{\"choices\": []}"));
        failsWith("failed: \"out of memory\"", exchange -> {
            send(events(exchange), "{\"error\": {\"message\": \"out of memory\"}}");
        });
        failsWith("answered with text/html", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('<');
        });
        failsWith("no chat completion", exchange -> exchange.sendResponseHeaders(200, 0));
    }

    private void failsWith(String words, StubChat.Behaviour behaviour) {
        server.behaves(behaviour);
        assertThatThrownBy(() -> ask(chat("attempts", "1")))
                .isInstanceOf(ChatFailed.class)
                .hasMessageContaining(words);
    }

    @Test
    void tooManyFailuresGiveTheServerARestAndThenOneCallTries() throws InterruptedException {
        Chat chat = chat("attempts", "1", "breaker-calls", "4", "breaker-failures", "0.5", "breaker-rest", "1s");
        server.behaves(words("red"), words("red"), status(500, ""), status(400, ""), status(429, ""), status(500, ""));
        ask(chat);
        ask(chat);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ask(chat)).isInstanceOf(ChatFailed.class);
        }
        assertThat(chat.isResting()).as("refusals and load do not count").isFalse();
        assertThatThrownBy(() -> ask(chat)).isInstanceOf(ChatFailed.class);

        assertThatThrownBy(() -> ask(chat)).isInstanceOf(ChatResting.class).hasMessageContaining("up to 1 s");
        assertThat(server.received).hasSize(6);

        Thread.sleep(1100);
        server.behaves(words("red"));
        assertThat(ask(chat).text()).isEqualTo("red");
        assertThat(ask(chat).text()).isEqualTo("red");
    }

    @Test
    void onlySoManyCallsAreMadeAtOnce() throws InterruptedException {
        Chat chat = chat("parallel", "1", "queue", "50ms");
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        server.behaves(exchange -> {
            begun.countDown();
            go.await(20, TimeUnit.SECONDS);
            words("red").answer(exchange);
        });
        Thread first = Thread.ofVirtual().start(() -> ask(chat));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> ask(chat)).isInstanceOf(ChatResting.class).hasMessageContaining("1 calls at once");

        go.countDown();
        first.join();
        assertThat(ask(chat).text()).isEqualTo("red");
    }

    @Test
    void aReaderWhoHangsUpEndsTheCall() {
        server.behaves(exchange -> {
            OutputStream out = events(exchange);
            while (true) {
                send(out, delta("and "));
            }
        });
        Chat chat = chat();
        var hungUp = new IllegalStateException("hung up");

        assertThatThrownBy(() -> chat.ask(List.of(Message.user(List.of(new Words("go on")))), chat.manner(), word -> {
                    throw hungUp;
                }))
                .isSameAs(hungUp);

        verify(spending).settle(eq(booking), anyLong(), eq(2L));
        verify(spending, never()).release(any());
    }

    @Test
    void whereNoneIsSetUpThatIsSaid() {
        assertThatThrownBy(() -> ask(chat("base-url", ""))).isInstanceOf(ChatMissing.class);
        assertThatThrownBy(() -> ask(chat("model", ""))).isInstanceOf(ChatMissing.class);
        for (String bad :
                List.of("ftp://x/v1", "x", "http://user:pw@x/v1", "http:///v1", "http://x/v1?a=b", "http://x y")) {
            assertThatThrownBy(() -> chat("base-url", bad))
                    .as(bad)
                    .hasMessageContaining("vitrine.chat.base-url")
                    .message()
                    .doesNotContain("pw");
        }
    }
}
