/**
 * Recommendations against what users did next, on the shop's own log or on given splits: full rankings, no sampled
 * negatives (Krichene and Rendle, KDD 2020), every method on the same cut.
 */
@NamedInterface("offline")
@NullMarked
package dev.vitrine.evaluation.offline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
