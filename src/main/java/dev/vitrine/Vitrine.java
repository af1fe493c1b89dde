package dev.vitrine;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Vitrine: recommendations for shops that look at the pictures. */
@SpringBootApplication
public class Vitrine {

    public static void main(String[] args) {
        SpringApplication.run(Vitrine.class, args);
    }
}
