package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.interaction.Interactions.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoHistoryTests {

    private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<DemoItem> ITEMS = DemoItem.all();
    private static final List<Event> EVENTS = DemoHistory.of(ITEMS, DemoUser.all(), END);

    @Test
    void thereAreFortyShoppersAndTwoThousandEventsOfSixtyDays() {
        assertThat(DemoUser.ids()).hasSize(40).doesNotHaveDuplicates();
        assertThat(EVENTS).hasSizeGreaterThan(2000);
        assertThat(EVENTS.stream().map(Event::eventId)).doesNotHaveDuplicates();
        assertThat(EVENTS).allSatisfy(event -> assertThat(event.at()).isBetween(END.minus(Duration.ofDays(60)), END));
    }

    @Test
    void eventIdsDoNotDependOnTheTimeOfTheLoad() {
        List<Event> later = DemoHistory.of(ITEMS, DemoUser.all(), END.plusSeconds(1000));
        for (int i = 0; i < EVENTS.size(); i++) {
            assertThat(later.get(i).eventId()).isEqualTo(EVENTS.get(i).eventId());
            assertThat(later.get(i).item()).isEqualTo(EVENTS.get(i).item());
        }
    }

    @Test
    void shoppersMostlyLookAtWhatTheyLike() {
        Map<String, Drawing> drawings = ITEMS.stream().collect(Collectors.toMap(DemoItem::id, DemoItem::drawing));
        Map<String, DemoUser> users =
                DemoUser.all().stream().collect(Collectors.toMap(DemoUser::id, Function.identity()));
        double ofTheirs = EVENTS.stream()
                .mapToDouble(event -> suits(users, event.user(), drawings, event.item()))
                .average()
                .orElseThrow();
        double ofAll = DemoUser.all().stream()
                .flatMapToDouble(user -> drawings.values().stream().mapToDouble(user::suits))
                .average()
                .orElseThrow();
        assertThat(ofTheirs).isGreaterThan(0.5).isGreaterThan(4 * ofAll);
    }

    private static double suits(Map<String, DemoUser> users, String user, Map<String, Drawing> drawings, String item) {
        return Objects.requireNonNull(users.get(user)).suits(Objects.requireNonNull(drawings.get(item)));
    }

    @Test
    void tastesReadAsSentences() {
        assertThat(DemoUser.all().getFirst().taste("en")).isEqualTo("Likes blue striped things and teapots.");
        assertThat(DemoUser.all().getFirst().taste("zh")).isEqualTo("喜欢蓝色条纹的东西和茶壶。");
    }

    @Test
    void theShopHasThirtyOfEachCategoryUnderIdsOfTheirOwn() {
        assertThat(ITEMS).hasSize(480);
        assertThat(ITEMS.stream().map(DemoItem::id)).doesNotHaveDuplicates();
        assertThat(ITEMS.stream()
                        .collect(Collectors.groupingBy(item -> item.drawing().category(), Collectors.counting())))
                .hasSize(16)
                .allSatisfy((category, count) -> assertThat(count).isEqualTo(30));
        assertThat(ITEMS.stream().filter(item -> item.stock() == 0)).hasSizeBetween(5, 40);
    }
}
