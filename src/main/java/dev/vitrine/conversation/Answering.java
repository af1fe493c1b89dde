package dev.vitrine.conversation;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.chat.Chat;
import dev.vitrine.chat.Completion;
import dev.vitrine.chat.Message;
import dev.vitrine.chat.Message.Part;
import dev.vitrine.conversation.Conversation.Picture;
import dev.vitrine.enrichment.Answers;
import dev.vitrine.enrichment.Answers.Answer;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How the models answer: the larger one with the memory of what was said, the installed one picture by picture. */
@Component
class Answering {

    private final Catalog catalog;
    private final Vision vision;
    private final Answers answers;
    private final Chat chat;
    private final ConversationProperties limits;

    Answering(Catalog catalog, Vision vision, Answers answers, Chat chat, ConversationProperties limits) {
        this.catalog = catalog;
        this.vision = vision;
        this.answers = answers;
        this.chat = chat;
        this.limits = limits;
    }

    /** An answer, what is to be known of it, and by which settings it was given. */
    record Given(
            String text,
            @Nullable String note,
            Map<String, Object> settings,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens) {}

    /**
     * Answers a turn.
     *
     * @param before the conversation as it was before that turn
     * @param words receives the answer as it comes
     */
    Given answer(Conversation before, Turn turn, Consumer<String> words) {
        return turn.engine() == Engine.REMOTE ? remote(before, turn, words) : local(before, turn, words);
    }

    private Given local(Conversation before, Turn turn, Consumer<String> words) {
        boolean chinese = turn.language().equals("zh");
        List<Answer> given = answers.answers(
                turn.prompt(), before.pictures().stream().map(this::image).toList());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Picture picture = before.pictures().get(i);
            String answer = given.get(i).answer();
            lines.add(given.size() == 1 ? answer : name(picture, chinese) + (chinese ? "：" : ": ") + answer);
        }
        String text = String.join("\n", lines);
        words.accept(text);
        return new Given(text, note(before, chinese), Map.of(), null, null);
    }

    /** What the installed model cannot do, where it matters. */
    private static @Nullable String note(Conversation before, boolean chinese) {
        boolean several = before.pictures().size() > 1;
        boolean later = !before.turns().isEmpty();
        if (!several && !later) {
            return null;
        }
        if (chinese) {
            return "本地模型" + (several ? "逐张看图、不作比较" : "") + (several && later ? "，" : "") + (later ? "不记得之前的问题" : "")
                    + "。";
        }
        return "The local model " + (several ? "looks at each picture by itself and compares none" : "")
                + (several && later ? ", and " : "") + (later ? "does not remember earlier questions" : "") + ".";
    }

    private Given remote(Conversation before, Turn turn, Consumer<String> words) {
        List<Turn> history = history(before);
        List<Message> messages = messages(before.pictures(), history, turn);
        Map<String, Object> settings = new TreeMap<>(turn.settings());
        settings.put("history", history.size());
        Completion completion = chat.ask(messages, chat.manner(), words);
        if (!completion.reported().isEmpty()) {
            settings.put("reported", completion.reported());
        }
        return new Given(
                completion.text(),
                completion.complete() ? null : cut(turn.language()),
                settings,
                completion.promptTokens(),
                completion.completionTokens());
    }

    private String cut(String language) {
        int most = chat.manner().maxTokens();
        return language.equals("zh")
                ? "回答到 " + most + " 个词元的上限为止。"
                : "The answer ends at the limit of " + most + " tokens.";
    }

    /** The latest answered turns that fit the limits, the oldest first; one that does not fit hides those before it. */
    private List<Turn> history(Conversation before) {
        List<Turn> fitting = new ArrayList<>();
        int length = 0;
        for (Turn turn : before.turns().reversed()) {
            if (turn.state() != Turn.State.ANSWERED) {
                continue;
            }
            length += turn.prompt().length() + turn.answer().length();
            if (fitting.size() >= limits.historyTurns() || length > limits.historyLength()) {
                break;
            }
            fitting.addFirst(turn);
        }
        return fitting;
    }

    /** Each picture comes with the first turn that could speak of it, and is called by its number. */
    private List<Message> messages(List<Picture> pictures, List<Turn> history, Turn now) {
        List<Message> messages = new ArrayList<>();
        List<Picture> left = new ArrayList<>(pictures);
        for (Turn turn : history) {
            messages.add(asked(left, turn));
            messages.add(Message.assistant(turn.answer()));
        }
        messages.add(asked(left, now));
        return messages;
    }

    private Message asked(List<Picture> left, Turn turn) {
        boolean chinese = turn.language().equals("zh");
        List<Part> parts = new ArrayList<>();
        left.removeIf(picture -> {
            boolean there = picture.since() <= turn.number();
            if (there) {
                parts.add(new Message.Words(name(picture, chinese) + (chinese ? "：" : ":")));
                parts.add(new Message.Picture(image(picture)));
            }
            return there;
        });
        parts.add(new Message.Words(turn.prompt()));
        return Message.user(parts);
    }

    private static String name(Picture picture, boolean chinese) {
        return (chinese ? "图" : "Picture ")
                + picture.number()
                + (chinese ? "（" : " (")
                + picture.item()
                + (chinese ? "）" : ")");
    }

    private RgbImage image(Picture picture) {
        return vision.decode(catalog.picture(picture.sha256()));
    }
}
