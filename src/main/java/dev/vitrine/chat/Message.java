package dev.vitrine.chat;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.vision.RgbImage;
import java.util.List;
import java.util.Locale;

/** What one side of a conversation says: words and pictures in their order. */
public record Message(Role role, List<Part> parts) {

    public Message {
        parts = List.copyOf(parts);
    }

    /** Who says it. */
    public enum Role {
        USER,
        ASSISTANT;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Words or a picture. */
    public sealed interface Part {}

    /** Words. */
    public record Words(String text) implements Part {}

    /** A picture, which is sent scaled down and without what else its file had. */
    public record Picture(RgbImage image) implements Part {}

    /** A question or a wish about some pictures. */
    public static Message user(List<Part> parts) {
        return new Message(Role.USER, parts);
    }

    /** An earlier answer. */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(new Words(text)));
    }
}
