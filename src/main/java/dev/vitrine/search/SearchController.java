package dev.vitrine.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.ItemView;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/api/v1/search")
@Tag(name = "Search")
class SearchController {

    private static final int MOST_FACETS = 10;

    private final Search search;
    private final Vision vision;
    private final Catalog catalog;

    SearchController(Search search, Vision vision, Catalog catalog) {
        this.search = search;
        this.vision = vision;
        this.catalog = catalog;
    }

    @GetMapping
    @Operation(
            summary = "Items for words, in English or Chinese",
            description =
                    "A word behind a minus is not meant: mug -striped; not= says the same. filter is RSQL as for the"
                            + " list of items. user lets that user's taste have a say, as much as tasteWeight says. facets names category, price or attributes"
                            + " whose values are counted over all that was found. Items that are no nearer to the question than"
                            + " chance are left out, and cause says so.")
    Answer byWords(
            @RequestParam String q,
            @RequestParam(required = false) @Nullable String not,
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable List<String> facets,
            @RequestParam(defaultValue = "false") boolean explain,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language,
            @Parameter(
                            description = "How much the taste of the named user counts beside the question, 0 to 1.",
                            schema = @Schema(type = "number", minimum = "0", maximum = "1"))
                    @RequestParam(required = false)
                    @Nullable
                    Double tasteWeight) {
        return answer(
                q, not, null, user, filter, facets, explain, limit, language, new Weights(null, null, tasteWeight));
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary = "Items for a photo, or for words and a photo: like this, but green",
            description =
                    "pictureWeight and wordsWeight say how much the photo and the words count where both are given: only"
                            + " their proportion matters, and one at 0 is as if it had not been sent. Without them the shop's"
                            + " settings hold, half and half at first. The rest is as for words alone.")
    Answer byPicture(
            @RequestParam(required = false) @Nullable String words,
            @RequestParam(required = false) @Nullable String not,
            @RequestParam(required = false) @Nullable MultipartFile picture,
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(required = false) @Nullable List<String> facets,
            @RequestParam(defaultValue = "false") boolean explain,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language,
            @Parameter(
                            description = "How much the photo counts beside the words, 0 to 1.",
                            schema = @Schema(type = "number", minimum = "0", maximum = "1"))
                    @RequestParam(required = false)
                    @Nullable
                    Double pictureWeight,
            @Parameter(
                            description = "How much the words count beside the photo, 0 to 1.",
                            schema = @Schema(type = "number", minimum = "0", maximum = "1"))
                    @RequestParam(required = false)
                    @Nullable
                    Double wordsWeight,
            @Parameter(
                            description = "How much the taste of the named user counts beside the question, 0 to 1.",
                            schema = @Schema(type = "number", minimum = "0", maximum = "1"))
                    @RequestParam(required = false)
                    @Nullable
                    Double tasteWeight)
            throws IOException {
        RgbImage image = picture == null || picture.isEmpty() ? null : vision.decode(picture.getBytes());
        return answer(
                words,
                not,
                image,
                user,
                filter,
                facets,
                explain,
                limit,
                language,
                new Weights(pictureWeight, wordsWeight, tasteWeight));
    }

    private Answer answer(
            @Nullable String words,
            @Nullable String not,
            @Nullable RgbImage picture,
            @Nullable String user,
            @Nullable String filter,
            @Nullable List<String> facets,
            boolean explain,
            int limit,
            String language,
            Weights weights) {
        List<String> counted = facets == null ? List.of() : facets;
        if (counted.size() > MOST_FACETS) {
            throw new InvalidRequest(
                    "facets", "facets may name " + MOST_FACETS + " fields, but names " + counted.size() + ".");
        }
        Search.Found found = search.find(
                new Search.Question(
                        words,
                        not,
                        picture,
                        user == null ? null : Interactions.checkedUser(user),
                        catalog.filter(filter),
                        counted,
                        weights),
                limit);
        return new Answer(
                found.hits().stream()
                        .map(hit -> new Found(
                                ItemView.of(hit.item(), language),
                                hit.score(),
                                hit.why(),
                                hit.words().isEmpty() ? null : hit.words(),
                                explain ? hit.features() : null))
                        .toList(),
                Cause.of(found.cause(), language),
                found.facets().isEmpty() ? null : found.facets());
    }

    /** What was found, best first; why there are fewer than asked for; and how often which value is among all found. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            List<Found> items,
            @Nullable Cause cause,
            @Nullable Map<String, List<Catalog.Facet>> facets) {}

    /** An item, its score in deviations above the background, what found it, and the words of the question it has; with explain=true what the score is the sum of. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            ItemView item,
            double score,
            String why,
            @Nullable List<String> words,
            @Nullable Map<String, Double> features) {}

    /** Why there are fewer items than asked for, in a word for programs and in a sentence for people. */
    record Cause(String kind, String text) {

        static @Nullable Cause of(Search.@Nullable Cause cause, String language) {
            if (cause == null) {
                return null;
            }
            boolean chinese = language.toLowerCase(Locale.ROOT).startsWith("zh");
            String text = switch (cause) {
                case NOTHING_ALIKE ->
                    chinese
                            ? "店内没有与此相符的商品。"
                            : "Nothing in the shop is nearer to this question than to one that means nothing.";
                case FEW_ALIKE ->
                    chinese ? "仅显示明显相符的商品。" : "Items that are no nearer to this question than chance were left out.";
                case NOTHING_MATCHES_FILTER ->
                    chinese ? "没有在售商品符合筛选条件。" : "No item that may be shown matches the filter.";
            };
            return new Cause(cause.name().toLowerCase(Locale.ROOT).replace('_', '-'), text);
        }
    }
}
