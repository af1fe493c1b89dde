package dev.vitrine.conversation;

import dev.vitrine.conversation.Conversations.Open;
import dev.vitrine.problem.ProblemDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Answers as server-sent events: {@code words} as they come, then {@code done} with the turn, or {@code failed} with a
 * problem document. Whoever hangs up ends the answer.
 */
@Component
public class AnswerStream {

    private final Conversations conversations;

    AnswerStream(Conversations conversations) {
        this.conversations = conversations;
    }

    /**
     * Puts a question and sends its answer.
     *
     * @throws dev.vitrine.problem.Problem as {@link Conversations#put} does, before anything is sent
     */
    public SseEmitter ask(String person, long conversation, Ask ask) {
        Open open = conversations.put(person, conversation, ask);
        var emitter = new SseEmitter(0L); // the models have time-outs of their own
        Thread.ofVirtual().name("answer-" + conversation).start(() -> run(open, emitter));
        return emitter;
    }

    private void run(Open open, SseEmitter emitter) {
        try {
            send(emitter, "done", conversations.answer(open, words -> send(emitter, "words", Map.of("text", words))));
        } catch (UncheckedIOException hungUp) {
            return;
        } catch (RuntimeException e) { // a stream has begun: nothing but this thread can tell
            try {
                send(emitter, "failed", ProblemDocuments.of(e));
            } catch (UncheckedIOException hungUp) {
                return;
            }
        }
        emitter.complete();
    }

    private static void send(SseEmitter emitter, String event, Object data) {
        try {
            emitter.send(SseEmitter.event().name(event).data(data, MediaType.APPLICATION_JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException completed) {
            throw new UncheckedIOException(new IOException(completed));
        }
    }
}
