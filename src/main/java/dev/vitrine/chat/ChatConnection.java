package dev.vitrine.chat;

import dev.vitrine.chat.ChatFailed.Blame;
import jakarta.annotation.PreDestroy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One call of the server, bounded in time and bytes, and what went wrong with it. */
@Component
class ChatConnection {

    private static final int FAILURE_BYTES = 8 * 1024;

    private final ChatProperties settings;
    private final @Nullable URI address;
    private final CloseableHttpClient client;

    ChatConnection(ChatProperties settings) {
        this.settings = settings;
        this.address = settings.baseUrl().isBlank() ? null : address(settings.baseUrl());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(settings.parallel())
                .setMaxConnTotal(settings.parallel())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connect()))
                        .setSocketTimeout(Timeout.of(settings.whole()))
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(settings.whole()))
                        .build())
                // Whatever it answers leads nowhere else, unpacks to nothing larger, and is remembered nowhere.
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Vitrine")
                .build();
    }

    private static URI address(String base) {
        URI uri;
        try {
            uri = new URI(base.strip().replaceFirst("/+$", "") + "/chat/completions");
        } catch (URISyntaxException e) {
            throw unusable();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw unusable();
        }
        return uri;
    }

    private static IllegalArgumentException unusable() {
        return new IllegalArgumentException(
                "vitrine.chat.base-url is an http or https address without a user or a query,"
                        + " such as http://127.0.0.1:11434/v1.");
    }

    /** Where the server is, such as gpu-box:8000; null where none is named. */
    @Nullable
    String server() {
        return address == null ? null : address.getRawAuthority();
    }

    /**
     * Sends a body and reads the answer.
     *
     * @param end when the call must be over, in nanoseconds of {@link System#nanoTime}
     * @param estimate of the tokens of what is sent
     * @param words receives the answer as it comes
     * @throws ChatFailed if there is no good answer
     */
    Completion send(String body, long end, long estimate, Consumer<String> words) {
        var request = new HttpPost(address());
        request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        request.setHeader(HttpHeaders.ACCEPT, "text/event-stream, application/json");
        if (!settings.apiKey().isBlank()) {
            request.setHeader(
                    HttpHeaders.AUTHORIZATION, "Bearer " + settings.apiKey().strip());
        }
        try (var patience = new Patience(settings.firstWord(), settings.whole(), end, request::cancel)) {
            var transcript = new Transcript(patience, words);
            try {
                return read(client.executeOpen(HttpHost.create(address()), request, null), transcript, estimate);
            } catch (ChatFailed failed) {
                throw failed.after(transcript.begun());
            } catch (IOException e) {
                throw failed(e, patience.lost()).after(transcript.begun());
            } finally {
                // Ends the connection: to close an answer is to read it to its end, which may never come.
                request.cancel();
            }
        }
    }

    private URI address() {
        if (address == null) {
            throw new ChatMissing();
        }
        return address;
    }

    private ChatFailed failed(IOException e, @Nullable String lost) {
        return lost != null
                ? new ChatFailed(Blame.SILENCE, "The larger model's server at " + server() + " " + lost + ".")
                : new ChatFailed(
                        Blame.SERVER,
                        "The larger model's server at " + server() + " cannot be reached, or broke off ("
                                + e.getClass().getSimpleName() + ").");
    }

    private Completion read(ClassicHttpResponse answer, Transcript transcript, long estimate) throws IOException {
        if (answer.getCode() != 200) {
            throw refused(answer);
        }
        String type = String.valueOf(ContentType.parseLenient(
                        answer.getEntity() == null ? null : answer.getEntity().getContentType()))
                .toLowerCase(Locale.ROOT);
        boolean events = type.startsWith("text/event-stream");
        if (!events && !type.startsWith("application/json")) {
            throw new ChatFailed(
                    Blame.PROTOCOL,
                    "The larger model's server answered with "
                            + (answer.getEntity() == null ? "nothing" : type.substring(0, Math.min(60, type.length())))
                            + ", which is no chat completion.");
        }
        var lines = new Lines(
                answer.getEntity().getContent(), settings.maxAnswerSize().toBytes());
        if (events) {
            String line = lines.next();
            while (line != null && transcript.line(line)) {
                line = lines.next();
            }
        } else {
            transcript.whole(lines.rest());
        }
        return transcript.completion(estimate);
    }

    private ChatFailed refused(ClassicHttpResponse answer) throws IOException {
        int status = answer.getCode();
        Blame blame = status >= 500 ? Blame.SERVER : status == 429 || status == 408 ? Blame.LOAD : Blame.REQUEST;
        String why = status >= 300 && status < 400 ? "which would lead elsewhere" : why(answer);
        return new ChatFailed(
                blame,
                "The larger model's server at " + server() + " answered " + status
                        + (why.isEmpty() ? "" : ": " + safe(why)) + ".",
                wish(answer.getFirstHeader(HttpHeaders.RETRY_AFTER)));
    }

    private static String why(ClassicHttpResponse answer) throws IOException {
        if (answer.getEntity() == null) {
            return "";
        }
        byte[] body = answer.getEntity().getContent().readNBytes(FAILURE_BYTES);
        try {
            var error = JsonMapper.shared()
                    .readTree(new String(body, StandardCharsets.UTF_8))
                    .path("error");
            return error.isMissingNode() || error.isNull() ? "" : Transcript.message(error);
        } catch (JacksonException e) {
            return ""; // a page, most likely
        }
    }

    /** Servers like to repeat what they were sent. */
    private String safe(String text) {
        return settings.apiKey().isBlank()
                ? text
                : text.replace(settings.apiKey().strip(), "…");
    }

    private static @Nullable Duration wish(@Nullable Header header) {
        return header != null && header.getValue().matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(header.getValue()))
                : null;
    }

    /** The lines of a stream that may be endless. */
    private static final class Lines {

        private final InputStream in;
        private final long most;
        private final byte[] part = new byte[8 * 1024];
        private int at;
        private int filled;
        private long read;

        Lines(InputStream in, long most) {
            this.in = in;
            this.most = most;
        }

        private int one() throws IOException {
            if (at == filled) {
                at = 0;
                filled = Math.max(0, in.read(part));
                read += filled;
                if (read > most) {
                    throw new ChatFailed(
                            Blame.PROTOCOL,
                            "The larger model's server sent more than the " + most
                                    + " bytes of vitrine.chat.max-answer-size.");
                }
                if (filled == 0) {
                    return -1;
                }
            }
            return part[at++] & 0xff;
        }

        private @Nullable String until(boolean line) throws IOException {
            var bytes = new ByteArrayOutputStream();
            int next = one();
            while (next >= 0) {
                if (line && next == '\n') {
                    return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
                }
                bytes.write(next);
                next = one();
            }
            return line && bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
        }

        @Nullable
        String next() throws IOException {
            return until(true);
        }

        String rest() throws IOException {
            return String.valueOf(until(false));
        }
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}
