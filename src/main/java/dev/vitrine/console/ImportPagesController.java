package dev.vitrine.console;

import dev.vitrine.feed.FeedImport;
import dev.vitrine.feed.FeedMapping;
import dev.vitrine.feed.ImportReport;
import dev.vitrine.feed.Imports;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** Files of items: sent, looked at under a mapping of their columns, imported, and told what could not be taken. */
@PageController
@RequestMapping("/console/imports")
class ImportPagesController {

    private static final String IGNORED = "ignored";
    private static final String ATTRIBUTE = "attribute";

    private final Imports imports;

    ImportPagesController(Imports imports) {
        this.imports = imports;
    }

    @GetMapping
    String imports(Model model) {
        model.addAttribute("imports", imports.all());
        return "console/imports";
    }

    @PostMapping
    String upload(
            @RequestParam(required = false) @Nullable MultipartFile feed,
            @RequestParam(required = false) @Nullable MultipartFile zip,
            @RequestParam(defaultValue = "") String contentLanguage,
            @RequestParam(defaultValue = "") String currency,
            Principal person,
            HttpServletResponse response,
            Model model) {
        try {
            if (feed == null || feed.isEmpty()) {
                throw new InvalidRequest("feed", "The feed is missing or empty; choose a file.");
            }
            FeedImport upload = imports.upload(
                    person.getName(), new Imports.Order(feed, zip, FeedMapping.GUESSED, contentLanguage, currency));
            return "redirect:/console/imports/" + upload.id();
        } catch (Problem wrong) {
            response.setStatus(wrong.status().value());
            model.addAttribute("wrong", wrong.detail());
            return imports(model);
        }
    }

    @GetMapping("/{id}")
    String one(@PathVariable long id, HttpServletRequest request, Model model) {
        FeedImport known = imports.one(id);
        if (known.isUploaded()) {
            return preview(known, known.mapping(), request, model);
        }
        model.addAttribute("known", known);
        model.addAttribute("faults", imports.faults(id));
        return PageInterceptor.partial(request) ? "console/import :: live" : "console/import";
    }

    private String preview(FeedImport known, FeedMapping mapping, HttpServletRequest request, Model model) {
        model.addAttribute("known", known);
        model.addAttribute("fields", imports.fields());
        model.addAttribute("preview", imports.preview(known.id(), mapping));
        return PageInterceptor.partial(request) ? "console/import :: preview" : "console/import";
    }

    @PostMapping("/{id}")
    String change(
            @PathVariable long id,
            @RequestParam MultiValueMap<String, String> form,
            Principal person,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String action = form.getOrDefault("action", List.of("")).getFirst();
        switch (action) {
            case "remove" -> {
                imports.remove(id);
                return "redirect:/console/imports";
            }
            case "preview", "start" -> {
                FeedImport known = imports.one(id);
                try {
                    FeedMapping mapping = mapping(form);
                    if (action.equals("preview")) {
                        return preview(known, mapping, request, model);
                    }
                    imports.start(id, person.getName(), mapping);
                } catch (InvalidRequest wrong) {
                    response.setStatus(wrong.status().value());
                    model.addAttribute("wrong", wrong.detail());
                    return preview(known, known.mapping(), request, model);
                }
                return "redirect:/console/imports/" + id;
            }
            default ->
                throw new InvalidRequest(
                        "action",
                        "action must be preview, start or remove, but is \""
                                + action.substring(0, Math.min(40, action.length())) + "\".");
        }
    }

    /** What each column is chosen for; guessed where the form has no columns. */
    private FeedMapping mapping(MultiValueMap<String, String> form) {
        List<String> columns = form.getOrDefault("column", List.of());
        List<String> meanings = form.getOrDefault("meaning", List.of());
        if (columns.isEmpty()) {
            return FeedMapping.GUESSED;
        }
        if (columns.size() != meanings.size()) {
            throw new InvalidRequest(
                    "meaning", "There are " + meanings.size() + " meanings for " + columns.size() + " columns.");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        imports.fields().forEach(field -> fields.put(field, ""));
        Set<String> ignored = new LinkedHashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            String meaning = meanings.get(i);
            if (meaning.equals(IGNORED)) {
                ignored.add(columns.get(i));
            } else if (!meaning.equals(ATTRIBUTE)) {
                String before = fields.put(meaning, columns.get(i));
                if (before != null && !before.isEmpty()) {
                    throw new InvalidRequest(
                            "meaning",
                            "Two columns, " + before + " and " + columns.get(i) + ", are to be the " + meaning + ".");
                }
            }
        }
        return new FeedMapping(fields, ignored);
    }

    @GetMapping("/{id}/report")
    ResponseEntity<String> report(@PathVariable long id) {
        return ImportReport.answer(imports, id);
    }
}
