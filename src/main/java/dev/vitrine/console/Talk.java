package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.chat.Purpose;
import dev.vitrine.conversation.Conversation;
import dev.vitrine.conversation.Conversation.Picture;
import dev.vitrine.conversation.Conversation.Summary;
import dev.vitrine.conversation.Conversations;
import dev.vitrine.enrichment.Engine;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the panel of an item's conversations shows. */
@Component
class Talk {

    private static final int EARLIER = 10;

    private final Conversations conversations;
    private final Catalog catalog;

    Talk(Conversations conversations, Catalog catalog) {
        this.conversations = conversations;
        this.catalog = catalog;
    }

    /** A picture that is talked about; without a title its item is gone. */
    record Shown(
            int number, String item, String path, @Nullable String title) {}

    /**
     * Adds the conversation that is asked for, if it is about the item, or else the item's latest.
     *
     * @param id null for the latest
     */
    void add(Model model, Item item, @Nullable Long id, Locale locale) {
        List<Summary> earlier = conversations.list(item.id(), Long.MAX_VALUE, EARLIER);
        Long shown = id != null
                ? id
                : earlier.isEmpty() ? null : (Long) earlier.getFirst().id();
        Conversation talk = shown == null ? null : conversations.conversation(shown);
        model.addAttribute("talk", talk);
        model.addAttribute(
                "talkedAbout",
                talk == null
                        ? List.of()
                        : talk.pictures().stream()
                                .map(picture -> shown(picture, locale))
                                .toList());
        model.addAttribute("earlier", earlier);
        model.addAttribute("engines", conversations.engines());
        model.addAttribute("purposes", Purpose.values());
    }

    /** Whether there is a larger model to ask. */
    boolean isRemote() {
        return conversations.engines().contains(Engine.REMOTE);
    }

    private Shown shown(Picture picture, Locale locale) {
        return new Shown(
                picture.number(),
                picture.item(),
                "/api/v1/pictures/" + picture.sha256(),
                catalog.find(picture.item())
                        .map(item -> item.title(locale.getLanguage()))
                        .orElse(null));
    }
}
