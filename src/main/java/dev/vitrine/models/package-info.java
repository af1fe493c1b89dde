/**
 * Known models: where they come from, and bringing them here byte for byte.
 *
 * <p><b>What is trusted.</b> {@code models.json} names a repository, a commit and, where they are known, each file's size
 * and sha256. A value stands there only if at least two unrelated public projects that ship the same model state it;
 * none was made up. What it does not know, the first pull takes from the hub, checks against the hub's own statement,
 * and records in {@code NAME.lock.json} beside the model's folder; from then on a pull and {@code verify} must find the
 * same, also after the folder was removed. Whoever means to accept another revision deletes that file.
 *
 * <p><b>What is fetched.</b> Weights as safetensors, and JSON and text files. A pickle ({@code pytorch_model.bin}) can run
 * code when it is read and is never fetched.
 *
 * <p><b>How.</b> Files arrive in {@code .pull/NAME}, are resumed where they broke off, checked, and moved into place
 * together. A token goes only to the configured hub, over TLS, and no redirect carries it to another host; redirects do
 * not lead into the own network unless the hub itself lies there.
 */
@ApplicationModule(allowedDependencies = {"outbound", "problem", "tensor", "vector", "vision", "index"})
@NullMarked
package dev.vitrine.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
