package dev.vitrine.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.interaction.InteractionFile.Reading;
import dev.vitrine.interaction.InteractionFile.Row;
import dev.vitrine.interaction.Interactions.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InteractionFileTests {

    private static final Reading USUAL = new Reading(Map.of(), "like", Map.of(), 4, null);

    @TempDir
    private Path folder;

    @Test
    void ratingsOfFourAndMoreAreLikesAndLowerOnesAreLeftOut() throws IOException {
        List<Row> rows = rows("ratings.csv", USUAL, """
                userId,movieId,rating,timestamp
                1,31,4.0,1260759144
                1,32,3.5,1260759145
                2,31,5.0,1260759146
                """);

        assertThat(rows).extracting(Row::problem).containsOnlyNulls();
        assertThat(rows.get(1).event()).isNull();
        Event first = event(rows.getFirst());
        assertThat(first.user()).isEqualTo("1");
        assertThat(first.item()).isEqualTo("31");
        assertThat(first.type()).isEqualTo("like");
        assertThat(first.at()).isEqualTo(Instant.parse("2009-12-14T02:52:24Z"));
    }

    @Test
    void lowerRatingsMayBeAnotherType() throws IOException {
        var reading = new Reading(Map.of(), "like", Map.of(), 3, "dislike");

        assertThat(rows("r.csv", reading, "user,item,stars,at\na,x,2,1260759144\na,y,3,1260759144\n"))
                .extracting(row -> event(row).type())
                .containsExactly("dislike", "like");
    }

    @Test
    void theSameRowIsAlwaysTheSameEventAndAnotherIsNot() throws IOException {
        String text = "user\titem\ttype\tat\nann\tmug\tview\t2026-01-02\nann\tmug\tcart\t2026-01-02\n";

        List<Row> once = rows("a.tsv", USUAL, text);
        List<Row> again = rows("b.tsv", USUAL, text);

        assertThat(event(once.getFirst()).eventId())
                .isEqualTo(event(again.getFirst()).eventId());
        assertThat(event(once.getFirst()).eventId())
                .isNotEqualTo(event(once.getLast()).eventId());
    }

    @Test
    void theFilesOwnEventIdsAndTypesAreKeptOrTranslated() throws IOException {
        var reading = new Reading(Map.of("item", "article"), "like", Map.of("buy", "purchase"), 4, null);

        List<Row> rows = rows("log.ndjson", reading, """
                {"event_id": "e1", "user_id": 7, "article": "mug", "event": "buy", "time": "2026-01-02T03:04:05+01:00"}
                {"user_id": 7, "article": "mug", "event": "view", "time": 1767322800000}
                """);

        assertThat(event(rows.getFirst()).eventId()).isEqualTo("e1");
        assertThat(event(rows.getFirst()).user()).isEqualTo("7");
        assertThat(event(rows.getFirst()).type()).isEqualTo("purchase");
        assertThat(event(rows.getFirst()).at()).isEqualTo(Instant.parse("2026-01-02T02:04:05Z"));
        assertThat(event(rows.getLast()).type()).isEqualTo("view");
        assertThat(event(rows.getLast()).at()).isEqualTo(Instant.parse("2026-01-02T03:00:00Z"));
    }

    @Test
    void timesAreReadInTheirUsualForms() throws IOException {
        List<Row> rows = rows(
                "t.tsv",
                USUAL,
                "user\titem\tat\na\tx\t2026-01-02 03:04:05\na\tx\t2019-10-01 00:00:00 UTC\na\tx\t2026-01-02\na\tx\t1.5e9\n");

        assertThat(rows.subList(0, 3))
                .extracting(row -> event(row).at())
                .containsExactly(
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Instant.parse("2019-10-01T00:00:00Z"),
                        Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(rows.getLast().problem()).contains("ISO 8601", "1.5e9");
    }

    @Test
    void aDamagedRowSaysItsLineAndReasonAndTheOthersAreRead() throws IOException {
        List<Row> rows = rows(
                "d.csv", USUAL, "user,item,rating,at\n,x,5,1260759144\na,x,good,1260759144\na,x\nb,y,5,1260759144\n");

        assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 4L, 5L);
        assertThat(rows.get(0).problem()).isEqualTo("user is missing or blank.");
        assertThat(rows.get(1).problem()).contains("rating must be a number", "good");
        assertThat(rows.get(2).problem()).contains("2 values for 4 columns");
        assertThat(rows.get(3).event()).isNotNull();
    }

    @Test
    void aFileWithoutANeededColumnSaysWhichAndWhatThereIs() {
        assertThatThrownBy(() -> rows("c.csv", USUAL, "who,item,at\na,x,1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--map user=COLUMN")
                .hasMessageContaining("who");
        assertThatThrownBy(() -> rows("c.txt", USUAL, "user,item,at\n")).hasMessageContaining(".ndjson");
    }

    private List<Row> rows(String name, Reading reading, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        try (Stream<Row> rows = new InteractionFile(file, reading).rows()) {
            return rows.toList();
        }
    }

    private static Event event(Row row) {
        return Objects.requireNonNull(row.event(), row.problem());
    }
}
