package dev.vitrine.conversation;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.chat.Chat;
import dev.vitrine.chat.PromptTemplate;
import dev.vitrine.chat.PromptTemplates;
import dev.vitrine.chat.Purpose;
import dev.vitrine.conversation.Answering.Given;
import dev.vitrine.conversation.Conversation.Picture;
import dev.vitrine.conversation.Conversation.Summary;
import dev.vitrine.conversation.ConversationTable.Ending;
import dev.vitrine.conversation.Turn.State;
import dev.vitrine.enrichment.Answers;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Conversations about items' pictures, kept until somebody removes them. */
@Service
public class Conversations {

    /** After so long an answer does not come any more: its process has died. */
    private static final Duration LOST = Duration.ofMinutes(10);

    private final ConversationTable table;
    private final Answering answering;
    private final Answers local;
    private final Chat chat;
    private final PromptTemplates templates;
    private final Catalog catalog;
    private final ConversationProperties limits;
    private final TransactionTemplate transaction;

    Conversations(
            ConversationTable table,
            Answering answering,
            Answers local,
            Chat chat,
            PromptTemplates templates,
            Catalog catalog,
            ConversationProperties limits,
            TransactionTemplate transaction) {
        this.table = table;
        this.answering = answering;
        this.local = local;
        this.chat = chat;
        this.templates = templates;
        this.catalog = catalog;
        this.limits = limits;
        this.transaction = transaction;
    }

    /** One of an item's pictures, by its place from 0 on. */
    public record Pick(String item, int position) {}

