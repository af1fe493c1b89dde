package dev.vitrine.console;

import dev.vitrine.demo.DemoUser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The demo's shop window: who looks in, and what is recommended to them. */
@PageController
@RequestMapping("/shop")
@ConditionalOnBooleanProperty("vitrine.demo.enabled")
class ShopController {

    static final int CARDS = 24;

    private final Visitors visitors;
    private final ShopWindow window;

    ShopController(Visitors visitors, ShopWindow window) {
        this.visitors = visitors;
        this.window = window;
    }

    @GetMapping
    String home(HttpServletRequest request, HttpServletResponse response, Locale locale, Model model) {
        Visitor visitor = visitors.of(request, response);
        model.addAttribute("visitor", visitor);
        model.addAttribute("window", window.of(visitor, CARDS, locale));
        return "shop/home";
    }

    @GetMapping("/visitors")
    String visitors(HttpServletRequest request, HttpServletResponse response, Model model) {
        model.addAttribute("visitor", visitors.of(request, response));
        model.addAttribute("shoppers", DemoUser.all());
        return "shop/visitors";
    }

    @PostMapping("/visitors")
    String become(@RequestParam String user, HttpServletRequest request, HttpServletResponse response) {
        visitors.become(user, request, response);
        return "redirect:/shop";
    }
}
