/**
 * How fast the whole answers, and how fast items are tagged and captioned beside that: a synthetic shop in a database of its
 * own, and clients over HTTP.
 *
 * <p>The shop's own data is not touched: the database is created on the same server under a name of its own and dropped at the
 * end. Vectors lie around centres, as products do around kinds; popularity falls off by Zipf's law; a user likes few kinds.
 * The server runs in this process as it does for a shop, and shares its cores with PostgreSQL and with the clients that
 * measure: figures are lower ends.
 */
@ApplicationModule(allowedDependencies = {"vector", "access", "work", "catalog", "index", "enrichment", "nightly"})
@NullMarked
package dev.vitrine.bench;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
