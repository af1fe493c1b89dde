package dev.vitrine.affinity;

/** A table of neighbours. */
public enum Kind {
    /** Liked by the same users, by EASE: what an item adds to the chance of another, given all others. */
    LIKED("liked"),
    /** Liked by the same users, by cosine. */
    KNN("knn"),
    /** Bought by the same users within a window. */
    BOUGHT("bought");

    final String word;

    Kind(String word) {
        this.word = word;
    }
}
