package dev.vitrine.console;

import dev.vitrine.chat.Chat;
import dev.vitrine.chat.PromptTemplate;
import dev.vitrine.chat.PromptTemplates;
import dev.vitrine.chat.Purpose;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The prompts of the larger model, with their earlier versions; and what it took today. */
@PageController
@RequestMapping("/console/prompts")
class PromptPagesController {

    private final PromptTemplates templates;
    private final Chat chat;

    PromptPagesController(PromptTemplates templates, Chat chat) {
        this.templates = templates;
        this.chat = chat;
    }

    /** A prompt in use, and those before it. */
    record Shown(PromptTemplate now, List<PromptTemplate> before) {}

    @GetMapping
    String prompts(Model model) {
        List<Shown> shown = new ArrayList<>();
        for (Purpose purpose : Purpose.values()) {
            for (String language : Languages.ALL) {
                List<PromptTemplate> versions = templates.versions(purpose, language);
                shown.add(new Shown(versions.getFirst(), versions.subList(1, versions.size())));
            }
        }
        model.addAttribute("prompts", shown);
        model.addAttribute("chat", chat.standing());
        return "console/prompts";
    }

    @PostMapping
    String write(
            @RequestParam String purpose,
            @RequestParam String language,
            @RequestParam(defaultValue = "") String text,
            Principal person) {
        templates.write(person.getName(), Purpose.of(purpose), language, text);
        return "redirect:/console/prompts";
    }
}
