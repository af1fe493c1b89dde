package dev.vitrine.console;

import dev.vitrine.access.OperatorRole;
import dev.vitrine.access.Operators;
import dev.vitrine.problem.InvalidRequest;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who signs in to the console, for its admins. A new password is shown on the page that follows, and never again. */
@PageController
@RequestMapping("/console/operators")
class OperatorPagesController {

    private final Operators operators;

    OperatorPagesController(Operators operators) {
        this.operators = operators;
    }

    @GetMapping
    String operators(Model model) {
        model.addAttribute("operators", operators.all());
        model.addAttribute("roles", OperatorRole.values());
        return "console/operators";
    }

    @PostMapping
    String add(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "viewer") String role,
            RedirectAttributes redirect) {
        redirect.addFlashAttribute("made", operators.add(name.strip(), OperatorRole.of(role)));
        return "redirect:/console/operators";
    }

    /** Names are parameters, since some have dots in them. */
    @PostMapping("/change")
    String change(
            @RequestParam String name,
            @RequestParam(defaultValue = "") String role,
            @RequestParam String action,
            RedirectAttributes redirect) {
        switch (action) {
            case "role" -> operators.change(name, OperatorRole.of(role), null);
            case "disable" -> operators.change(name, null, false);
            case "enable" -> operators.change(name, null, true);
            case "reset" -> redirect.addFlashAttribute("made", operators.reset(name));
            default ->
                throw new InvalidRequest(
                        "action",
                        "action must be role, disable, enable or reset, but is \""
                                + action.substring(0, Math.min(40, action.length())) + "\".");
        }
        return "redirect:/console/operators";
    }
}
