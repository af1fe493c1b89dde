package dev.vitrine.ranking;

import jakarta.validation.Validation;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Which settings a user gets. The same user always gets the same ones while an experiment lasts: a hash of both decides,
 * and nothing is stored.
 */
@Component
class Variants {

    static final String DEFAULT = "default";
    private static final String PREFIX = "vitrine.ranking";

    private final String experiment;
    private final Dealt usual;
    private final List<Dealt> dealt = new ArrayList<>();

    /** Settings with their name and the end of their range of hashes. */
    record Dealt(String name, double end, RankingProperties settings) {}

    Variants(ShowingProperties showing, RankingProperties settings, Environment environment) {
        experiment = showing.experiment();
        usual = new Dealt(DEFAULT, 1, settings);
        double end = 0;
        for (ShowingProperties.Variant variant : showing.variants()) {
            end += variant.share();
            dealt.add(new Dealt(variant.name(), end, bound(variant, environment)));
        }
        if (end > 1 + 1e-9) {
            throw new IllegalStateException(PREFIX + ".variants may have shares of 1 in all, but have "
                    + Math.round(end * 1000) / 1000.0 + ".");
        }
    }

    /** Whether anybody's settings are such. */
    boolean any(java.util.function.Predicate<RankingProperties> condition) {
        return condition.test(usual.settings())
                || dealt.stream().map(Dealt::settings).anyMatch(condition);
    }

    /** What a user gets; a session without a user gets the usual settings. */
    Dealt of(@Nullable String user) {
        if (user == null || dealt.isEmpty()) {
            return usual;
        }
        double place = place(user);
        return dealt.stream()
                .filter(variant -> place < variant.end())
                .findFirst()
                .orElse(usual);
    }

    /** From 0 to 1, evenly over users. */
    private double place(String user) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((experiment + "\0" + user).getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1.0p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The usual settings with some replaced, held to the same limits. */
    private static RankingProperties bound(ShowingProperties.Variant variant, Environment environment) {
        Set<String> known = Arrays.stream(RankingProperties.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.toSet());
        Map<String, Object> replaced = new HashMap<>();
        variant.settings().forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new IllegalStateException("The variant " + variant.name() + " sets " + PREFIX + "." + name
                        + ", which does not exist; known are " + new java.util.TreeSet<>(known) + ".");
            }
            replaced.put(PREFIX + "." + name, value);
        });
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        sources.add(new MapConfigurationPropertySource(replaced));
        ConfigurationPropertySources.get(environment).forEach(sources::add);
        RankingProperties settings = new Binder(sources)
                .bind(
                        ConfigurationPropertyName.of(PREFIX),
                        org.springframework.boot.context.properties.bind.Bindable.of(RankingProperties.class))
                .get();
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            factory.getValidator().validate(settings).stream().findFirst().ifPresent(violation -> {
                throw new IllegalStateException("The variant " + variant.name() + " sets " + violation.getPropertyPath()
                        + " to " + violation.getInvalidValue() + ": " + violation.getMessage() + ".");
            });
        }
        return settings;
    }
}
