/**
 * Items from files: a shop's own tables and the product feeds that shops export for Google Merchant Center, with their
 * pictures from a folder, a zip or the web.
 *
 * <p>Why a file of {@link FeedRow rows} between reading and storing: whatever the kind of file, what comes after its rows is
 * the same; a file that is broken in its middle is refused before anything of it is stored; and the parts into which an
 * uploaded file is cut are tasks of a job, which can be paused, tried again and taken over by another process.
 *
 * <p>A row is stored as {@code PUT /api/v1/items/{id}} would: the whole of what the shop says replaces what it said before.
 * What people decided about an item is not of the shop's saying and stays.
 *
 * <p>Limits: see {@code vitrine.feed}. Processes that share the work share {@code vitrine.home}, as they do for pictures.
 */
@ApplicationModule(allowedDependencies = {"problem", "access", "work", "catalog"})
@NullMarked
package dev.vitrine.feed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
