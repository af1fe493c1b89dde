package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Proposals.Said;
import dev.vitrine.enrichment.Statement.Choice;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Statement.Origin;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Captions of items' first pictures. Several are written for each, the likeliest first and others by chance; the model of
 * the active space scores each against the picture, and the best that stands out from what that text has with any picture
 * is proposed (the filter of BLIP's CapFilt, arXiv 2201.12086, with vectors in the place of its matching head). Where none
 * does, none is proposed.
 */
@Service
public class Captions {

    static final int MAX_TOKENS = 60;

    private final Catalog catalog;
    private final Looks looks;
    private final Captioners captioners;
    private final Vocabularies vocabularies;
    private final Proposals proposals;
    private final CaptionCandidates candidates;
    private final CaptionSettings settings;
    private final EnrichmentProperties properties;

    Captions(
            Catalog catalog,
            Looks looks,
            Captioners captioners,
            Vocabularies vocabularies,
            Proposals proposals,
            CaptionCandidates candidates,
            CaptionSettings settings,
            EnrichmentProperties properties) {
        this.catalog = catalog;
        this.looks = looks;
        this.captioners = captioners;
        this.vocabularies = vocabularies;
        this.proposals = proposals;
        this.candidates = candidates;
        this.settings = settings;
        this.properties = properties;
    }

    /** A language and a style. */
    public record Style(String language, String style) {

        /** The topic of its statements, "en concise". */
        String topic() {
            return language + " " + style;
        }

        static Style of(Prompts.Caption kind) {
            return new Style(kind.language(), kind.style());
        }
    }

    /** A style that the captioner knows, and from which score on its captions count unseen; null for never. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StyleSettings(
            String language, String style, @Nullable Double autoAccept) {}

    /**
     * How captions are to be written.
     *
     * @param styles the languages and styles; empty for all that the captioner knows
     * @param prefix how each begins; empty to leave that to the model
     * @param candidates texts that are written for each, the first without chance
     * @param beams texts that are followed side by side for the first
     * @param engine the model that writes; orders of earlier versions name none
     */
    public record Wish(List<Style> styles, String prefix, int candidates, int beams, Engine engine) {

        public Wish {
            engine = Objects.requireNonNullElse(engine, Engine.LOCAL);
        }
    }

    /** Captions that are written in one go. */
    private record Run(
            Captioner captioner,
            Wish wish,
            Priority priority,
            @Nullable Long job) {}

    /**
     * The candidates of a caption.
     *
     * @param proposed the one that is proposed; null where none fits its picture
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Written(
            String language,
            String style,
            @Nullable String proposed,
            List<Candidate> candidates,
            List<Mismatch> mismatches,
            String model,
            String revision) {}

    /**
     * A text that was written.
     *
     * @param score how well it fits the picture, in [0, 1]; null while the catalogue is too small to tell
     * @param fits whether that is enough
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Candidate(String text, @Nullable Double score, boolean fits) {}

    /** A wish that the installed model writes, as {@link #wish(List, String, Integer, Integer, Engine)} has it. */
    public Wish wish(
            @Nullable List<Style> styles,
            @Nullable String prefix,
            @Nullable Integer candidates,
            @Nullable Integer beams) {
        return wish(styles, prefix, candidates, beams, Engine.LOCAL);
    }

    /**
     * A wish within the limits; what is left open is as set, and one text by the larger model, which costs for each.
     *
     * @throws InvalidRequest if the captioner knows no such style, or a limit is broken
     * @throws dev.vitrine.chat.ChatMissing if the larger model is to write, and none is set up
     */
    public Wish wish(
            @Nullable List<Style> styles,
            @Nullable String prefix,
            @Nullable Integer candidates,
            @Nullable Integer beams,
            Engine writer) {
        List<Style> wanted = styles == null ? List.of() : List.copyOf(styles);
        wanted.forEach(style -> kind(captioners.of(writer), style));
        String begin = prefix == null ? "" : prefix.strip();
        if (begin.length() > properties.maxTextLength()) {
            throw new InvalidRequest(
                    "prefix",
                    "A prefix has at most " + properties.maxTextLength() + " characters; this has " + begin.length()
                            + ".");
        }
        if (!begin.isEmpty() && wanted.size() != 1) {
            throw new InvalidRequest("prefix", "A prefix is in one language: name one language and style with it.");
        }
        if (writer == Engine.REMOTE && (!begin.isEmpty() || beams != null && beams != 1)) {
            throw new InvalidRequest(
                    begin.isEmpty() ? "beams" : "prefix",
                    "The larger model takes neither a prefix nor beams; its prompt can say how a caption begins.");
        }
        int usual = writer == Engine.REMOTE ? 1 : properties.candidates();
        int texts = candidates == null ? usual : candidates;
        if (texts < 1 || texts > properties.maxCandidates()) {
            throw new InvalidRequest(
                    "candidates",
                    "There are 1 to " + properties.maxCandidates() + " candidates of a caption, not " + texts + ".");
        }
        return new Wish(
                wanted,
                begin,
                texts,
                Generation.beams(beams == null ? 1 : beams, MAX_TOKENS).beams(),
                writer);
    }

    private static Prompts.Caption kind(Captioner captioner, Style style) {
        List<Prompts.Caption> kinds = captioner.kinds();
        return kinds.stream()
                .filter(kind -> Style.of(kind).equals(style))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        "styles",
                        "The captioner " + captioner.model() + " writes no \"" + style.topic()
                                + "\" captions, but "
                                + String.join(
                                        ", ",
                                        kinds.stream()
                                                .map(kind -> Style.of(kind).topic())
                                                .toList())
                                + "."));
    }

    private static List<Prompts.Caption> kinds(Captioner captioner, Wish wish) {
        return wish.styles().isEmpty()
                ? captioner.kinds()
                : wish.styles().stream().map(style -> kind(captioner, style)).toList();
    }

    /** Who captions now, as name@revision. */
    String revision(Engine engine) {
        Captioner captioner = captioners.of(engine);
        return captioner.model() + "@" + captioner.revision();
    }

    /** The styles that are written if all are wished. */
    List<Style> styles(Wish wish) {
        return kinds(captioners.of(wish.engine()), wish).stream().map(Style::of).toList();
    }

    /** The languages and styles of the captioner, and what is set for each. */
    public List<StyleSettings> styles() {
        Map<Style, Double> set = settings.autoAccept();
        return captioners.of(Engine.LOCAL).kinds().stream()
                .map(Style::of)
                .map(style -> new StyleSettings(style.language(), style.style(), set.get(style)))
                .toList();
    }

    /**
     * Sets from which score on captions of a style count unseen.
     *
     * @param score in [0, 1]; null for never
     * @throws InvalidRequest if the captioner knows no such style, or the score is none
     */
    public StyleSettings autoAccept(Style style, @Nullable Double score) {
        kind(captioners.of(Engine.LOCAL), style);
        if (score != null && !(score >= 0 && score <= 1)) {
            throw new InvalidRequest("autoAccept", "The autoAccept is between 0.0 and 1.0, not " + score + ".");
        }
        settings.autoAccept(style, score);
        return new StyleSettings(style.language(), style.style(), score);
    }

    /**
     * Captions an item, which proposes what fits.
     *
     * @throws ItemWithoutPicture if there is nothing to look at
     * @throws dev.vitrine.vision.ModelUnusable if the captioner is not installed or is another kind of model
     */
    public List<Written> caption(String id, Wish wish) {
        Item item = catalog.item(id);
        RgbImage picture = looks.picture(item);
        var run = new Run(captioners.of(wish.engine()), wish, Priority.INTERACTIVE, null);
        List<Written> written = new ArrayList<>();
        for (Prompts.Caption kind : kinds(run.captioner(), wish)) {
            written.addAll(write(run, Map.of(item, picture), kind).values());
        }
        return written;
    }

    /**
     * Captions many items, for nobody who waits.
     *
     * @param missing which styles are to be written of an item
     * @return by key, why an item could not be captioned
     */
    Map<Long, String> caption(Collection<Item> items, Wish wish, Map<Style, Set<Long>> missing, @Nullable Long job) {
        Map<Long, String> failures = new HashMap<>();
        Map<Long, RgbImage> pictures = looks.pictures(items, failures);
        var run = new Run(captioners.of(wish.engine()), wish, Priority.BULK, job);
        for (Prompts.Caption kind : kinds(run.captioner(), wish)) {
            Set<Long> wanted = missing.getOrDefault(Style.of(kind), Set.of());
            Map<Item, RgbImage> these = new LinkedHashMap<>();
            items.stream()
                    .filter(item -> wanted.contains(item.key()) && pictures.containsKey(item.key()))
                    .forEach(item -> these.put(item, Objects.requireNonNull(pictures.get(item.key()))));
            if (!these.isEmpty()) {
                write(run, these, kind);
            }
        }
        return failures;
    }

    private Map<Long, Written> write(Run run, Map<Item, RgbImage> pictures, Prompts.Caption kind) {
        Captioner captioner = run.captioner();
        Wish wish = run.wish();
        Style style = Style.of(kind);
        String prompt = (kind.prompt() + " " + wish.prefix()).strip();
        Map<Long, List<Candidate>> scored = candidates.of(captioner, pictures, prompt, style, wish, run.priority());
        Double accept = settings.autoAccept().get(style);
        List<Vocabulary> known = vocabularies.all();
        Map<Long, Written> written = new LinkedHashMap<>();
        List<Said> said = new ArrayList<>();
        for (Item item : pictures.keySet()) {
            List<Candidate> ofItem = scored.getOrDefault(item.key(), List.of());
            Candidate best = ofItem.isEmpty() || !ofItem.getFirst().fits() ? null : ofItem.getFirst();
            List<Mismatch> mismatches =
                    best == null ? List.of() : Mismatches.of(item, known, best.text(), style.language());
            List<Draft> drafts = new ArrayList<>();
            if (best != null) {
                var origin = new Origin(
                        best.text(),
                        captioner.model(),
                        captioner.revision(),
                        prompt,
                        settings(run, style),
                        best.score(),
                        Looks.sha256(item));
                List<Choice> ranking = ofItem.stream()
                        .map(candidate ->
                                new Choice(candidate.text(), candidate.score() == null ? 0 : candidate.score()))
                        .toList();
                drafts.add(new Draft(
                        best.text(),
                        origin,
                        ranking,
                        mismatches,
                        accept != null && best.score() != null && best.score() >= accept));
            }
            said.add(new Said(item.key(), Kind.CAPTION, style.topic(), true, drafts));
            written.put(
                    item.key(),
                    new Written(
                            style.language(),
                            style.style(),
                            best == null ? null : best.text(),
                            ofItem,
                            mismatches,
                            captioner.model(),
                            captioner.revision()));
        }
        proposals.propose(said, run.job());
        return written;
    }

    private Map<String, Object> settings(Run run, Style style) {
        Map<String, Object> settings = candidates.settings(run.wish());
        if (run.captioner() instanceof RemoteCaptioner remote) {
            settings.put("engine", Engine.REMOTE.word());
            settings.put("template", remote.template(style.language()));
        }
        return settings;
    }
}
