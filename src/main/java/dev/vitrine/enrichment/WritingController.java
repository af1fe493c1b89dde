package dev.vitrine.enrichment;

import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/items/{id}")
@Tag(name = "Captions and answers")
class WritingController {

    private final Writing writing;

    WritingController(Writing writing) {
        this.writing = writing;
    }

    @PostMapping("/captions")
    @Operation(
            summary = "Captions of an item's first picture, in each language and style of the model; nothing is stored")
    List<Writing.Caption> captions(@PathVariable String id) {
        return writing.captions(id);
    }

    @PostMapping("/answers")
    @Operation(summary = "Answers to questions about an item's first picture; nothing is stored")
    List<Writing.Answer> answers(@PathVariable String id, @RequestBody Questions request) {
        if (request.questions() == null || request.questions().stream().anyMatch(Objects::isNull)) {
            throw new InvalidRequest("questions", "A request has a list of questions, none of them null.");
        }
        return writing.answers(id, request.questions());
    }

    /** What is asked. */
    record Questions(@Nullable List<String> questions) {}
}
