package dev.vitrine.models;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The known models, read from a JSON file that people can read too; what it says is checked before it is believed. */
@Component
class ModelCatalogue {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9][\\w./-]*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final List<String> ENDINGS = List.of(".safetensors", ".json", ".txt");
    private static final List<String> TASKS = List.of("search", "captions", "questions");

    private final Map<String, KnownModel> models = new LinkedHashMap<>();

    private record Contents(@Nullable List<KnownModel> models) {}

    ModelCatalogue(ModelsProperties properties) {
        var mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        try (var in = properties.catalogue().getInputStream()) {
            var contents = mapper.readValue(in, Contents.class);
            for (KnownModel model : Optional.ofNullable(contents.models()).orElse(List.of())) {
                check(model);
                if (models.put(model.name(), model) != null) {
                    throw unusable("it has the model " + model.name() + " twice");
                }
            }
        } catch (IOException e) {
            throw unusable("it cannot be read: " + e.getMessage());
        } catch (JacksonException e) {
            throw unusable(e.getOriginalMessage());
        }
    }

    private static IllegalArgumentException unusable(String why) {
        return new IllegalArgumentException("The catalogue of models cannot be used: " + why + ".");
    }

    /** The record's fields may be missing, whatever their types say: it came from a file. */
    @SuppressWarnings("ConstantValue")
    private static void check(KnownModel model) {
        if (model.name() == null || !NAME.matcher(model.name()).matches()) {
            throw unusable("the name \"" + model.name() + "\" is no folder name of letters, digits, ., - and _");
        }
        String of = " of the model " + model.name();
        if (model.repository() == null
                || !REPOSITORY.matcher(model.repository()).matches()) {
            throw unusable("the repository \"" + model.repository() + "\"" + of + " is not of the form owner/name");
        }
        if (model.revision() != null && !COMMIT.matcher(model.revision()).matches()) {
            throw unusable("the revision \"" + model.revision() + "\"" + of + " is no commit of 40 hex digits");
        }
        if (model.branch() != null
                && (!BRANCH.matcher(model.branch()).matches() || model.branch().contains(".."))) {
            throw unusable("the branch \"" + model.branch() + "\"" + of + " is no branch's name");
        }
        if (model.licence() == null
                || model.languages() == null
                || model.task() == null
                || !TASKS.contains(model.task())) {
            throw unusable("the licence, the languages or the task" + of + " is missing; a task is one of " + TASKS);
        }
        if (model.files() == null || model.files().isEmpty()) {
            throw unusable("the files" + of + " are missing");
        }
        for (ModelFile file : model.files()) {
            check(model, file);
        }
    }

    @SuppressWarnings("ConstantValue")
    private static void check(KnownModel model, ModelFile file) {
        String what = "the file \"" + file.name() + "\" of the model " + model.name();
        if (file.name() == null || !NAME.matcher(file.name()).matches()) {
            throw unusable(what + " has no plain name");
        }
        if (ENDINGS.stream().noneMatch(file.name()::endsWith)) {
            throw unusable(what + " is none of " + ENDINGS
                    + "; a pickle such as pytorch_model.bin can run code when it is read and is never fetched");
        }
        if (file.size() != null && file.size() < 1) {
            throw unusable(what + " has a size of " + file.size());
        }
        if (file.sha256() != null && !SHA256.matcher(file.sha256()).matches()) {
            throw unusable(what + " has a sha256 that is not 64 lower-case hex digits");
        }
    }

    List<KnownModel> all() {
        return List.copyOf(models.values());
    }

    Optional<KnownModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /**
     * The model of that name.
     *
     * @throws ModelUnknown with the names that there are
     */
    KnownModel model(String name) {
        return find(name).orElseThrow(() -> new ModelUnknown(name, models.keySet()));
    }
}