    /**
     * Begins a conversation about pictures.
     *
     * @throws InvalidRequest if there are none, too many, or an item has no such picture
     * @throws dev.vitrine.catalog.ItemNotFound if there is no such item
     */
    public Conversation begin(String person, List<Pick> picks) {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < picks.size(); i++) {
            add(pictures, picks.get(i), 1);
        }
        if (pictures.isEmpty()) {
            throw new InvalidRequest("pictures", "A conversation is about 1 to " + limits.maxPictures() + " pictures.");
        }
        return transacted(() -> {
            long id = table.insert(person);
            pictures.forEach(picture -> table.insert(id, picture));
            return conversation(id);
        });
    }

    /** Adds a further picture, unless it is there already. */
    private void add(List<Picture> pictures, Pick pick, int since) {
        Item item = catalog.item(pick.item());
        if (pick.position() < 0 || pick.position() >= item.pictures().size()) {
            throw new InvalidRequest(
                    "pictures",
                    "The item " + item.id() + " has " + item.pictures().size() + " pictures; there is no number "
                            + pick.position() + ", counted from 0.");
        }
        String sha256 = item.pictures().get(pick.position()).sha256();
        if (pictures.stream().anyMatch(picture -> picture.sha256().equals(sha256))) {
            return;
        }
        if (pictures.size() >= limits.maxPictures()) {
            throw new InvalidRequest(
                    "pictures", "A conversation is about at most " + limits.maxPictures() + " pictures.");
        }
        pictures.add(new Picture(pictures.size() + 1, item.id(), sha256, since));
    }

    /** Adds a picture from the next turn on. */
    public Conversation add(long id, Pick pick) {
        return transacted(() -> {
            Conversation now = table.lock(id).orElseThrow(() -> new ConversationNotFound(id));
            List<Picture> pictures = new ArrayList<>(now.pictures());
            add(pictures, pick, now.turns().size() + 1);
            pictures.stream().skip(now.pictures().size()).forEach(picture -> table.insert(id, picture));
            return conversation(id);
        });
    }

    /**
     * The conversation of that number.
     *
     * @throws ConversationNotFound if there is none
     */
    public Conversation conversation(long id) {
        return table.find(id).orElseThrow(() -> new ConversationNotFound(id));
    }

    /** The latest first, from the one before {@code before} on; of an item, if one is named. */
    public List<Summary> list(@Nullable String item, long before, int limit) {
        return table.list(item, before, limit);
    }

    /** Forgets a conversation. */
    public void delete(long id) {
        if (!table.delete(id)) {
            throw new ConversationNotFound(id);
        }
    }

    /** Which engines can be asked: the larger model first, where one is set up. */
    public List<Engine> engines() {
        return chat.isReady() ? List.of(Engine.REMOTE, Engine.LOCAL) : List.of(Engine.LOCAL);
    }

    /** A question that was put and is to be answered, with the conversation before it. */
    public record Open(Conversation before, Turn turn) {}

    /**
     * Puts a question, which is kept from now on; {@link #answer} is to be called next.
     *
     * @throws InvalidRequest if it breaks a limit, or the installed model cannot do what is asked
     * @throws AnswerUnderway if an earlier one is still being answered
     * @throws dev.vitrine.chat.ChatMissing if the larger model is asked and none is set up
     */
    public Open put(String person, long id, Ask ask) {
        String words = ask.words().strip().replace("\r\n", "\n");
        Engine engine = Objects.requireNonNullElse(ask.engine(), engines().getFirst());
        check(ask.purpose(), words, engine);
        PromptTemplate template = templates.current(ask.purpose(), ask.language());
        boolean remote = engine == Engine.REMOTE;
        Map<String, Object> settings = new TreeMap<>();
        if (remote) {
            settings.put("maxTokens", chat.manner().maxTokens());
            settings.put("temperature", chat.manner().temperature());
        }
        Answers.Model model = remote ? new Answers.Model(chat.model(), chat.server()) : local.model();
        return transacted(() -> {
            Conversation now = settled(table.lock(id).orElseThrow(() -> new ConversationNotFound(id)));
            check(ask.purpose(), now);
            var turn = new Turn(
                    now.turns().size() + 1,
                    person,
                    table.now(),
                    words,
                    ask.purpose(),
                    ask.language(),
                    remote ? template.version() : null,
                    remote ? template.with(words) : words,
                    engine,
                    model.name(),
                    model.revision(),
                    settings,
                    State.ASKED,
                    "",
                    null,
                    null,
                    null,
                    null);
            table.insert(id, turn);
            return new Open(now, turn);
        });
    }

    private void check(Purpose purpose, String words, Engine engine) {
        boolean needed = purpose.needsWords() || engine == Engine.LOCAL;
        if (needed && words.isEmpty() || words.length() > limits.maxWordsLength() || words.indexOf('\0') >= 0) {
            throw new InvalidRequest(
                    "words",
                    "A question has " + (needed ? 1 : 0) + " to " + limits.maxWordsLength()
                            + " characters, not only spaces and no nulls; this has " + words.length() + ".");
        }
        if (engine == Engine.LOCAL && purpose != Purpose.QUESTION) {
            throw new InvalidRequest(
                    "purpose",
                    "The local model only answers questions; \"" + purpose.word() + "\" is for the larger one.");
        }
    }

    private void check(Purpose purpose, Conversation now) {
        if (now.turns().size() >= limits.maxTurns()) {
            throw new InvalidRequest(
                    "words", "A conversation has at most " + limits.maxTurns() + " turns; this one is full.");
        }
        if (purpose == Purpose.COMPARISON && now.pictures().size() < 2) {
            throw new InvalidRequest("purpose", "A comparison is about at least two pictures; there is one.");
        }
    }

    /** The conversation with no answer under way: one whose process has died is ended. */
    private Conversation settled(Conversation now) {
        if (now.turns().isEmpty() || now.turns().getLast().state() != State.ASKED) {
            return now;
        }
        Turn last = now.turns().getLast();
        if (last.askedAt().plus(LOST).isAfter(table.now())) {
            throw new AnswerUnderway(now.id(), last.number());
        }
        table.end(
                now.id(),
                last.number(),
                new Ending(State.FAILED, "", "The program was stopped before the answer came.", null, null),
                last.settings());
        return conversation(now.id());
    }

    /**
     * Answers a question that was put, and keeps what came of it, also where it fails.
     *
     * @param words receives the answer as it comes; what it throws ends the answer
     * @throws Problem if the model fails
     */
    public Turn answer(Open open, Consumer<String> words) {
        long id = open.before().id();
        Turn turn = open.turn();
        var heard = new StringBuilder();
        try {
            Given given = answering.answer(open.before(), turn, word -> {
                heard.append(word);
                words.accept(word);
            });
            table.end(
                    id,
                    turn.number(),
                    new Ending(
                            State.ANSWERED, given.text(), given.note(), given.promptTokens(), given.completionTokens()),
                    given.settings());
        } catch (RuntimeException e) {
            // Whatever it was, the turn has ended with it; who asked is told what.
            String why = e instanceof Problem problem ? problem.detail() : "The answer was not read to its end.";
            State state = heard.isEmpty() ? State.FAILED : State.BROKEN;
            table.end(id, turn.number(), new Ending(state, heard.toString(), why, null, null), turn.settings());
            throw e;
        }
        return conversation(id).turns().get(turn.number() - 1);
    }

    private <T> T transacted(java.util.function.Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(status -> work.get()));
    }
}
