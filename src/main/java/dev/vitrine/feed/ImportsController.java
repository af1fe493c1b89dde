package dev.vitrine.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping("/api/v1/admin/imports")
@Tag(name = "Imports")
class ImportsController {

    private final Imports imports;
    private final JsonMapper mapper;

    ImportsController(Imports imports, JsonMapper mapper) {
        this.imports = imports;
        this.mapper = mapper;
    }

    /** An import that was started, or what a dry run would do. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(@Nullable FeedImport started, @Nullable Preview preview) {}

    /** An import, and what of it could not be taken, the first of it. */
    record State(FeedImport state, List<ImportFault> faults) {}

    /** All that are known. */
    record All(List<FeedImport> imports) {}

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary = "Import a file of items as a job, or see what would become of it",
            description =
                    "feed: CSV, TSV (.tsv, .txt), NDJSON, or a Google Merchant product feed in XML (RSS or Atom); UTF-8."
                            + " zip: pictures that its rows name. mapping: JSON such as {\"fields\": {\"title\": \"Name\","
                            + " \"price\": \"Cost\"}, \"ignored\": [\"internal\"]}; fields are id, title, description,"
                            + " category, price, sale_price, sale_dates, currency, stock, availability, active, picture and"
                            + " pictures, what is not said is guessed from the columns' names, and other columns become"
                            + " attributes. language, currency: of texts and prices that name none. dryRun: nothing is"
                            + " stored, and the answer has a preview.")
    ResponseEntity<Answer> add(
            @RequestParam MultipartFile feed,
            @RequestParam(required = false) @Nullable MultipartFile zip,
            @RequestParam(defaultValue = "{}") String mapping,
            @RequestParam(required = false) @Nullable String language,
            @RequestParam(required = false) @Nullable String currency,
            @RequestParam(defaultValue = "false") boolean dryRun,
            Principal caller) {
        FeedMapping meant = mapping(mapping);
        FeedImport upload = imports.upload(caller.getName(), new Imports.Order(feed, zip, meant, language, currency));
        boolean started = false;
        try {
            if (dryRun) {
                return ResponseEntity.ok(new Answer(null, imports.preview(upload.id(), meant)));
            }
            FeedImport begun = imports.start(upload.id(), caller.getName(), meant);
            started = true;
            return ResponseEntity.status(HttpStatus.ACCEPTED).body(new Answer(begun, null));
        } finally {
            if (!started) {
                imports.remove(upload.id());
            }
        }
    }

    private FeedMapping mapping(String json) {
        try {
            return mapper.readValue(json, FeedMapping.class);
        } catch (JacksonException e) {
            throw new InvalidRequest(
                    "mapping",
                    "mapping must be JSON such as {\"fields\": {\"title\": \"Name\"}, \"ignored\": []}, but cannot be read.");
        }
    }

    @GetMapping
    @Operation(summary = "The latest imports")
    All all() {
        return new All(imports.all());
    }

    @GetMapping("/{id}")
    @Operation(
            summary =
                    "How far an import is, and the first of what could not be taken; its job can be paused and cancelled")
    State one(@PathVariable long id) {
        return new State(imports.one(id), imports.faults(id));
    }

    @GetMapping(path = "/{id}/report", produces = ImportReport.TYPE)
    @Operation(summary = "All that could not be taken: line, what (row or picture) and reason, separated by tabs")
    ResponseEntity<String> report(@PathVariable long id) {
        return ImportReport.answer(imports, id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget an import that has ended; its items stay")
    void remove(@PathVariable long id) {
        imports.remove(id);
    }
}
