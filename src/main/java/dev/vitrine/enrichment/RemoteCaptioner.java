package dev.vitrine.enrichment;

import dev.vitrine.chat.Chat;
import dev.vitrine.chat.Chat.Manner;
import dev.vitrine.chat.Message;
import dev.vitrine.chat.PromptTemplate;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.RgbImage;
import java.util.List;
import java.util.Map;

/**
 * The larger model as a captioner, with the prompts that were in use when it was made. It writes one caption after another:
 * its server decides how many calls it likes at once, and a caption waits for none of a conversation's.
 */
final class RemoteCaptioner implements Captioner {

    private static final Map<String, Map<String, String>> LENGTHS = Map.of(
            "en", Map.of("concise", "One short sentence.", "detailed", "Two or three sentences."),
            "zh", Map.of("concise", "请写一句简短的话。", "detailed", "请写两三句话。"));
    private static final List<String> STYLES = List.of("concise", "detailed");

    private final Chat chat;
    private final List<PromptTemplate> templates;

    /** @param templates for captions, one for each language */
    RemoteCaptioner(Chat chat, List<PromptTemplate> templates) {
        this.chat = chat;
        this.templates = templates;
        chat.model();
    }

    @Override
    public List<Prompts.Caption> kinds() {
        return templates.stream()
                .flatMap(template -> STYLES.stream()
                        .map(style -> new Prompts.Caption(
                                template.language(), style, template.with(length(template.language(), style)))))
                .toList();
    }

    private static String length(String language, String style) {
        return LENGTHS.getOrDefault(language, Map.of()).getOrDefault(style, "");
    }

    /** Which version of the prompt it writes by. */
    String template(String language) {
        return templates.stream()
                .filter(template -> template.language().equals(language))
                .map(PromptTemplate::label)
                .findFirst()
                .orElse("");
    }

    @Override
    public List<String> captions(List<RgbImage> pictures, String prompt, Generation generation, Priority priority) {
        double temperature = generation.sampling() == null
                ? 0
                : Math.min(2, generation.sampling().temperature());
        var manner = new Manner(chat.manner().maxTokens(), temperature);
        return pictures.stream()
                .map(picture -> chat.ask(
                                List.of(Message.user(List.of(new Message.Picture(picture), new Message.Words(prompt)))),
                                manner,
                                word -> {})
                        .text())
                .toList();
    }

    @Override
    public String model() {
        return chat.model();
    }

    @Override
    public String revision() {
        return chat.server();
    }

    @Override
    public void close() {
        // nothing of it is here
    }
}
