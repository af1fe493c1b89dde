package dev.vitrine.search;

import dev.vitrine.catalog.Item;
import dev.vitrine.vision.RgbImage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Items for words, a picture, or both. */
@Service
public class Search {

    /**
     * Best first.
     *
     * @param words in English or Chinese; null when only a picture is given
     * @param picture null when only words are given
     */
    public List<Hit> find(@Nullable String words, @Nullable RgbImage picture, int limit) {
        throw new UnsupportedOperationException();
    }

    /** A found item; {@code why} is "words", "picture" or "both". */
    public record Hit(Item item, double score, String why) {}
}
