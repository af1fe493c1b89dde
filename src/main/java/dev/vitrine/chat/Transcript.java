package dev.vitrine.chat;

import dev.vitrine.chat.ChatFailed.Blame;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a server has said of an answer so far, piece by piece or at once. */
final class Transcript {

    private static final String DATA = "data:";
    private static final int SHOWN = 200;

    private final Patience patience;
    private final Consumer<String> words;
    private final StringBuilder text = new StringBuilder();
    private String reported = "";
    private @Nullable String finish;
    private long promptTokens = -1;
    private long completionTokens = -1;
    private boolean done;

    /** @param words receives the answer as it comes */
    Transcript(Patience patience, Consumer<String> words) {
        this.patience = patience;
        this.words = words;
    }

    /** Reads a line of a stream of events; false at its end. */
    boolean line(String line) {
        if (!line.startsWith(DATA)) {
            return true; // an empty line, a comment, or another field
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals("[DONE]")) {
            done = true;
            return false;
        }
        if (!data.isEmpty()) {
            take(parsed(data), "delta");
        }
        return true;
    }

    /** Reads an answer that came in one piece. */
    void whole(String body) {
        take(parsed(body), "message");
        done = true;
    }

    private static JsonNode parsed(String json) {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new ChatFailed(
                    Blame.PROTOCOL, "The larger model's server sent what is no JSON: \"" + shown(json) + "\".");
        }
        if (!node.isObject()) {
            throw new ChatFailed(
                    Blame.PROTOCOL, "The larger model's server sent no JSON object: \"" + shown(json) + "\".");
        }
        return node;
    }

    private void take(JsonNode event, String member) {
        if (event.hasNonNull("error")) {
            throw new ChatFailed(
                    Blame.SERVER, "The larger model's server failed: \"" + message(event.path("error")) + "\".");
        }
        reported = event.path("model").asString(reported);
        JsonNode usage = event.path("usage");
        promptTokens = tokens(usage.path("prompt_tokens"), promptTokens);
        completionTokens = tokens(usage.path("completion_tokens"), completionTokens);
        JsonNode choice = event.path("choices").path(0);
        finish = choice.path("finish_reason").asString(finish);
        JsonNode said = choice.path(member);
        if (!said.path("reasoning_content").asString("").isEmpty()) {
            patience.heard(); // it thinks aloud before it answers
        }
        String piece = said.path("content").asString("").replace("\0", "");
        if (!piece.isEmpty()) {
            patience.heard();
            text.append(piece);
            words.accept(piece);
        }
    }

    private static long tokens(JsonNode number, long otherwise) {
        return number.canConvertToInt() && number.asInt() >= 0 ? number.asInt() : otherwise;
    }

    /** What a server says of its failure. */
    static String message(JsonNode error) {
        JsonNode message = error.isObject() ? error.path("message") : error;
        return shown(message.isString() ? message.asString() : error.toString());
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    boolean begun() {
        return !text.isEmpty();
    }

    /**
     * The answer, once the server has no more to say.
     *
     * @param estimate of the tokens that were read, where the server does not tell
     * @throws ChatFailed if it ended too early, or said nothing
     */
    Completion completion(long estimate) {
        if (!done && finish == null) {
            throw new ChatFailed(Blame.SERVER, "The larger model's server broke off in the middle of its answer.");
        }
        // Half of a character could not be stored.
        String answer = new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).strip();
        if (answer.isEmpty()) {
            throw new ChatFailed(Blame.PROTOCOL, "The larger model's server answered without a word.");
        }
        return new Completion(
                answer,
                reported,
                promptTokens < 0 ? estimate : promptTokens,
                completionTokens < 0 ? Estimate.tokens(answer) : completionTokens,
                !"length".equals(finish));
    }
}
