package dev.vitrine.evaluation;

import dev.vitrine.demo.DemoUser;
import dev.vitrine.evaluation.DrawnScores.ByTrait;
import dev.vitrine.evaluation.DrawnScores.Worded;
import dev.vitrine.evaluation.offline.LogEvaluation;
import dev.vitrine.evaluation.offline.LogScores;
import dev.vitrine.vision.Vision;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Measures the demo: its models on unseen drawings, recommendations on the demo shop's log. */
@Component
@Command(
        name = "evaluate demo",
        mixinStandardHelpOptions = true,
        description = "Measure the demo's models on unseen drawings, and recommendations on the demo shop's log.")
class EvaluateDemoCommand implements Callable<Integer> {

    private static final int MOST_PICTURES = 50;

    private final Vision vision;
    private final LogEvaluation log;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--model",
            defaultValue = "demo-clip",
            description = "The model to measure on drawings (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String model;

    @Option(
            names = "--pictures",
            defaultValue = "11",
            description = "Pictures of each of the 1,536 combinations, 1 to 50 (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
            names = "--captioner",
            defaultValue = "demo-blip",
            description = "The model whose captions and answers to measure (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String captioner;

    @Option(
            names = "--written",
            defaultValue = "2",
            description = "Pictures of each of the 230 combinations never trained on to write about, 1 to 50 "
                    + "(default: ${DEFAULT-VALUE}).")
    private int written;

    @Option(
            names = "--only",
            description = "Measure one part only: drawings, paraphrases, words or log.",
            paramLabel = "PART")
    private @Nullable Part only;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    EvaluateDemoCommand(Vision vision, LogEvaluation log) {
        this.vision = vision;
        this.log = log;
    }

    enum Part {
        drawings,
        paraphrases,
        words,
        log
    }

    @Override
    public Integer call() {
        within("--pictures", pictures);
        within("--written", written);
        DrawnScores drawn = measured(Part.drawings) ? DrawnEvaluation.of(vision.encoder(model), pictures) : null;
        ParaphraseScores paraphrased =
                measured(Part.paraphrases) ? ParaphraseEvaluation.of(vision.encoder(model)) : null;
        WrittenScores words = measured(Part.words)
                ? WrittenEvaluation.of(vision.captioner(captioner), vision.answerer(captioner), written)
                : null;
        LogScores logged = measured(Part.log) ? log.of(DemoUser.ids()) : null;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            if (drawn != null) {
                answer.put("drawings", drawn);
            }
            if (paraphrased != null) {
                answer.put("paraphrases", paraphrased);
            }
            if (words != null) {
                answer.put("words", words);
            }
            if (logged != null) {
                answer.put("log", logged);
            }
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            if (drawn != null) {
                print(out, drawn);
            }
            if (paraphrased != null) {
                print(out, paraphrased);
            }
            if (words != null) {
                print(out, words);
            }
            if (logged != null) {
                print(out, logged);
            }
        }
        out.flush();
        return 0;
    }

    private boolean measured(Part part) {
        return only == null || only == part;
    }

    private void within(String option, int value) {
        if (value < 1 || value > MOST_PICTURES) {
            throw new ParameterException(
                    spec.commandLine(), option + " is 1 to " + MOST_PICTURES + ", not " + value + ".");
        }
    }

    private static void print(PrintWriter out, DrawnScores drawn) {
        out.printf(
                Locale.ROOT,
                "%s (%s) on %,d unseen drawings, every one of %,d combinations; %d combinations were never trained%n",
                drawn.model(),
                drawn.revision(),
                drawn.pictures(),
                drawn.combinations(),
                drawn.heldOut());
        drawn.languages().forEach((language, scores) -> print(out, language, scores));
        print(out, "picture to picture, P@10", drawn.pictureToPicture());
    }

    private static void print(PrintWriter out, ParaphraseScores paraphrased) {
        out.printf(
                Locale.ROOT,
                "%s (%s) on the %d pictures of the demo shop, in words that no text of the training has, P@10%n",
                paraphrased.model(),
                paraphrased.revision(),
                paraphrased.items());
        paraphrased.languages().forEach((language, answers) -> {
            out.printf(
                    Locale.ROOT,
                    "  %s  %d paraphrases        %.3f (chance %.3f)%n",
                    language,
                    answers.searches().size(),
                    answers.precision(),
                    answers.chance());
            answers.searches()
                    .forEach(search -> out.printf(
                            Locale.ROOT,
                            "        %.1f  %s (%s)%n",
                            search.precision(),
                            search.words(),
                            String.join(", ", search.meant())));
        });
    }

    private static void print(PrintWriter out, LogScores logged) {
        if (logged.users() == 0) {
            out.println("The log holds no demo user with enough of a history; ./vitrine up opens the demo shop.");
            return;
        }
        out.printf(
                Locale.ROOT,
                "Next items of %d demo users (%d held out, %d items on show), NDCG@10%n",
                logged.users(),
                logged.events(),
                logged.items());
        out.printf(
                Locale.ROOT,
                "  Vitrine %.3f   popularity %.3f   random %.3f   (%.1f times popularity)%n",
                logged.vitrine(),
                logged.popularity(),
                logged.random(),
                logged.lift());
    }

    private static void print(PrintWriter out, WrittenScores words) {
        out.printf(
                Locale.ROOT,
                "%s (%s) on %,d unseen drawings of combinations never trained%n",
                words.model(),
                words.revision(),
                words.pictures());
        words.captions()
                .forEach((language, styles) -> styles.forEach((style, share) -> out.printf(
                        Locale.ROOT,
                        "  %s  %-9s captions     category, colour and pattern right %.3f%n",
                        language,
                        style,
                        share)));
        words.answers()
                .forEach((language, kinds) -> out.printf(
                        Locale.ROOT,
                        "  %s  answers                %s%n",
                        language,
                        kinds.entrySet().stream()
                                .map(kind -> String.format(Locale.ROOT, "%s %.3f", kind.getKey(), kind.getValue()))
                                .collect(Collectors.joining("  "))));
    }

    private static void print(PrintWriter out, String language, Worded scores) {
        out.printf(
                Locale.ROOT,
                "  %s  text to picture      R@1 %.3f  R@10 %.3f%n",
                language,
                scores.trained().at1(),
                scores.trained().at10());
        out.printf(
                Locale.ROOT,
                "  %s   of unseen combinations  R@1 %.3f  R@10 %.3f%n",
                language,
                scores.heldOut().at1(),
                scores.heldOut().at10());
        out.printf(
                Locale.ROOT,
                "  %s   in unseen phrasings     R@1 %.3f  R@10 %.3f%n",
                language,
                scores.unseen().at1(),
                scores.unseen().at10());
        print(out, language + "  prompted (seen labels, unseen combinations)", scores.prompted());
    }

    private static void print(PrintWriter out, String what, ByTrait scores) {
        out.printf(
                Locale.ROOT,
                "  %s  category %.3f  colour %.3f  pattern %.3f%n",
                what,
                scores.category(),
                scores.colour(),
                scores.pattern());
    }
}
