package dev.vitrine.preference;

import dev.vitrine.index.Modality;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * From signals and vectors to a preference: pure, no database, no clock, so that one user's is computed the same way at
 * once, at night and by another engine.
 *
 * <p>Interests after PinnerSage (Pal et al., KDD 2020, arXiv 2007.03634): Ward's clusters of the liked items, each
 * weighted by what its members count and named by its medoid. It differs in that a group points to its members' weighted
 * mean instead of to the medoid, which finds what they have in common (NDCG@10 .150 against .133 in a
 * trial with the demo's shoppers and simulated vectors),
 * that members' weights also choose the medoid, and that the merge limit is relative to the catalogue.
 */
final class PreferenceModel {

    private PreferenceModel() {}

    /**
     * Groups of liked items per modality.
     *
     * @param spread the mean squared distance between two random items of the catalogue
     */
    static List<Interest> interests(
            Map<Long, Double> liked, Map<Long, UnitVector> vectors, double spread, PreferenceProperties settings) {
        List<Long> items = liked.keySet().stream().filter(vectors::containsKey).toList();
        List<UnitVector> directions = items.stream().map(vectors::get).toList();
        List<Interest> interests = new ArrayList<>();
        Ward ward = Ward.of(directions, settings.mergeLimit() * spread);
        for (List<Integer> group : ward.groups()) {
            double importance =
                    group.stream().mapToDouble(i -> liked.get(items.get(i))).sum();
            int medoid = ward.medoid(group, i -> liked.get(items.get(i)));
            interests.add(
                    new Interest(items.get(medoid), importance, mean(group, directions, i -> liked.get(items.get(i)))));
        }
        List<Interest> strongest = interests.stream()
                .sorted(Comparator.comparingDouble(Interest::weight).reversed())
                .limit(settings.interests())
                .toList();
        double total = strongest.stream().mapToDouble(Interest::weight).sum();
        return strongest.stream()
                .map(interest -> new Interest(interest.item(), interest.weight() / total, interest.direction()))
                .toList();
    }

    private static UnitVector mean(List<Integer> group, List<UnitVector> vectors, Function<Integer, Double> weight) {
        return UnitVector.blend(group.stream()
                .map(i -> new UnitVector.Weighted(vectors.get(i), weight.apply(i)))
                .toList());
    }

    /** Puts a preference together from its interests and what moves with every event. */
    static Preference preference(
            String user,
            Signals signals,
            Map<Modality, List<Interest>> interests,
            Map<Modality, Map<Long, UnitVector>> vectors) {
        Map<Modality, UnitVector> sessions = new EnumMap<>(Modality.class);
        Map<Modality, List<Interest>> dislikes = new EnumMap<>(Modality.class);
        for (var side : vectors.entrySet()) {
            Modality modality = side.getKey();
            Map<Long, UnitVector> known = side.getValue();
            List<UnitVector.Weighted> visit = signals.session().entrySet().stream()
                    .filter(entry -> known.containsKey(entry.getKey()))
                    .map(entry -> new UnitVector.Weighted(
                            Objects.requireNonNull(known.get(entry.getKey())), entry.getValue()))
                    .toList();
            if (!visit.isEmpty()) {
                sessions.put(modality, UnitVector.blend(visit));
            }
            List<Interest> rejected = signals.disliked().entrySet().stream()
                    .filter(entry -> known.containsKey(entry.getKey()))
                    .map(entry -> new Interest(
                            entry.getKey(), entry.getValue(), Objects.requireNonNull(known.get(entry.getKey()))))
                    .toList();
            if (!rejected.isEmpty()) {
                dislikes.put(modality, rejected);
            }
        }
        Long last = signals.session().isEmpty()
                ? null
                : signals.session().keySet().iterator().next();
        return new Preference(
                user,
                interests,
                sessions,
                dislikes,
                signals.touched(),
                signals.disliked().keySet(),
                signals.positives(),
                signals.recent(),
                last,
                signals.bought(),
                signals.carted(),
                signals.history());
    }

    /** The interests of a modality joined by directions that are no item's, each counting as much as it says. */
    static List<Interest> joined(List<Interest> interests, double importance, List<Interest> directions) {
        double total = (interests.isEmpty() ? 0 : importance)
                + directions.stream().mapToDouble(Interest::weight).sum();
        List<Interest> joined = new ArrayList<>();
        interests.forEach(interest -> joined.add(
                new Interest(interest.item(), interest.weight() * importance / total, interest.direction())));
        directions.forEach(
                given -> joined.add(new Interest(Interest.NO_ITEM, given.weight() / total, given.direction())));
        return joined;
    }
}
