package dev.vitrine.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.chat.Purpose;
import dev.vitrine.conversation.Conversation.Summary;
import dev.vitrine.conversation.Conversations.Pick;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
@RequestMapping("/api/v1/admin/conversations")
@Tag(name = "Conversations")
class ConversationsController {

    private static final int MAX_LIMIT = 200;

    private final Conversations conversations;
    private final AnswerStream stream;

    ConversationsController(Conversations conversations, AnswerStream stream) {
        this.conversations = conversations;
        this.stream = stream;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Begin a conversation about pictures of items",
            description = "A picture is an item's id and its position, 0 (the first) if it is left out. They are called"
                    + " picture 1, picture 2 and so on, in this order.")
    Conversation begin(@RequestBody NewConversation request, Principal person) {
        if (request.pictures() == null || request.pictures().stream().anyMatch(Objects::isNull)) {
            throw new InvalidRequest("pictures", "A conversation has a list of pictures, each with an item.");
        }
        return conversations.begin(
                person.getName(),
                request.pictures().stream()
                        .map(Objects::requireNonNull)
                        .map(PickedPicture::pick)
                        .toList());
    }

    /** What is to be talked about. */
    record NewConversation(@Nullable List<@Nullable PickedPicture> pictures) {}

    /** An item's picture. */
    record PickedPicture(@Nullable String item, @Nullable Integer position) {

        Pick pick() {
            if (item == null) {
                throw new InvalidRequest("item", "A picture has the id of its item.");
            }
            return new Pick(item, position == null ? 0 : position);
        }
    }

    @GetMapping
    @Operation(
            summary =
                    "Conversations, the latest first; of an item, if one is named; next is the cursor of the next page")
    Page list(
            @RequestParam(required = false) @Nullable String item,
            @RequestParam(defaultValue = "9223372036854775807") long cursor,
            @RequestParam(defaultValue = "50") int limit) {
        List<Summary> found = conversations.list(item, cursor, InvalidRequest.within("limit", limit, 1, MAX_LIMIT));
        return new Page(found, found.size() < limit ? null : found.getLast().id());
    }

    /** A page of conversations; without {@code next} it is the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Summary> conversations, @Nullable Long next) {}

    @GetMapping("/{conversation}")
    @Operation(summary = "A conversation with its pictures and turns")
    Conversation one(@PathVariable long conversation) {
        return conversations.conversation(conversation);
    }

    @DeleteMapping("/{conversation}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget a conversation")
    void delete(@PathVariable long conversation) {
        conversations.delete(conversation);
    }

    @PostMapping("/{conversation}/pictures")
    @Operation(summary = "Add a picture from the next turn on")
    Conversation add(@PathVariable long conversation, @RequestBody PickedPicture request) {
        return conversations.add(conversation, request.pick());
    }

    @PostMapping(path = "/{conversation}/turns", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Ask, and wait for the answer; or, for Accept: text/event-stream, read it as it comes",
            description =
                    "purpose is question (if left out), caption, comparison, text or reasoning, and chooses the prompt"
                            + " that the larger model is given; language is en or zh. engine is remote for the larger model, which"
                            + " remembers the conversation, or local for the installed one, which answers questions only, about each"
                            + " picture by itself and without memory; note says so. As events come words with text, then done with"
                            + " the turn, or failed with a problem.")
    Turn ask(@PathVariable long conversation, @RequestBody Question request, Principal person) {
        return conversations.answer(conversations.put(person.getName(), conversation, request.ask()), word -> {});
    }

    @PostMapping(path = "/{conversation}/turns", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(@PathVariable long conversation, @RequestBody Question request, Principal person) {
        return stream.ask(person.getName(), conversation, request.ask());
    }

    /** What is asked. */
    record Question(
            @Nullable String words,
            @Nullable String purpose,
            @Nullable String language,
            @Nullable String engine) {

        Ask ask() {
            return new Ask(
                    Objects.requireNonNullElse(words, ""),
                    purpose == null ? Purpose.QUESTION : Purpose.of(purpose),
                    Objects.requireNonNullElse(language, "en"),
                    engine == null ? null : Engine.of(engine));
        }
    }
}
