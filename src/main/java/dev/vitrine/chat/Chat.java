package dev.vitrine.chat;

import dev.vitrine.chat.Message.Role;
import dev.vitrine.chat.Spending.Booking;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the larger model. A call that failed before its first word is tried again after a growing pause, as long as its time
 * lasts; where too many fail, none is made for a while; none is made that could break the day's limit. Safe to call from
 * any thread; not to be called within a transaction, for an answer takes long.
 */
@Service
public class Chat {

    private static final Logger LOG = LoggerFactory.getLogger(Chat.class);

    private final ChatProperties settings;
    private final ChatConnection connection;
    private final Spending spending;
    private final Semaphore turns;
    private final CircuitBreaker breaker;
    private final Retry retry;

    Chat(ChatProperties settings, ChatConnection connection, Spending spending) {
        this.settings = settings;
        this.connection = connection;
        this.spending = spending;
        this.turns = new Semaphore(settings.parallel(), true);
        this.breaker = CircuitBreaker.of(
                "chat",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(settings.breakerCalls())
                        .minimumNumberOfCalls(settings.breakerCalls())
                        .failureRateThreshold((float) (settings.breakerFailures() * 100))
                        .waitDurationInOpenState(settings.breakerRest())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(change -> LOG.warn(
                        "The larger model at {} was {} and is {} now (open: it is not called).",
                        connection.server(),
                        change.getStateTransition().getFromState(),
                        change.getStateTransition().getToState()));
        this.retry = Retry.of(
                "chat",
                RetryConfig.<Completion>custom()
                        .maxAttempts(settings.attempts())
                        .retryOnException(failure -> failure instanceof ChatFailed failed && failed.worthAnother())
                        .intervalBiFunction(
                                (attempt, outcome) -> pause(attempt, outcome).toMillis())
                        .build());
    }

    private Duration pause(int attempt, Either<Throwable, Completion> outcome) {
        Duration pause = settings.backOff().multipliedBy(1L << Math.min(attempt - 1, 20));
        if (outcome.isLeft() && outcome.getLeft() instanceof ChatFailed failed && failed.wish() != null) {
            pause = failed.wish();
        }
        return pause.compareTo(settings.longestBackOff()) > 0 ? settings.longestBackOff() : pause;
    }

    /** Whether there is a larger model to ask. */
    public boolean isReady() {
        return connection.server() != null && !settings.model().isBlank();
    }

    /**
     * Its name, as the server calls it.
     *
     * @throws ChatMissing if none is set up
     */
    public String model() {
        if (!isReady()) {
            throw new ChatMissing();
        }
        return settings.model();
    }

    /**
     * Where it runs, such as gpu-box:8000. What weights a server has under a name it does not tell, so this stands where
     * other models have a revision.
     *
     * @throws ChatMissing if none is set up
     */
    public String server() {
        String server = connection.server();
        if (server == null || !isReady()) {
            throw new ChatMissing();
        }
        return server;
    }

    /** How an answer is written if nothing else is said. */
    public Manner manner() {
        return new Manner(settings.maxTokens(), settings.temperature());
    }

    /**
     * How an answer is written.
     *
     * @param temperature 0 for the likeliest words
     */
    public record Manner(int maxTokens, double temperature) {}

    /** Whether it failed so often that it is not called for a while. */
    boolean isResting() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** What is known of the larger model and of the day; the key is not told. */
    public Standing standing() {
        Spending.Day today = spending.today();
        return new Standing(
                isReady(),
                settings.model(),
                connection.server(),
                isResting(),
                today.calls(),
                today.tokens(),
                settings.dailyTokens(),
                today.money(),
                settings.dailyMoney());
    }

    /**
     * The larger model and the day in UTC.
     *
     * @param resting whether it failed so often that it is not called for a while
     */
    public record Standing(
            boolean ready,
            String model,
            @Nullable String server,
            boolean resting,
            long calls,
            long tokens,
            @Nullable Long dailyTokens,
            BigDecimal money,
            @Nullable BigDecimal dailyMoney) {}

    /**
     * Asks for the next words of a conversation, and waits for the last of them.
     *
     * @param messages the last of which is the user's
     * @param words receives the answer as it comes; what it throws ends the call and comes out of here
     * @throws ChatMissing if none is set up
     * @throws SpendingLimitReached if it could cost more than is left of the day
     * @throws ChatResting if it failed too often, or has too much to do
     * @throws ChatFailed if the server gives no good answer
     */
    public Completion ask(List<Message> messages, Manner manner, Consumer<String> words) {
        model();
        String body = body(messages, manner);
        long estimate = Estimate.tokens(messages, settings.pictureTokens());
        long end = System.nanoTime() + settings.whole().toNanos();
        await();
        try {
            Booking booking = spending.book(estimate, manner.maxTokens());
            return booked(
                    booking, estimate, words, told -> retry.executeSupplier(() -> attempt(body, end, estimate, told)));
        } finally {
            turns.release();
        }
    }

    private void await() {
        try {
            if (!turns.tryAcquire(settings.queue().toMillis(), TimeUnit.MILLISECONDS)) {
                throw ChatResting.busy(settings.parallel(), settings.queue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ChatResting.busy(settings.parallel(), settings.queue());
        }
    }

    private interface Call {
        Completion with(Consumer<String> words);
    }

    /** Makes a call, and puts what it took in the place of what was booked, however it ends. */
    private Completion booked(Booking booking, long estimate, Consumer<String> words, Call call) {
        var heard = new StringBuilder();
        Completion completion = null;
        boolean free = false;
        try {
            completion = call.with(word -> {
                heard.append(word);
                words.accept(word);
            });
            return completion;
        } catch (ChatFailed failed) {
            free = !failed.begun();
            throw failed;
        } catch (ChatResting resting) {
            free = true;
            throw resting;
        } finally {
            if (completion != null) {
                spending.settle(booking, completion.promptTokens(), completion.completionTokens());
            } else if (free) {
                spending.release(booking);
            } else {
                spending.settle(booking, estimate, Estimate.tokens(heard.toString()));
            }
        }
    }

    private Completion attempt(String body, long end, long estimate, Consumer<String> words) {
        if (!breaker.tryAcquirePermission()) {
            throw ChatResting.failing(settings.breakerRest());
        }
        long began = System.nanoTime();
        boolean judged = false;
        try {
            Completion completion = connection.send(body, end, estimate, words);
            judged = true;
            breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            return completion;
        } catch (ChatFailed failed) {
            if (System.nanoTime() + settings.backOff().toNanos() > end) {
                failed.endsHere();
            }
            if (failed.againstServer()) {
                judged = true;
                breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, failed);
            }
            throw failed;
        } finally {
            if (!judged) {
                breaker.releasePermission();
            }
        }
    }

    private String body(List<Message> messages, Manner manner) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", settings.model());
        body.put("messages", messages.stream().map(this::message).toList());
        body.put("max_tokens", manner.maxTokens());
        body.put("temperature", manner.temperature());
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));
        return JsonMapper.shared().writeValueAsString(body);
    }

    private Map<String, Object> message(Message message) {
        if (message.role() == Role.ASSISTANT || message.parts().size() == 1) {
            if (message.parts().getFirst() instanceof Message.Words words) {
                return Map.of("role", message.role(), "content", words.text()); // as every server takes it
            }
        }
        List<Map<String, Object>> content = new ArrayList<>();
        for (Message.Part part : message.parts()) {
            content.add(
                    switch (part) {
                        case Message.Words words -> Map.of("type", "text", "text", words.text());
                        case Message.Picture picture ->
                            Map.of("type", "image_url", "image_url", Map.of("url", url(picture)));
                    });
        }
        return Map.of("role", message.role(), "content", content);
    }

    private String url(Message.Picture picture) {
        return PictureUrls.of(
                picture.image(),
                settings.pictureSide(),
                settings.maxPictureSize().toBytes());
    }
}
