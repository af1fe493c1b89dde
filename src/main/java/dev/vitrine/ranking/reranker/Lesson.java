package dev.vitrine.ranking.reranker;

/**
 * A slate and what its user liked next.
 *
 * @param user whose lessons either teach or judge, all of them
 * @param liked which candidates of the slate were liked; maybe none
 * @param likes how many liked items were looked at at all, in the slate or behind it; at least one
 */
public record Lesson(String user, Slate slate, boolean[] liked, int likes) {

    private static final int TWENTY = 20;

    boolean teaches() {
        for (boolean like : liked) {
            if (like) {
                return true;
            }
        }
        return false;
    }

    /** NDCG@20 of the order that changes of the late scores make. */
    double ndcg(float[] changes) {
        int[] order = order(changes);
        double gain = 0;
        double ideal = 0;
        for (int place = 0; place < TWENTY; place++) {
            double discount = 1 / Math.log(place + 2.0);
            gain += place < order.length && liked[order[place]] ? discount : 0;
            ideal += place < likes ? discount : 0;
        }
        return gain / ideal;
    }

    /** The candidates, best first; among equals the one that late fusion has first. */
    int[] order(float[] changes) {
        return java.util.stream.IntStream.range(0, liked.length)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(
                        (Integer candidate) -> -((double) slate.late(candidate) + changes[candidate])))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
