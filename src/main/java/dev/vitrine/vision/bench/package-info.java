/**
 * How fast models run on this machine, kernel beside kernel.
 */
@NullMarked
package dev.vitrine.vision.bench;

import org.jspecify.annotations.NullMarked;
