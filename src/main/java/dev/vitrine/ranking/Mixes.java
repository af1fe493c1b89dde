package dev.vitrine.ranking;

/**
 * The weights of a shop.
 *
 * @param warm of items with a history
 * @param cold of items without one, whose behaviour is borrowed from look-alikes
 */
public record Mixes(Mix warm, Mix cold) {

    /**
     * The same without some of the channels, the others as they were. For evaluation.
     *
     * @param channels 0 pictures, 1 texts, 2 EASE, 3 item-kNN, 4 words, 5 popularity
     */
    public Mixes without(int... channels) {
        return new Mixes(warm.without(channels), cold.without(channels));
    }

    /** The same, trusting hardly but likeness and words; whether an item has a history makes no difference to these. */
    Mixes cautious() {
        return new Mixes(warm.cautious(), warm.cautious());
    }

    static Mixes of(RankingProperties settings) {
        Mix warm = Mix.of(settings);
        // Borrowed behaviour says less.
        Mix cold = new Mix(
                warm.picture(), warm.text(), warm.together() / 3, warm.knn() / 3, warm.words(), warm.popularity());
        return new Mixes(warm, cold);
    }
}
