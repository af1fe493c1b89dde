package dev.vitrine.console;

import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.Role;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The API's keys, for admins. A new one is shown on the page that follows, and never again. */
@PageController
@RequestMapping("/console/keys")
class KeyPagesController {

    private final ApiKeys keys;

    KeyPagesController(ApiKeys keys) {
        this.keys = keys;
    }

    @GetMapping
    String keys(Model model) {
        model.addAttribute("keys", keys.list());
        model.addAttribute("roles", Role.values());
        return "console/keys";
    }

    @PostMapping
    String create(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "storefront") String role,
            RedirectAttributes redirect) {
        redirect.addFlashAttribute("made", keys.create(Role.of(role), name.strip()));
        return "redirect:/console/keys";
    }

    @PostMapping("/{key}/revoke")
    String revoke(@PathVariable long key) {
        keys.revoke(key);
        return "redirect:/console/keys";
    }
}
