package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages' words: none is missing in a language, none is left over. */
class MessagesTests {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern USED = Pattern.compile("#\\{([a-z][A-Za-z.-]*)|msg\\('([^']+)'");
    /** Looked up by a name that a page puts together. */
    private static final Set<String> BY_NAME = Set.of(
            "error.",
            "problem.",
            "queue.",
            "shop.basis.",
            "shop.found.",
            "alike.",
            "style.",
            "state.",
            "job.",
            "review.did.",
            "cause.",
            "feature.",
            "fusion.",
            "making.",
            "split.",
            "figure.",
            "night.",
            "step.",
            "model.",
            "space.",
            "overview.calls.",
            "health.",
            "purpose.",
            "engine.",
            "turn.",
            "role.",
            "key.",
            "rule.",
            "rules.",
            "field.",
            "becomes.",
            "fault.");

    @Test
    void eachLanguageHasTheSameKeysAndArguments() throws IOException {
        Properties english = load("messages.properties");
        Properties chinese = load("messages_zh.properties");

        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        english.stringPropertyNames()
                .forEach(key -> assertThat(arguments(chinese.getProperty(key)))
                        .as(key)
                        .isEqualTo(arguments(english.getProperty(key))));
    }

    @Test
    void everyKeyIsUsedAndEveryUsedKeyIsThere() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> templates = Files.walk(RESOURCES.resolve("templates"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                USED.matcher(Files.readString(template))
                        .results()
                        .map((MatchResult key) -> key.group(1) == null ? key.group(2) : key.group(1))
                        .filter(key -> !key.endsWith("."))
                        .forEach(used::add);
            }
        }
        Set<String> known = new TreeSet<>(load("messages.properties").stringPropertyNames());

        assertThat(known).containsAll(used);
        known.removeAll(used);
        assertThat(known)
                .allMatch(key -> BY_NAME.stream().anyMatch(key::startsWith) || key.matches("deed\\.[a-z]+\\.done"));
    }

    private static Set<String> arguments(String words) {
        return Pattern.compile("\\{\\d}")
                .matcher(words)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static Properties load(String name) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(RESOURCES.resolve(name))) {
            properties.load(reader);
        }
        return properties;
    }
}
