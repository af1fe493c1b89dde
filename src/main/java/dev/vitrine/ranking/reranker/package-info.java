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
 * <p>What it gave so far: it learns what late fusion cannot know where there is such a thing (a test plants one), and on the
 * demo shop there is none that 40 users show. NDCG@10 on the three cuts of {@code ./vitrine evaluate} (95 % intervals
 * about ±.06, ±.06 and ±.08), hybrid equal to late because no network passed:
 *
 * <pre>
 *                            time    tail    last
 * random vectors             .011    .005    .019
 * EASE                       .052    .044    .041
 * text                       .126    .136    .071
 * words                      .145    .184    .110
 * image                      .164    .199    .109
 * pictures and texts, late   .173    .173    .095
 * late, settings' weights    .098    .121    .057
 * late, as it serves         .176    .189    .098
 * hybrid                     .176    .189    .098
 * </pre>
 *
 * <p>Judged by fifths of the users on the whole log (NDCG@20) it went from .226 to .224 (standard error .006) on top of
 * learnt weights, and from .186 to .198 (.004) on top of the settings' weights; with 500 more simulated shoppers from
 * .1997 to .2001 (.001). So late fusion stays the default.
 *
 * <p>Trained by the engine ({@link dev.vitrine.ranking.reranker.Network}), asked in plain Java
 * ({@link dev.vitrine.ranking.reranker.ReRanker}): a request waits for no engine, and a test holds both to each other.
 */
@NullMarked
package dev.vitrine.ranking.reranker;

import org.jspecify.annotations.NullMarked;
