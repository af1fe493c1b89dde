package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.ranking.ShowingProperties.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class VariantsTests {

    private final MockEnvironment environment = new MockEnvironment().withProperty("vitrine.ranking.probe", "77");

    @Test
    void usersAreDealtByTheirSharesAndStayWhereTheyAre() {
        Variants variants =
                variants("one", new Variant("a", 0.3, Map.of("diversity", "0.4")), new Variant("b", 0.2, Map.of()));

        assertThat(share(variants, "a")).isCloseTo(0.3, within(0.02));
        assertThat(share(variants, "b")).isCloseTo(0.2, within(0.02));
        assertThat(share(variants, Variants.DEFAULT)).isCloseTo(0.5, within(0.02));
        assertThat(IntStream.range(0, 100)
                        .allMatch(i -> variants.of("user-" + i)
                                .equals(variants(
                                                "one",
                                                new Variant("a", 0.3, Map.of("diversity", "0.4")),
                                                new Variant("b", 0.2, Map.of()))
                                        .of("user-" + i))))
                .isTrue();
    }

    @Test
    void anotherExperimentDealsAnew() {
        Variants one = variants("one", new Variant("a", 0.5, Map.of()));
        Variants two = variants("two", new Variant("a", 0.5, Map.of()));

        long moved = IntStream.range(0, 2000)
                .filter(i ->
                        !one.of("user-" + i).name().equals(two.of("user-" + i).name()))
                .count();
        assertThat(moved / 2000.0).isCloseTo(0.5, within(0.05));
    }

    @Test
    void aVariantReplacesSomeSettingsAndKeepsTheOthers() {
        Variants.Dealt dealt = variants("one", new Variant("all", 1, Map.of("diversity", "0.4")))
                .of("ann");

        assertThat(dealt.settings().diversity()).isEqualTo(0.4);
        assertThat(dealt.settings().probe()).isEqualTo(77);
        assertThat(variants("one").of(null).name()).isEqualTo(Variants.DEFAULT);
    }

    @Test
    void whatCannotBeSetIsSaidAtTheStart() {
        assertThatThrownBy(() -> variants("one", new Variant("a", 0.5, Map.of("divrsity", "1"))))
                .hasMessageContaining("divrsity")
                .hasMessageContaining("diversity");
        assertThatThrownBy(() -> variants("one", new Variant("a", 0.5, Map.of("diversity", "7"))))
                .hasMessageContaining("diversity")
                .hasMessageContaining("7");
        assertThatThrownBy(() -> variants("one", new Variant("a", 0.6, Map.of()), new Variant("b", 0.5, Map.of())))
                .hasMessageContaining("1.1");
    }

    private Variants variants(String experiment, Variant... variants) {
        return new Variants(
                new ShowingProperties(Map.of(), experiment, List.of(variants), Duration.ofSeconds(5)),
                FakeShop.settings(),
                environment);
    }

    private static double share(Variants variants, String name) {
        return IntStream.range(0, 10_000)
                        .filter(i -> variants.of("user-" + i).name().equals(name))
                        .count()
                / 10_000.0;
    }
}
