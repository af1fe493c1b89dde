/**
 * Items for a user or an item: candidates, score, diversity, reasons, attribution.
 *
 * <p>A score adds up what channels say: likeness of pictures, of texts, behaviour, words, and popularity. What each of
 * them weighs is learnt from the shop's own log ({@link dev.vitrine.ranking.MixFit}) and serves where it foretells users
 * better whom it was not learnt from; until then the settings' weights do. {@code ./vitrine evaluate} measures both, and
 * each channel alone. On MovieLens (ml-latest-small, ratings of 4 and more, 2,859 films with a poster, 574 users; NDCG@10
 * of each user's last like and last fifth of likes, Recall@20 among films whose likes were withheld):
 *
 * <pre>
 *                               last like   last fifth   withheld
 * random                          .001         .006          -
 * popularity                      .040         .088          -
 * popularity with decay           .021         .045          -
 * item-kNN                        .053         .120          -
 * EASE, latest items first        .088         .148        .000
 * words                           .039         .061        .235
 * picture vectors (demo model)    .001         .005          -
 * text vectors (demo model)       .004         .004          -
 * random vectors                  .002         .005          -
 * all, the settings' weights      .072         .136        .208
 * all, weights learnt             .088         .146        .268
 * </pre>
 *
 * <p>95 % intervals are about ±.018, ±.016 and ±.016. The demo model was trained on drawn goods and knows nothing of
 * posters, so that its vectors are worth what random ones are; learning leaves them a trifle.
 */
@ApplicationModule(
        allowedDependencies = {
            "vector",
            "problem",
            "access",
            "tensor",
            "vision",
            "catalog",
            "interaction",
            "index",
            "affinity",
            "preference"
        })
@NullMarked
package dev.vitrine.ranking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
