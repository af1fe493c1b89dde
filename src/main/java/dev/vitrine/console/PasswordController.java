package dev.vitrine.console;

import dev.vitrine.access.Operators;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A person's own password; after it has changed, everybody with the old one signs in anew. */
@PageController
@RequestMapping("/console/password")
class PasswordController {

    private final Operators operators;

    PasswordController(Operators operators) {
        this.operators = operators;
    }

    @GetMapping
    String password() {
        return "console/password";
    }

    @PostMapping
    String change(
            @RequestParam(defaultValue = "") String present,
            @RequestParam(defaultValue = "") String wanted,
            @RequestParam(defaultValue = "") String again,
            Principal person,
            HttpServletResponse response,
            Model model) {
        try {
            if (!wanted.equals(again)) {
                throw new InvalidRequest("again", "The new password was not typed the same twice.");
            }
            operators.changePassword(person.getName(), present, wanted);
        } catch (InvalidRequest wrong) {
            response.setStatus(wrong.status().value());
            model.addAttribute("wrong", wrong.detail());
            return "console/password";
        }
        return "redirect:/console/login?changed";
    }
}
