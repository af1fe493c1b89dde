package dev.vitrine.access;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Random secrets. Thirty-two characters of 62 are 190 bits. */
final class Secrets {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** An API key: recognisable to scanners for leaked secrets, with its role's letter first. */
    static String key(Role role) {
        char letter = switch (role) {
            case STOREFRONT -> 'f';
            case SHOP -> 's';
            case ADMIN -> 'a';
        };
        return "vk_" + letter + random(32);
    }

    static String password() {
        return random(20);
    }

    private static String random(int length) {
        return RANDOM.ints(length, 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining());
    }
}
