package dev.vitrine.preference;

import dev.vitrine.catalog.ItemView;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.Interactions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A user's preference, to look at: as items, weights and words. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Users")
class PreferenceController {

    private final Portraits portraits;

    PreferenceController(Portraits portraits) {
        this.portraits = portraits;
    }

    /**
     * The answer.
     *
     * @param positives positive interactions it rests on
     * @param session items of the present visit, latest first
     */
    record Answer(
            String user,
            int positives,
            Map<String, List<Weighted>> interests,
            List<Weighted> session,
            List<Weighted> disliked,
            List<Portrait.Share> words) {}

    /** An item and what it counts. */
    record Weighted(ItemView item, double weight) {}

    @GetMapping("/users/{user}/preference")
    @Operation(summary = "What is known of a taste: items, weights and words")
    Answer preference(@PathVariable String user, @RequestParam(defaultValue = "en") String language) {
        Portrait portrait = portraits.of(Interactions.checkedUser(user));
        Map<String, List<Weighted>> interests = new LinkedHashMap<>();
        interests.put("picture", weighted(portrait.interests().getOrDefault(Modality.IMAGE, List.of()), language));
        interests.put("text", weighted(portrait.interests().getOrDefault(Modality.TEXT, List.of()), language));
        return new Answer(
                user,
                portrait.positives(),
                interests,
                weighted(portrait.session(), language),
                weighted(portrait.disliked(), language),
                portrait.words());
    }

    private static List<Weighted> weighted(List<Portrait.Weighted> items, String language) {
        return items.stream()
                .map(each -> new Weighted(
                        ItemView.of(each.item(), language.toLowerCase(Locale.ROOT)),
                        Math.round(each.weight() * 10_000) / 10_000.0))
                .toList();
    }
}
