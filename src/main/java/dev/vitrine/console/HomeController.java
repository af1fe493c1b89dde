package dev.vitrine.console;

import org.springframework.web.bind.annotation.GetMapping;

/** The front door: to the shop window where there is one, the console and the API's description. */
@PageController
class HomeController {

    @GetMapping("/")
    String home() {
        return "home";
    }
}
