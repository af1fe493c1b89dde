package dev.vitrine.models;

import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.PictureClassifier;
import dev.vitrine.vision.Vision;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/api/v1/admin/models")
@Tag(name = "Models")
class ModelsController {

    private static final int MAX_LABELS = 100;

    private final Models models;
    private final PullJobs jobs;
    private final Vision vision;

    ModelsController(Models models, PullJobs jobs, Vision vision) {
        this.models = models;
        this.jobs = jobs;
        this.vision = vision;
    }

    /** The models, and the pulls of this process. */
    record ModelsAnswer(List<ModelEntry> models, Collection<PullJobs.Job> pulls) {}

    @GetMapping
    @Operation(summary = "The models that are here and those that can be pulled, and how far pulls are")
    ModelsAnswer list() throws IOException {
        return new ModelsAnswer(models.list(), jobs.all());
    }

    @PostMapping("/{name}/pull")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Pull a known model in the background; asked again, it says how far it is")
    PullJobs.Job pull(@PathVariable String name) {
        return jobs.start(name);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove an installed model that does not serve; what is known of where it came from stays")
    void remove(@PathVariable String name) throws IOException {
        models.remove(name, false);
    }

    @PostMapping(path = "/{name}/labels", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(summary = "What an installed classifier (ViT) calls a picture: its likeliest labels with probabilities")
    LabelsAnswer labels(
            @PathVariable String name, @RequestParam MultipartFile picture, @RequestParam(defaultValue = "5") int limit)
            throws IOException {
        if (limit < 1 || limit > MAX_LABELS) {
            throw new InvalidRequest("limit", "The limit " + limit + " is not between 1 and " + MAX_LABELS + ".");
        }
        PictureClassifier classifier = vision.classifier(name);
        double[] probabilities = classifier
                .probabilities(List.of(vision.decode(picture.getBytes())), Priority.INTERACTIVE)
                .getFirst();
        List<Labelled> labels = IntStream.range(0, probabilities.length)
                .mapToObj(i -> new Labelled(classifier.labels().get(i), probabilities[i]))
                .sorted(Comparator.comparingDouble(Labelled::probability).reversed())
                .limit(limit)
                .toList();
        return new LabelsAnswer(classifier.model(), classifier.revision(), labels);
    }

    /** The likeliest labels, best first, and which model said so. */
    record LabelsAnswer(String model, String revision, List<Labelled> labels) {}

    /** A label with its probability; those of all labels sum to 1. */
    record Labelled(String label, double probability) {}
}
