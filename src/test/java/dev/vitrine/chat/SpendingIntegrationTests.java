package dev.vitrine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.TestDatabase;
import dev.vitrine.chat.Spending.Booking;
import dev.vitrine.problem.InvalidRequest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a day may cost, and the versions of prompts, as the database keeps them. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.vision.shipped=target/no-models"})
@Import(TestDatabase.class)
class SpendingIntegrationTests {

    private static final Instant EVENING = Instant.parse("2030-05-01T23:00:00Z");

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void aNewDay() {
        jdbc.sql("delete from chat_spending").update();
        jdbc.sql("delete from prompt_template where version > 1").update();
    }

    private Spending spending(Instant now, Map<String, String> settings) {
        return new Spending(jdbc, Clock.fixed(now, ZoneOffset.UTC), properties(settings));
    }

    private static ChatProperties properties(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("vitrine.chat", ChatProperties.class);
    }

    @Test
    void theTokensOfADayEndExactlyAtTheLimit() {
        Spending spending = spending(EVENING, Map.of("vitrine.chat.daily-tokens", "1000"));

        spending.book(300, 300);
        assertThatThrownBy(() -> spending.book(300, 101))
                .isInstanceOfSatisfying(SpendingLimitReached.class, refused -> {
                    assertThat(refused.detail())
                            .contains("1000 tokens a day", "daily-tokens", "600 tokens", "could take 401");
                    assertThat(refused.facts()).containsEntry("retryAfter", 3601L);
                });
        spending.book(300, 100);
        assertThatThrownBy(() -> spending.book(1, 0)).isInstanceOf(SpendingLimitReached.class);

        assertThat(spending.today().tokens()).isEqualTo(1000);
        assertThat(spending.today().calls()).isEqualTo(2);
        assertThat(spending(EVENING.plusSeconds(3600), Map.of("vitrine.chat.daily-tokens", "1000"))
                        .book(500, 500)
                        .tokens())
                .as("the next day")
                .isEqualTo(1000);
    }

    @Test
    void theMoneyOfADayEndsExactlyAtTheLimit() {
        Spending spending = spending(
                EVENING,
                Map.of(
                        "vitrine.chat.daily-money", "0.01",
                        "vitrine.chat.prompt-price", "2.50",
                        "vitrine.chat.completion-price", "10"));

        // 1000 · 2.5 + 700 · 10 = 9500 millionths
        spending.book(1000, 700);
        assertThatThrownBy(() -> spending.book(0, 51))
                .isInstanceOf(SpendingLimitReached.class)
                .hasMessageContaining("0.01 a day (vitrine.chat.daily-money)")
                .hasMessageContaining("0.0095 are taken")
                .hasMessageContaining("could take 0.00051");
        spending.book(0, 50);

        assertThat(spending.today().money()).isEqualByComparingTo("0.01");
    }

    @Test
    void whatACallReallyTookStandsInThePlaceOfWhatWasBooked() {
        Map<String, String> settings =
                Map.of("vitrine.chat.daily-tokens", "1000", "vitrine.chat.completion-price", "1");
        Spending spending = spending(EVENING, settings);
        Booking first = spending.book(100, 800);
        Booking second = spending.book(50, 50);

        spending.settle(first, 90, 10);
        assertThat(spending.today().tokens()).isEqualTo(200);
        // also where the call ends the next day
        spending(EVENING.plusSeconds(7200), settings).release(second);

        assertThat(spending.today().tokens()).isEqualTo(100);
        assertThat(spending.today().money()).isEqualByComparingTo(new BigDecimal("0.00001"));
    }

    @Test
    void withoutALimitNothingIsRefusedAndAllIsCounted() {
        Spending spending = spending(EVENING, Map.of());

        spending.book(1_000_000_000, 1_000_000_000);

        assertThat(spending.today().tokens()).isEqualTo(2_000_000_000L);
    }

    @Test
    void aLimitOfNothingRefusesEverything() {
        assertThatThrownBy(() -> spending(EVENING, Map.of("vitrine.chat.daily-tokens", "0"))
                        .book(0, 1))
                .isInstanceOf(SpendingLimitReached.class);
    }

    @Test
    void eachPurposeHasAPromptInBothLanguages() {
        PromptTemplates templates = templates();

        assertThat(templates.current()).hasSize(10).allMatch(template -> template.version() == 1);
        for (Purpose purpose : Purpose.values()) {
            for (String language : PromptTemplates.LANGUAGES) {
                assertThat(templates.current(purpose, language).with("WORDS"))
                        .contains("WORDS")
                        .doesNotContain("{}");
            }
        }
    }

    @Test
    void aNewTextIsANewVersionAndTheOldOneIsKept() {
        PromptTemplates templates = templates();
        String before = templates.current(Purpose.TEXT, "en").text();

        PromptTemplate written = templates.write("kim", Purpose.TEXT, "en", " Read it. ");

        assertThat(written.label()).isEqualTo("text en v2");
        assertThat(written.with("Only prices.")).isEqualTo("Read it.\nOnly prices.");
        assertThat(written.with(" ")).isEqualTo("Read it.");
        assertThat(templates.write("lin", Purpose.TEXT, "en", "Read it.")).isEqualTo(written);
        assertThat(templates.write("lin", Purpose.TEXT, "en", before).version()).isEqualTo(3);
        assertThat(templates.versions(Purpose.TEXT, "en"))
                .extracting(PromptTemplate::text)
                .containsExactly(before, "Read it.", before);
        assertThat(templates.current(Purpose.TEXT, "zh").version()).isEqualTo(1);
    }

    @Test
    void aPromptHasItsLimits() {
        PromptTemplates templates = templates();

        assertThat(templates.write("kim", Purpose.TEXT, "en", "x".repeat(4000)).text())
                .hasSize(4000);
        for (String bad : new String[] {"x".repeat(4001), " ", "a\0b"}) {
            assertThatThrownBy(() -> templates.write("kim", Purpose.TEXT, "en", bad))
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("1 to 4000 characters");
        }
        assertThatThrownBy(() -> templates.write("kim", Purpose.QUESTION, "en", "Answer."))
                .hasMessageContaining("{} where the question goes");
        assertThatThrownBy(() -> templates.write("kim", Purpose.TEXT, "fr", "Lire."))
                .hasMessageContaining("\"fr\"");
    }

    private PromptTemplates templates() {
        return new PromptTemplates(jdbc, Clock.systemUTC(), properties(Map.of()));
    }
}
