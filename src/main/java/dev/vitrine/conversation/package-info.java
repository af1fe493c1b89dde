/**
 * Conversations about pictures: what was asked and answered, by whom, by which model, and with which prompt.
 *
 * <p>The larger model is given what was said before, as far as the limits go. The installed one looks at one picture at a
 * time and remembers nothing, which is said with its answers. An answer is no statement about an item: whoever likes one
 * copies it into a caption, and then it is a person's word.
 */
@ApplicationModule(allowedDependencies = {"problem", "vision", "chat", "catalog", "enrichment"})
@NullMarked
package dev.vitrine.conversation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
