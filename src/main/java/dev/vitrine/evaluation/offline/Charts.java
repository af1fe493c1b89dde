package dev.vitrine.evaluation.offline;

import dev.vitrine.evaluation.offline.Scores.Interval;
import dev.vitrine.evaluation.offline.Scores.OfMethod;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Scores as pictures: a bar for each method, and of each run, with its interval. */
final class Charts {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;

    private Charts() {}

    /** In which colours a picture is drawn. */
    enum Look {
        LIGHT(Color.WHITE, Color.BLACK, new Color(0xdddddd), 0xc0694f, 0x4f83a8, 0xa8964a, 0x8a6aa8),
        DARK(new Color(0x1f1d1b), new Color(0xf0ece6), new Color(0x4a4540), 0xd07a60, 0x6a9fc4, 0xb8a65a, 0xa284c0);

        private final Color paper;
        private final Color ink;
        private final Color line;
        private final Color[] bars;

        /** @param bars red, green and blue of each run's, which an interval in the ink's colour stands out from */
        Look(Color paper, Color ink, Color line, int... bars) {
            this.paper = paper;
            this.ink = ink;
            this.line = line;
            this.bars = IntStream.of(bars).mapToObj(Color::new).toArray(Color[]::new);
        }
    }

    static void write(Scores scores, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Measure measure : Measure.values()) {
            String title = measure.word + " on \"" + scores.split() + "\", " + scores.users()
                    + " users, bars are 95 % intervals";
            Files.write(
                    folder.resolve(scores.split() + "-" + measure.word.replace("@", "-") + ".png"),
                    png(title, Map.of(measure.word, scores), measure, Look.LIGHT));
        }
    }

    /**
     * Runs side by side, as a PNG.
     *
     * @param runs by what they are called; a method that one of them lacks has no bar there
     */
    static byte[] png(String title, Map<String, Scores> runs, Measure measure, Look look) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(measure.word)
                .build();
        CategoryStyler styler = chart.getStyler();
        styler.setLegendVisible(runs.size() > 1);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setXAxisLabelRotation(30);
        colour(styler, look);
        List<String> methods = runs.values().stream()
                .flatMap(scores -> scores.methods().stream().map(OfMethod::name))
                .distinct()
                .toList();
        runs.forEach((name, scores) -> {
            List<Interval> intervals = methods.stream()
                    .map(method -> scores.of(method)
                            .map(of -> of.measure(measure.word))
                            .orElse(Interval.NONE))
                    .toList();
            chart.addSeries(
                    name,
                    methods,
                    intervals.stream().map(Interval::mean).toList(),
                    intervals.stream()
                            .map(interval -> (interval.high() - interval.low()) / 2)
                            .toList());
        });
        var bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(chart, bytes, BitmapFormat.PNG);
        return bytes.toByteArray();
    }

    private static void colour(CategoryStyler styler, Look look) {
        styler.setChartBackgroundColor(look.paper);
        styler.setPlotBackgroundColor(look.paper);
        styler.setLegendBackgroundColor(look.paper);
        styler.setLegendBorderColor(look.paper);
        styler.setPlotBorderColor(look.line);
        styler.setPlotGridLinesColor(look.line);
        styler.setChartFontColor(look.ink);
        styler.setAxisTickLabelsColor(look.ink);
        styler.setAxisTickMarksColor(look.ink);
        styler.setErrorBarsColor(look.ink);
        styler.setSeriesColors(look.bars);
    }
}
