package dev.vitrine.evaluation.offline;

import dev.vitrine.evaluation.offline.Scores.Interval;
import dev.vitrine.evaluation.offline.Scores.OfMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Scores as pictures: a bar for each method with its interval. */
final class Charts {

    private Charts() {}

    static void write(Scores scores, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Measure measure : Measure.values()) {
            CategoryChart chart = new CategoryChartBuilder()
                    .width(1000)
                    .height(500)
                    .title(measure.word + " on \"" + scores.split() + "\", " + scores.users()
                            + " users, bars are 95 % intervals")
                    .yAxisTitle(measure.word)
                    .build();
            chart.getStyler().setLegendVisible(false);
            chart.getStyler().setXAxisLabelRotation(30);
            List<Interval> intervals = scores.methods().stream()
                    .map(method -> method.measure(measure.word))
                    .toList();
            chart.addSeries(
                    measure.word,
                    scores.methods().stream().map(OfMethod::name).toList(),
                    intervals.stream().map(Interval::mean).toList(),
                    intervals.stream()
                            .map(interval -> (interval.high() - interval.low()) / 2)
                            .toList());
            BitmapEncoder.saveBitmap(
                    chart,
                    folder.resolve(scores.split() + "-" + measure.word.replace("@", "-") + ".png")
                            .toString(),
                    BitmapFormat.PNG);
        }
    }
}
