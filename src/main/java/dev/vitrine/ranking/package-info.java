/**
 * Items for a user or an item: candidates, score, diversity, reasons, attribution.
 *
 * <p>A score adds up what channels say: likeness of pictures, of texts, behaviour, words, and popularity. What each of
 * them weighs is learnt from the shop's own log ({@link dev.vitrine.ranking.MixFit}) and serves where it foretells users
 * better whom it was not learnt from; until then the settings' weights do. Where fewer than 200 users have a history,
 * likeness and words count nearly alone unless the log proves more ({@link dev.vitrine.ranking.Verdict}).
 * {@code ./vitrine evaluate} measures both, each channel alone, and with {@code --ablate} all without one. On MovieLens (ml-latest-small, ratings of 4 and more, 2,859 films with a poster, 574 users; NDCG@10
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
 * all, weights learnt             .088         .146        .266
 *   without behaviour             .004         .003          -
 *   without words                 .087         .145          -
 *   without popularity            .088         .146          -
 *   without vectors               .088         .145          -
 * </pre>
 *
 * <p>95 % intervals are about ±.018, ±.016 and ±.016. The demo model was trained on drawn goods and knows nothing of
 * posters, so that its vectors are worth what random ones are; learning leaves them a trifle.
 *
 * <p>On the demo shop, whose log has some forty users, the other way round (NDCG@10 of what came after four fifths of the
 * time, of each user's last fifth, and of the last like; 95 % intervals about ±.06):
 *
 * <pre>
 *                               time   last fifth   last like
 * pictures                      .164      .199         .109
 * texts                         .126      .136         .071
 * words                         .145      .184         .110
 * all, the settings' weights    .098      .121         .057
 * all, as it serves             .176      .189         .098
 * </pre>
 *
 * <p>An answer asks the database whether the user's log is as it was, which of the best candidates may be shown, whether
 * what it knows of them is as it was, and to write down what was shown. What was looked at for a user, scored, serves again for ten seconds unless the
 * user does something ({@link dev.vitrine.ranking.KeptPools}); instead of lists made beforehand, which would not know the
 * last click.
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
