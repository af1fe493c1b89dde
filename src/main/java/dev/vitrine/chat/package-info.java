/**
 * A larger model on a server that the operator names: how it is asked, what it may cost, and the prompts it is given.
 *
 * <p><b>Protocol.</b> Chat completions as vLLM, Ollama, llama.cpp and others serve them: one POST, answered word by word as
 * server-sent events. An answer that comes in one piece is taken, too.
 *
 * <p><b>Trust.</b> The operator names the server, so it may lie in the own network; nothing that it answers can lead
 * elsewhere, because redirects are refused. Its answers are bounded in bytes and in time. The key goes to that server alone
 * and is never told.
 *
 * <p><b>Money.</b> Before a call its most tokens are booked for the day, in the database, and after it what it really took:
 * several processes share one limit, and one that dies has counted too much rather than too little.
 */
@ApplicationModule(allowedDependencies = {"problem", "vision"})
@NullMarked
package dev.vitrine.chat;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
