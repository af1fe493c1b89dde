package dev.vitrine.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.problem.ProblemDocuments;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping("/api/v1/items")
@Tag(name = "Items")
class ItemsController {

    private static final int MAX_LIMIT = 100;

    private final Catalog catalog;
    private final PictureFetch fetch;
    private final CatalogProperties limits;
    private final JsonMapper json;

    ItemsController(Catalog catalog, PictureFetch fetch, CatalogProperties limits, JsonMapper json) {
        this.catalog = catalog;
        this.fetch = fetch;
        this.limits = limits;
        this.json = json;
    }

    @PutMapping("/{id}")
    @Operation(summary = "Store or replace an item; pictures that are not mentioned stay")
    ItemView put(@PathVariable String id, @RequestBody ItemRequest request) {
        if (request.id() != null && !request.id().equals(id)) {
            throw new InvalidRequest("id", "The id \"" + request.id() + "\" is not the path's \"" + id + "\".");
        }
        return ItemView.of(catalog.put(id, request.draft(unstated(), fetch)), unstated());
    }

    @GetMapping("/{id}")
    @Operation(summary = "One item")
    ItemView get(@PathVariable String id, @RequestParam(defaultValue = "en") String language) {
        return ItemView.of(catalog.item(id), language);
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Remove an item, its pictures, vectors and interactions")
    ResponseEntity<Void> delete(@PathVariable String id) {
        catalog.delete(id);
        return ResponseEntity.noContent().build();
    }

    @GetMapping
    @Operation(
            summary = "All items, page by page; next is the cursor of the following page",
            description =
                    "A filter is RSQL, such as price<50;colour==red;category=in=(mugs,bowls): ; is and, , is or. Fields"
                            + " are id, category, price, currency, stock, active, created, updated, title, title.LANGUAGE,"
                            + " tag.VOCABULARY (accepted tags, such as tag.colour==red), and attributes by their name. Operators are ==, !=, <, <=, >, >=, =in=, =out=, =null=; a * in a text"
                            + " stands for any characters.")
    Page list(
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "0") String cursor,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidRequest("limit", "The limit " + limit + " is not between 1 and " + MAX_LIMIT + ".");
        }
        long after;
        try {
            after = Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new InvalidRequest("cursor", "The cursor \"" + cursor + "\" is none that this server gave.");
        }
        List<Item> items = catalog.page(after, limit, catalog.filter(filter));
        return new Page(
                items.stream().map(item -> ItemView.of(item, language)).toList(),
                items.size() < limit ? null : Long.toString(items.getLast().key()));
    }

    /** A page of items; without {@code next} it is the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<ItemView> items, @Nullable String next) {}

    @PutMapping("/{id}/pictures/{position}")
    @Operation(summary = "Store or replace one picture: the body is the file's bytes")
    ItemView putPicture(@PathVariable String id, @PathVariable int position, InputStream body) throws IOException {
        int most = Math.toIntExact(limits.maxPictureSize().toBytes());
        return ItemView.of(catalog.putPicture(id, position, body.readNBytes(most + 1)), unstated());
    }

    @PostMapping(path = "/batch", consumes = "application/x-ndjson", produces = "application/x-ndjson")
    @Operation(summary = "Store many items: one JSON object with its id a line; a result a line")
    ResponseEntity<String> batch(InputStream body) throws IOException {
        List<String> results = new ArrayList<>();
        try (var in = new BufferedInputStream(body)) {
            int line = 0;
            for (byte[] bytes = line(in); bytes != null; bytes = line(in)) {
                line++;
                if (line > limits.maxBatchLines()) {
                    results.add(refused(line, null, new TooLarge("lines", "lines", limits.maxBatchLines())));
                    break;
                }
                if (bytes.length > 0) {
                    results.add(store(line, bytes));
                }
            }
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/x-ndjson"))
                .body(String.join("\n", results) + "\n");
    }

    private String store(int line, byte[] bytes) {
        long most = limits.maxLineSize().toBytes();
        if (bytes.length > most) {
            return refused(line, null, new TooLarge("line", "bytes", most));
        }
        String id = null;
        try {
            ItemRequest request = json.readValue(bytes, ItemRequest.class);
            id = request.id();
            if (id == null) {
                return refused(line, null, new InvalidRequest("id", "The id is missing."));
            }
            catalog.put(id, request.draft(unstated(), fetch));
            return json.writeValueAsString(new Result(line, id, 200, null));
        } catch (JacksonException e) {
            ProblemDetail problem = ProblemDocuments.of(e);
            return json.writeValueAsString(new Result(line, id, problem.getStatus(), problem));
        } catch (Problem e) {
            return refused(line, id, e);
        }
    }

    private String refused(int line, @Nullable String id, Problem problem) {
        return json.writeValueAsString(new Result(line, id, problem.status().value(), ProblemDocuments.of(problem)));
    }

    /** What became of a line. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            int line,
            @Nullable String id,
            int status,
            @Nullable ProblemDetail problem) {}

    /** The next line's bytes, cut one byte above the limit; null at the end. */
    private byte @Nullable [] line(InputStream in) throws IOException {
        long most = limits.maxLineSize().toBytes();
        var line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= most && next != '\r') {
                line.write(next);
            }
        }
        return new String(line.toByteArray(), StandardCharsets.UTF_8).isBlank() ? new byte[0] : line.toByteArray();
    }

    private String unstated() {
        return limits.languages().getFirst();
    }
}
