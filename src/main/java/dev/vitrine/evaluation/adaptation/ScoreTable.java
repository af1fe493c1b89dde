package dev.vitrine.evaluation.adaptation;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Scores of models side by side, for people. */
final class ScoreTable {

    private final PrintWriter out;
    private final List<ModelScores> models;

    private ScoreTable(PrintWriter out, List<ModelScores> models) {
        this.out = out;
        this.models = models;
    }

    /** Prints models that were measured on the same items. */
    static void print(PrintWriter out, List<ModelScores> models) {
        new ScoreTable(out, models).print();
        out.flush();
    }

    private void print() {
        ModelScores first = models.getFirst();
        var heads = new StringBuilder(String.format("%-44s", ""));
        models.forEach(scores -> heads.append(String.format("%28s", scores.model() + "@" + scores.revision())));
        out.println(heads.toString().stripTrailing());
        first.titles().forEach((language, recall) -> {
            String what = "title to picture, " + language + " (" + recall.queries() + ")";
            row(what + "  R@1", scores -> title(scores, language).at1());
            row("  R@5", scores -> title(scores, language).at5());
            row("  R@10", scores -> title(scores, language).at10());
        });
        for (int i = 0; i < first.traits().size(); i++) {
            int trait = i;
            var asked = first.traits().get(trait);
            row(
                    asked.name() + " of " + asked.values() + " by prompts  top-1",
                    scores -> scores.traits().get(trait).top1());
            if (asked.top5() != null) {
                row("  top-5", scores -> scores.traits().get(trait).top5());
            }
        }
        row("picture to picture, P@10 by category", ModelScores::pictureToPicture);
        row("all in one figure", ModelScores::overall);
    }

    private static ModelScores.Recall title(ModelScores scores, String language) {
        return scores.titles().getOrDefault(language, new ModelScores.Recall(0, 0, 0, 0));
    }

    private void row(String what, Function<ModelScores, @Nullable Double> figure) {
        List<String> cells = new ArrayList<>();
        models.forEach(scores -> {
            Double value = figure.apply(scores);
            cells.add(value == null ? "-" : String.format(Locale.ROOT, "%.3f", value));
        });
        var line = new StringBuilder(String.format("%-44s", what));
        cells.forEach(cell -> line.append(String.format("%28s", cell)));
        out.println(line);
    }
}
