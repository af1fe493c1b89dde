package dev.vitrine.chat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How many tokens words and pictures are, roughly and rather too many: a third of the UTF-8 bytes, which is three letters
 * of English or one sign of Chinese for each.
 */
final class Estimate {

    private static final int BYTES = 3;
    /** What the protocol adds to a message. */
    private static final int MESSAGE = 8;

    private Estimate() {}

    static long tokens(String text) {
        return Math.ceilDiv(text.getBytes(StandardCharsets.UTF_8).length, BYTES);
    }

    static long tokens(List<Message> messages, int pictureTokens) {
        return messages.stream()
                .mapToLong(message -> MESSAGE
                        + message.parts().stream()
                                .mapToLong(part -> switch (part) {
                                    case Message.Words words -> tokens(words.text());
                                    case Message.Picture picture -> pictureTokens;
                                })
                                .sum())
                .sum();
    }
}
