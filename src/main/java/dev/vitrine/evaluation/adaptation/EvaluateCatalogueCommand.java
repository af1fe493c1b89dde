package dev.vitrine.evaluation.adaptation;

import dev.vitrine.evaluation.adaptation.Adaptation.Split;
import dev.vitrine.index.Spaces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Measures models on the shop's own items. */
@Component
@Command(
        name = "evaluate catalogue",
        mixinStandardHelpOptions = true,
        description = "Measure models on the shop's own items: pictures for titles, attributes by prompts, pictures for"
                + " pictures. The titles are those that ./vitrine train catalogue holds out.")
class EvaluateCatalogueCommand implements Callable<Integer> {

    private final Adaptation adaptation;
    private final Spaces spaces;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private HeldOutOptions options = new HeldOutOptions();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "A model to measure beside the one in use; may be repeated.")
    private List<String> models = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    EvaluateCatalogueCommand(Adaptation adaptation, Spaces spaces) {
        this.adaptation = adaptation;
        this.spaces = spaces;
    }

    @Override
    public Integer call() {
        options.check(spec);
        String used = spaces.active().model();
        Split split = options.split(
                adaptation.splitOf(used), line -> spec.commandLine().getErr().println(line));
        ShopItems shop = adaptation.items(split, options.items());
        List<ModelScores> scores = new ArrayList<>();
        scores.add(adaptation.scores(used, shop));
        models.forEach(model -> scores.add(adaptation.scores(model, shop)));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(scores));
            out.flush();
        } else {
            ScoreTable.print(out, scores);
        }
        return 0;
    }
}
