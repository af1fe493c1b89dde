package dev.vitrine.chat;

import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin")
@Tag(name = "The larger model and its prompts")
class PromptsController {

    private final PromptTemplates templates;
    private final Chat chat;

    PromptsController(PromptTemplates templates, Chat chat) {
        this.templates = templates;
        this.chat = chat;
    }

    @GetMapping("/prompts")
    @Operation(summary = "The prompts in use, for each purpose and language")
    List<PromptTemplate> current() {
        return templates.current();
    }

    @GetMapping("/prompts/{purpose}/{language}")
    @Operation(summary = "The latest 100 versions of a prompt, the one in use first")
    List<PromptTemplate> versions(@PathVariable String purpose, @PathVariable String language) {
        return templates.versions(Purpose.of(purpose), language);
    }

    @PutMapping("/prompts/{purpose}/{language}")
    @Operation(
            summary = "Put a new version of a prompt in use; the old ones are kept",
            description =
                    "purpose is caption, question, comparison, text or reasoning; language en or zh. {} is where a"
                            + " person's words go, and must be there in those for a question and for reasoning; else the words come"
                            + " after the text. A text that is in use already makes no new version.")
    PromptTemplate write(
            @PathVariable String purpose, @PathVariable String language, @RequestBody Text request, Principal person) {
        if (request.text() == null) {
            throw new InvalidRequest("text", "The text is missing.");
        }
        return templates.write(person.getName(), Purpose.of(purpose), language, request.text());
    }

    /** A prompt's words. */
    record Text(@Nullable String text) {}

    @GetMapping("/chat")
    @Operation(summary = "The larger model: whether one is set up, whether it rests, and what it took today (UTC)")
    Chat.Standing standing() {
        return chat.standing();
    }
}
