package dev.vitrine.console;

import dev.vitrine.enrichment.Tagging;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The vocabularies by which items are tagged. */
@PageController
class VocabularyPagesController {

    private final Tagging tagging;

    VocabularyPagesController(Tagging tagging) {
        this.tagging = tagging;
    }

    @GetMapping("/console/vocabularies")
    String vocabularies(Model model) {
        model.addAttribute("vocabularies", tagging.vocabularies());
        return "console/vocabularies";
    }
}
