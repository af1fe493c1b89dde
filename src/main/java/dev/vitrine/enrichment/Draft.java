package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Statement.Choice;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Statement.Origin;
import java.util.List;

/**
 * What a machine is about to say of an item.
 *
 * @param accept whether it may count at once, by its score; it never does where it contradicts the shop
 */
record Draft(String value, Origin origin, List<Choice> ranking, List<Mismatch> mismatches, boolean accept) {

    boolean counts() {
        return accept && mismatches.isEmpty();
    }
}
