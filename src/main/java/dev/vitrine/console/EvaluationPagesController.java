package dev.vitrine.console;

import dev.vitrine.evaluation.offline.Evaluations;
import dev.vitrine.evaluation.offline.Run;
import dev.vitrine.evaluation.offline.Scores;
import dev.vitrine.evaluation.offline.Scores.Interval;
import dev.vitrine.evaluation.offline.Scores.OfMethod;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.ProblemDocuments;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** Evaluations: stored runs side by side with their plots, and a new one begun and watched. */
@PageController
@RequestMapping("/console/evaluation")
class EvaluationPagesController {

    private static final int RUNS = 30;
    private static final String NDCG = "NDCG@10";
    private static final String RECALL = "Recall@20";

    private final Evaluations evaluations;

    EvaluationPagesController(Evaluations evaluations) {
        this.evaluations = evaluations;
    }

    /**
     * One figure of all methods in all runs.
     *
     * @param name in a word for which the pages have a title
     * @param measure what it is a mean of; empty for those that are no such mean
     */
    record Table(String name, String measure, List<Row> rows) {}

    /** A method's figures, run by run. */
    record Row(String method, List<Cell> cells) {}

    /**
     * A figure.
     *
     * @param mean null where the run does not have it
     * @param interval null where none was computed
     * @param change against the first run; null for that itself
     * @param clear whether the intervals of both do not overlap
     */
    record Cell(
            @Nullable Double mean,
            @Nullable Interval interval,
            @Nullable Double change,
            boolean clear) {}

    @GetMapping
    String runs(
            @RequestParam(required = false) @Nullable List<Long> run,
            @RequestParam(defaultValue = NDCG) String measure,
            HttpServletRequest request,
            Model model) {
        List<Run> latest = evaluations.latest(RUNS);
        List<Long> asked = run == null
                ? latest.stream().limit(1).map(Run::id).toList()
                : run.stream().sorted().toList();
        List<Run> compared = asked.isEmpty() ? List.of() : evaluations.runs(asked);
        if (!evaluations.measures().contains(measure)) {
            throw new InvalidRequest(
                    "measure",
                    "measure must be one of %s, but is \"%s\"."
                            .formatted(
                                    String.join(", ", evaluations.measures()),
                                    measure.substring(0, Math.min(40, measure.length()))));
        }
        model.addAttribute("runs", latest);
        model.addAttribute("chosen", compared.stream().map(Run::id).toList());
        model.addAttribute("compared", compared);
        model.addAttribute("measure", measure);
        model.addAttribute("measures", evaluations.measures());
        model.addAttribute("tables", compared.isEmpty() ? List.of() : tables(compared, measure));
        model.addAttribute("progress", evaluations.progress().orElse(null));
        model.addAttribute("methods", evaluations.methods());
        model.addAttribute("usual", evaluations.usualMethods());
        model.addAttribute("splits", evaluations.splits());
        model.addAttribute("mostUsers", evaluations.mostUsers());
        return PageInterceptor.partial(request) ? "console/evaluation :: live" : "console/evaluation";
    }

    private static List<Table> tables(List<Run> runs, String measure) {
        Map<String, Function<OfMethod, @Nullable Interval>> figures = new LinkedHashMap<>();
        figures.put("all", method -> method.measures().get(measure));
        figures.put("newUsers", method -> slice(method.coldUsers(), NDCG));
        figures.put("newItems", method -> slice(method.coldItems(), RECALL));
        figures.put("coverage", method -> alone(method.coverage()));
        figures.put("diversity", method -> alone(method.diversity()));
        figures.put("novelty", method -> alone(method.novelty()));
        figures.put("latency", method -> alone(method.milliseconds().p95()));
        Map<String, String> measures = Map.of("all", measure, "newUsers", NDCG, "newItems", RECALL);
        return figures.entrySet().stream()
                .map(figure -> new Table(
                        figure.getKey(),
                        measures.getOrDefault(figure.getKey(), ""),
                        rows(runs, figure.getValue(), measures.containsKey(figure.getKey()))))
                .filter(table -> !table.rows().isEmpty())
                .toList();
    }

    private static @Nullable Interval slice(@Nullable Map<String, Interval> slice, String measure) {
        return slice == null ? null : slice.get(measure);
    }

    private static Interval alone(double value) {
        return new Interval(value, value, value);
    }

    private static List<Row> rows(List<Run> runs, Function<OfMethod, @Nullable Interval> figure, boolean interval) {
        List<String> methods = runs.stream()
                .flatMap(run -> run.scores().methods().stream().map(OfMethod::name))
                .distinct()
                .toList();
        return methods.stream()
                .map(method -> row(method, runs.stream().map(Run::scores).toList(), figure, interval))
                .filter(row -> row.cells().stream().anyMatch(cell -> cell.mean() != null))
                .toList();
    }

    private static Row row(
            String method, List<Scores> runs, Function<OfMethod, @Nullable Interval> figure, boolean interval) {
        List<Cell> cells = new ArrayList<>();
        @Nullable Interval first = null;
        for (int i = 0; i < runs.size(); i++) {
            @Nullable Interval value = runs.get(i).of(method).map(figure).orElse(null);
            if (i == 0) {
                first = value;
            }
            cells.add(cell(value, i == 0 ? null : first, interval));
        }
        return new Row(method, cells);
    }

    private static Cell cell(@Nullable Interval value, @Nullable Interval first, boolean interval) {
        if (value == null || first == null) {
            return new Cell(value == null ? null : value.mean(), interval ? value : null, null, false);
        }
        return new Cell(
                value.mean(),
                interval ? value : null,
                value.mean() - first.mean(),
                interval && (value.low() > first.high() || value.high() < first.low()));
    }

    @GetMapping(path = "/plot", produces = MediaType.IMAGE_PNG_VALUE)
    @ResponseBody
    byte[] plot(
            @RequestParam List<Long> run,
            @RequestParam(defaultValue = NDCG) String measure,
            @RequestParam(defaultValue = "false") boolean dark) {
        return evaluations.plot(run, measure, dark);
    }

    @PostMapping
    String change(
            @RequestParam(defaultValue = "start") String action,
            @RequestParam(required = false) @Nullable String split,
            @RequestParam(required = false) @Nullable List<String> method,
            @RequestParam(required = false) @Nullable Integer users,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        switch (action) {
            case "stop" -> evaluations.stop();
            case "start" -> {
                try {
                    evaluations.start(new Evaluations.Order(split, method, users));
                } catch (InvalidRequest wrong) {
                    model.addAttribute("wrong", PageAdvice.notice(ProblemDocuments.of(wrong)));
                    model.addAttribute("wrongUsers", users);
                    response.setStatus(wrong.status().value());
                    return runs(null, NDCG, request, model);
                }
            }
            default ->
                throw new InvalidRequest(
                        "action",
                        "action must be start or stop, but is \"" + action.substring(0, Math.min(40, action.length()))
                                + "\".");
        }
        return PageInterceptor.partial(request) ? runs(null, NDCG, request, model) : "redirect:/console/evaluation";
    }
}
