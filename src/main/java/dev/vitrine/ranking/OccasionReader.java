package dev.vitrine.ranking;

import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.ranking.RankingController.OccasionRequest;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads an occasion from a request, field by field. */
@Component
class OccasionReader {

    private static final int MOST_ITEMS = 100;
    private static final double MOST_WEIGHT = 1000;
    private static final int WORDS_LENGTH = 500;

    private final Vision vision;

    OccasionReader(Vision vision) {
        this.vision = vision;
    }

    Occasion read(OccasionRequest request) {
        Map<String, Double> items = weights("items", request.items(), MOST_WEIGHT);
        Map<String, Double> not = weights("not", request.not(), 1);
        String words = request.words() == null || request.words().isBlank()
                ? null
                : request.words().strip();
        if (words != null && words.length() > WORDS_LENGTH) {
            throw new InvalidRequest(
                    "words",
                    "words may have at most %d characters, but has %d.".formatted(WORDS_LENGTH, words.length()));
        }
        if (items.isEmpty() && words == null && request.picture() == null) {
            throw new InvalidRequest("items", "There are no items, no words and no picture to go by.");
        }
        return new Occasion(
                items,
                not,
                words,
                request.picture() == null ? null : picture(request.picture()),
                request.user() == null ? null : Interactions.checkedUser(request.user()));
    }

    private static Map<String, Double> weights(
            String field, @Nullable List<OccasionRequest.Weighted> entries, double most) {
        Map<String, Double> weights = new LinkedHashMap<>();
        if (entries == null) {
            return weights;
        }
        if (entries.size() > MOST_ITEMS) {
            throw new InvalidRequest(
                    field, "%s may have at most %d entries, but has %d.".formatted(field, MOST_ITEMS, entries.size()));
        }
        for (OccasionRequest.Weighted entry : entries) {
            if (entry == null || entry.id() == null || entry.id().indexOf('\0') >= 0) {
                throw new InvalidRequest(
                        field, "An entry of %s has no id, or one with a null character.".formatted(field));
            }
            double weight = entry.weight() == null ? 1 : entry.weight();
            if (!(weight > 0 && weight <= most)) {
                throw new InvalidRequest(
                        field,
                        "The weight of \"%s\" in %s must be above 0 and at most %s, but is %s."
                                .formatted(entry.id(), field, (long) most, weight));
            }
            weights.merge(entry.id(), weight, Double::sum);
        }
        return weights;
    }

    private RgbImage picture(String uri) {
        int comma = uri.indexOf(',');
        if (!uri.startsWith("data:") || comma < 0 || !uri.substring(0, comma).endsWith(";base64")) {
            throw new InvalidRequest("picture", "picture must be a data URI such as data:image/png;base64,…");
        }
        try {
            return vision.decode(Base64.getDecoder().decode(uri.substring(comma + 1)));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidRequest("picture", "picture is a data URI whose base64 cannot be read.");
        }
    }
}
