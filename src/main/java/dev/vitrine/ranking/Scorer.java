package dev.vitrine.ranking;

import dev.vitrine.index.Fused;
import dev.vitrine.index.Modality;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Behaviour.Channels;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores a candidate against a preference: calibrated likenesses, behaviour, words and popularity.
 *
 * <p>Content: per modality the user's taste is a mixture of interests, (1/β)·log Σ w·exp(β·z), so that one strong
 * interest suffices and a second one helps; the session joins with its share; modalities join with their weights, those
 * that the user or the item lacks left out. What liked-together items, words and popularity give is added by the shop's
 * {@link Mix}, and likeness to what was rejected is taken off. Pure.
 */
final class Scorer {

    /** By how much the session must outweigh the interests to be named as the reason. */
    private static final double CLEARLY = 0.05;

    /** Weight of a side that counts only where the other is missing. */
    private static final double LEAST = 1e-12;

    private final Preference preference;
    private final Vectors vectors;
    private final Channels channels;
    private final Mixes mixes;
    private final RankingProperties settings;

    Scorer(Preference preference, Vectors vectors, Channels channels, Mixes mixes, RankingProperties settings) {
        this.preference = preference;
        this.vectors = vectors;
        this.channels = channels;
        this.mixes = mixes;
        this.settings = settings;
    }

    /** What one modality says. */
    private record Side(
            double weight,
            double score,
            double taste,
            double session,
            @Nullable Interest best) {

        static final Side NONE = new Side(0, 0, 0, 0, null);
    }

    /** What the sides say together, in deviations; fused early, the first side is all. */
    private record Content(Side first, Side second) {

        double score() {
            double weight = first.weight() + second.weight();
            return weight == 0 ? 0 : (first.weight() * first.score() + second.weight() * second.score()) / weight;
        }

        boolean isAbsent() {
            return first.weight() + second.weight() == 0;
        }
    }

    Scored score(long item) {
        Mix mix = mix(item);
        Content content = content(item, mix);
        double likeness = mix.content() * content.score();
        double together = together(mix, item);
        double words = mix.words() * channels.words().get(item);
        double prior = mix.popularity() * channels.popularity().get(item);
        double score = likeness + together + words + prior - penalty(item);
        boolean popular = channels.popularity().containsKey(item);
        if (content.isAbsent() && !channels.any(item)) {
            return new Scored(item, score, popular ? Kind.POPULAR : Kind.NEW, null, 0);
        }
        if (popular && Math.max(likeness, Math.max(together, words)) <= prior) {
            return new Scored(item, score, Kind.POPULAR, null, 0);
        }
        if (together > 0 && (together > likeness || content.isAbsent()) && together >= words) {
            return new Scored(item, score, Kind.TOGETHER, null, 0);
        }
        if (words > likeness || content.isAbsent()) {
            return new Scored(item, score, Kind.WORDED_LIKE, null, 0);
        }
        return settings.fusion() == Fusion.EARLY
                ? early(item, score, content.first())
                : late(item, score, content.first(), content.second());
    }

    private Mix mix(long item) {
        return channels.cold().contains(item) ? mixes.cold() : mixes.warm();
    }

    private double together(Mix mix, long item) {
        return mix.together() * channels.together().get(item)
                + mix.knn() * channels.knn().get(item);
    }

    /** The share of pictures in content. */
    private double picture(Mix mix) {
        return mix.content() == 0 ? settings.picture() : mix.picture() / mix.content();
    }

    private Content content(long item, Mix mix) {
        return content(item, picture(mix), 1 - picture(mix));
    }

    private Content content(long item, double picture, double text) {
        return settings.fusion() == Fusion.EARLY
                ? new Content(side(Modality.FUSED, item, 1), Side.NONE)
                : new Content(side(Modality.IMAGE, item, picture), side(Modality.TEXT, item, text));
    }

    /** What the channels say on one scale, in the order of {@link Mix#weights()}: for learning them. */
    double[] channels(long item) {
        return new double[] {
            content(item, 1, LEAST).score() / Mix.TOP,
            content(item, LEAST, 1).score() / Mix.TOP,
            channels.together().get(item),
            channels.knn().get(item),
            channels.words().get(item),
            channels.popularity().get(item)
        };
    }

    /** What the network is told beside vectors: the channels, each side by itself, and whether there is a history. */
    double[] known(long item) {
        Side image = side(Modality.IMAGE, item, 1);
        Side text = side(Modality.TEXT, item, 1);
        return new double[] {
            content(item, settings.picture(), 1 - settings.picture()).score() / Mix.TOP,
            channels.together().get(item),
            channels.knn().get(item),
            channels.words().get(item),
            channels.popularity().get(item),
            image.score() / Mix.TOP,
            text.score() / Mix.TOP,
            image.weight(),
            text.weight(),
            channels.cold().contains(item) ? 1 : 0
        };
    }

