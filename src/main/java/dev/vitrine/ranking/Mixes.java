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
     * @param channels 0 content, 1 EASE, 2 item-kNN, 3 words, 4 popularity
     */
    public Mixes without(int... channels) {
        return new Mixes(warm.without(channels), cold.without(channels));
    }

    static Mixes of(RankingProperties settings) {
        Mix warm = Mix.of(settings);
        // Borrowed behaviour says less.
        Mix cold = new Mix(warm.content(), warm.together() / 3, warm.knn() / 3, warm.words(), warm.popularity());
        return new Mixes(warm, cold);
    }
}
