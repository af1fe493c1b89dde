/**
 * The small network that moves candidates up and down within late fusion's order.
 *
 * <p>An item's picture and its text each ask what the user is known by: interests, the session, the latest liked items and
 * the rejected ones, pictures and texts of each (cross-attention, arXiv 1706.03762; over a user's history: DIN, arXiv
 * 1706.06978). What comes back, together with what behaviour, words and popularity say, gives a change of the score. The
 * last layer begins at zero: a network that was taught nothing leaves the order as it is.
 *
 * <p>It differs from the papers in three things, because a shop's log is small. Attention does not begin at chance: a
 * logit is the calibrated likeness that late fusion counts too, and learnt projections are added to it. Queries, keys and
 * values of a side share one projection, since likeness is mutual. And one place is left for "none of these", so that
 * an item that is like nothing is told from one that is like everything a little.
 *
 * <p>Trained by the engine ({@link dev.vitrine.ranking.reranker.Network}), asked in plain Java
 * ({@link dev.vitrine.ranking.reranker.ReRanker}): a request waits for no engine, and a test holds both to each other.
 */
@NullMarked
package dev.vitrine.ranking.reranker;

import org.jspecify.annotations.NullMarked;
