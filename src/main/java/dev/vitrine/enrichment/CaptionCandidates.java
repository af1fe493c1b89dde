package dev.vitrine.enrichment;

import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Captions.Candidate;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Captions.Wish;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Texts that could be captions, each with how well it fits its picture. */
@Component
class CaptionCandidates {

    private static final long SEED = 1;

    private final Looks looks;
    private final VectorIndex index;
    private final EnrichmentProperties properties;

    CaptionCandidates(Looks looks, VectorIndex index, EnrichmentProperties properties) {
        this.looks = looks;
        this.index = index;
        this.properties = properties;
    }

    /** The candidates of each picture by its item's key, the best first; while there is no background, the likeliest first. */
    Map<Long, List<Candidate>> of(
            Captioner captioner,
            Map<Item, RgbImage> pictures,
            String prompt,
            Style style,
            Wish wish,
            Priority priority) {
        List<Item> items = List.copyOf(pictures.keySet());
        List<RgbImage> seen = items.stream().map(pictures::get).toList();
        return scored(items, texts(captioner, items, seen, prompt, style, wish, priority), priority);
    }

    /** What is to be known of how candidates came about. */
    Map<String, Object> settings(Wish wish) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("candidates", wish.candidates());
        settings.put("beams", wish.beams());
        settings.put("background", properties.captionBackground());
        settings.put("filter", index.space().model() + "@" + index.space().revision());
        if (wish.candidates() > 1) {
            settings.put("temperature", properties.temperature());
            settings.put("seed", SEED);
        }
        return settings;
    }

    /** What the model writes of each item: first without chance, then with. */
    private Map<Long, Set<String>> texts(
            Captioner captioner,
            List<Item> items,
            List<RgbImage> pictures,
            String prompt,
            Style style,
            Wish wish,
            Priority priority) {
        Map<Long, Set<String>> texts = new LinkedHashMap<>();
        items.forEach(item -> texts.put(item.key(), new LinkedHashSet<>()));
        add(
                texts,
                items,
                captioner.captions(pictures, prompt, Generation.beams(wish.beams(), Captions.MAX_TOKENS), priority),
                wish.prefix(),
                style);
        if (wish.candidates() > 1) {
            List<Item> repeated = new ArrayList<>();
            List<RgbImage> again = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                repeated.addAll(Collections.nCopies(wish.candidates() - 1, items.get(i)));
                again.addAll(Collections.nCopies(wish.candidates() - 1, pictures.get(i)));
            }
            var sampling = new Generation.Sampling(properties.temperature(), 0, 1, SEED);
            add(
                    texts,
                    repeated,
                    captioner.captions(again, prompt, Generation.sampled(sampling, Captions.MAX_TOKENS), priority),
                    wish.prefix(),
                    style);
        }
        return texts;
    }

    private static void add(
            Map<Long, Set<String>> texts, List<Item> items, List<String> written, String prefix, Style style) {
        for (int i = 0; i < items.size(); i++) {
            String gap = prefix.isEmpty() || style.language().equals("zh") ? "" : " ";
            String text = (prefix + gap + written.get(i).strip()).strip();
            Set<String> ofItem = texts.get(items.get(i).key());
            if (ofItem != null && !text.isEmpty()) {
                ofItem.add(text);
            }
        }
    }

    /** The texts with their scores, the best first; while there is no background, the likeliest first. */
    private Map<Long, List<Candidate>> scored(List<Item> items, Map<Long, Set<String>> texts, Priority priority) {
        Collection<UnitVector> sample = index.sample(Modality.IMAGE);
        Map<Long, List<Candidate>> scored = new HashMap<>();
        if (sample.size() < Calibration.LEAST_PICTURES) {
            texts.forEach((item, written) -> scored.put(
                    item,
                    written.stream()
                            .map(text -> new Candidate(text, null, true))
                            .toList()));
            return scored;
        }
        Map<Long, UnitVector> pictures = looks.vectors(items, priority, new HashMap<>());
        List<String> distinct =
                texts.values().stream().flatMap(Set::stream).distinct().toList();
        DualEncoder encoder = index.encoder();
        List<UnitVector> vectors = encoder.texts(distinct, priority);
        Map<String, UnitVector> byText = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            byText.put(distinct.get(i), vectors.get(i));
        }
        texts.forEach((item, written) -> {
            UnitVector picture = pictures.get(item);
            if (picture != null) {
                scored.put(
                        item,
                        written.stream()
                                .map(text -> candidate(
                                        text,
                                        java.util.Objects.requireNonNull(byText.get(text)),
                                        picture,
                                        encoder,
                                        sample))
                                .sorted(Comparator.comparing(
                                        (Candidate candidate) -> candidate.score() == null ? 0 : candidate.score(),
                                        Comparator.reverseOrder()))
                                .toList());
            }
        });
        return scored;
    }

    private Candidate candidate(
            String text, UnitVector words, UnitVector picture, DualEncoder encoder, Collection<UnitVector> sample) {
        double background = Calibration.of(List.of(words), sample).standsOut(0, properties.captionBackground());
        double cosine = words.dot(picture);
        return new Candidate(text, Tagging.fit(encoder.scoring(), cosine, background), cosine >= background);
    }
}
