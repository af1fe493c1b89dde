/**
 * Items: texts, pictures, offers (price, stock, visibility), attributes and filters.
 */
@ApplicationModule(allowedDependencies = {"vector", "outbound", "problem", "access", "work"})
@NullMarked
package dev.vitrine.catalog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