    /** The reason where pictures and texts lie together: the halves tell their shares afterwards. */
    private Scored early(long item, double score, Side both) {
        UnitVector vector = Objects.requireNonNull(vectors.vector(Modality.FUSED, item));
        UnitVector visit = preference.sessions().get(Modality.FUSED);
        Interest best = both.best();
        if (best == null || both.session() > both.taste() + CLEARLY) {
            double picture = visit == null ? 0.5 : Fused.pictureShare(visit, vector);
            return new Scored(item, score, Kind.SESSION, preference.last(), picture);
        }
        double picture = Fused.pictureShare(best.direction(), vector);
        return new Scored(
                item,
                score,
                picture >= 0.5 ? Kind.LOOKS_LIKE : Kind.READS_LIKE,
                best.item() == Interest.NO_ITEM ? null : best.item(),
                picture);
    }

    /**
     * What the score of an item is made of, by name, in deviations. Added up are content (which picture and text, or both
     * fused, make), behaviour, words and popularity; dislike is below 0.
     */
    Map<String, Double> features(long item) {
        Mix mix = mix(item);
        Map<String, Double> features = new LinkedHashMap<>();
        tell(features, "fused", side(Modality.FUSED, item, 1));
        tell(features, "picture", side(Modality.IMAGE, item, picture(mix)));
        tell(features, "text", side(Modality.TEXT, item, 1 - picture(mix)));
        features.put("content", mix.content() * content(item, mix).score());
        features.put("behaviour", together(mix, item));
        features.put("words", mix.words() * channels.words().get(item));
        features.put("popularity", mix.popularity() * channels.popularity().get(item));
        features.put("dislike", -penalty(item));
        return features;
    }

    private static void tell(Map<String, Double> features, String name, Side side) {
        if (side.weight() > 0) {
            features.put(name, side.score());
            features.put(name + ".weight", side.weight());
            features.put(name + ".taste", side.taste());
            if (Double.isFinite(side.session())) {
                features.put(name + ".session", side.session());
            }
        }
    }

    private Scored late(long item, double score, Side image, Side text) {
        double fromImage = Math.max(0, image.weight() * image.score());
        double fromText = Math.max(0, text.weight() * text.score());
        double picture = fromImage + fromText == 0 ? 0.5 : fromImage / (fromImage + fromText);
        double taste = image.weight() * image.taste() + text.weight() * text.taste();
        double session = image.weight() * image.session() + text.weight() * text.session();
        Interest best = fromImage >= fromText ? image.best() : text.best();
        if (best == null || session > taste + CLEARLY) {
            return new Scored(item, score, Kind.SESSION, preference.last(), picture);
        }
        Kind kind = fromImage >= fromText ? Kind.LOOKS_LIKE : Kind.READS_LIKE;
        return new Scored(item, score, kind, best.item() == Interest.NO_ITEM ? null : best.item(), picture);
    }

    private Side side(Modality modality, long item, double weight) {
        UnitVector vector = vectors.vector(modality, item);
        List<Interest> interests = preference.interests().getOrDefault(modality, List.of());
        UnitVector visit = preference.sessions().get(modality);
        if (weight == 0 || vector == null || (interests.isEmpty() && visit == null)) {
            return Side.NONE;
        }
        double session = visit == null ? 0 : vectors.z(modality, dot(modality, visit, vector));
        if (interests.isEmpty()) {
            return new Side(weight, session, session, session, null);
        }
        double sum = 0;
        double strongest = Double.NEGATIVE_INFINITY;
        Interest best = interests.getFirst();
        for (Interest interest : interests) {
            double part = interest.weight()
                    * Math.exp(settings.sharpness() * vectors.z(modality, dot(modality, interest.direction(), vector)));
            sum += part;
            if (part > strongest) {
                strongest = part;
                best = interest;
            }
        }
        double taste = Math.log(sum) / settings.sharpness();
        double score = visit == null ? taste : (1 - settings.session()) * taste + settings.session() * session;
        return new Side(weight, score, taste, visit == null ? Double.NEGATIVE_INFINITY : session, best);
    }

    private double dot(Modality modality, UnitVector direction, UnitVector vector) {
        return modality == Modality.FUSED && settings.picture() != 0.5
                ? Fused.weighted(direction, settings.picture()).dot(vector)
                : direction.dot(vector);
    }

    /**
     * What likeness to a rejected item costs: up to a share of what its very twin could score at most, so that it works
     * alike in a catalogue of two kinds of things and of a thousand.
     */
    private double penalty(long item) {
        double penalty = 0;
        for (Modality modality : settings.fusion().sides()) {
            UnitVector vector = vectors.vector(modality, item);
            List<Interest> dislikes = preference.dislikes().getOrDefault(modality, List.of());
            if (vector != null && !dislikes.isEmpty()) {
                double weight = switch (modality) {
                    case IMAGE -> settings.picture();
                    case TEXT -> 1 - settings.picture();
                    case FUSED -> 1;
                };
                double worst = dislikes.stream()
                        .mapToDouble(rejected -> rejected.weight() * excess(modality, vector, rejected.direction()))
                        .max()
                        .orElse(0);
                penalty += weight * worst * vectors.z(modality, 1);
            }
        }
        return settings.dislike() * penalty;
    }

    /** From 0 at the threshold to 1 for a twin. */
    private double excess(Modality modality, UnitVector vector, UnitVector rejected) {
        double threshold = settings.dislikeThreshold();
        double likeness = vectors.likeness(modality, vector, rejected);
        return Math.max(0, (likeness - threshold) / (1 - threshold));
    }
}
