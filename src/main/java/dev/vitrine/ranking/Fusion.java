package dev.vitrine.ranking;

import dev.vitrine.index.Modality;
import java.util.List;

/** How pictures and texts come together. */
public enum Fusion {
    /** Before they are compared: one vector of both, one probe. */
    EARLY,
    /** After: each by itself, in deviations above its own background, then weighted. */
    LATE,
    /** Late, and the first of what it finds put in order by a network that the log taught; late until it taught one. */
    HYBRID;

    /** What serves with what was learnt. */
    Fusion with(Hybrid hybrid) {
        return this == HYBRID && hybrid.isAbsent() ? LATE : this;
    }

    /** The vectors that are compared. */
    List<Modality> sides() {
        return this == EARLY ? List.of(Modality.FUSED) : List.of(Modality.IMAGE, Modality.TEXT);
    }
}
