package dev.vitrine.models;

import dev.vitrine.models.ModelEntry.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The models that are here and those that can be: pulled, checked and removed by name. */
@Service
public class Models {

    private final ModelCatalogue catalogue;
    private final ServingModel serving;
    private final Path own;
    private final Path shipped;

    Models(
            ModelCatalogue catalogue,
            ServingModel serving,
            @Value("${vitrine.home}") Path home,
            @Value("${vitrine.vision.shipped}") Path shipped) {
        this.catalogue = catalogue;
        this.serving = serving;
        this.own = home.resolve("models");
        this.shipped = shipped;
    }

    /** Where the shop's own models are. */
    Path folder() {
        return own;
    }

    /** All models: those that are here first, by name, then those of the catalogue, in its order. */
    public List<ModelEntry> list() throws IOException {
        Map<String, State> here = new TreeMap<>();
        folders(shipped).forEach(name -> here.put(name, State.SHIPPED));
        folders(own).forEach(name -> here.put(name, State.INSTALLED));
        List<ModelEntry> entries = new ArrayList<>();
        String serves = serving.name();
        for (var model : here.entrySet()) {
            entries.add(entry(model.getKey(), model.getValue(), serves));
        }
        for (KnownModel known : catalogue.all()) {
            if (!here.containsKey(known.name())) {
                entries.add(entry(known, State.AVAILABLE, false, known.size(), known.revision()));
            }
        }
        return entries;
    }

    private static List<String> folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var children = Files.list(folder)) {
            return children.filter(Files::isDirectory)
                    .map(child -> String.valueOf(child.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private ModelEntry entry(String name, State state, String serves) throws IOException {
        Path folder = (state == State.SHIPPED ? shipped : own).resolve(name);
        long bytes = 0;
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        Optional<PullRecord> record = state == State.SHIPPED ? Optional.empty() : PullRecord.find(own, name);
        Optional<KnownModel> known = record.flatMap(pulled -> catalogue.find(name));
        if (known.isPresent()) {
            return entry(
                    known.get(), state, name.equals(serves), bytes, record.get().revision());
        }
        return new ModelEntry(
                name, state, name.equals(serves), bytes, null, null, null, List.of(), null, dimension(folder));
    }

    private static ModelEntry entry(
            KnownModel known, State state, boolean serves, long bytes, @Nullable String revision) {
        return new ModelEntry(
                known.name(),
                state,
                serves,
                bytes,
                revision,
                known.repository(),
                known.licence(),
                known.languages(),
                known.task(),
                known.dimension());
    }

    /** What a folder's own configuration says; doctor says whether the model works. */
    private static @Nullable Integer dimension(Path folder) throws IOException {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            return null;
        }
        try {
            JsonNode dimension =
                    JsonMapper.shared().readTree(Files.readString(config)).path("projection_dim");
            return dimension.isInt() ? dimension.asInt() : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /**
     * Reads a pulled model's files again.
     *
     * @return what is wrong, a sentence each
     * @throws ModelUnknown if no pull brought it
     */
    List<String> verify(String name) throws IOException {
        PullRecord record = PullRecord.find(own, name).orElseThrow(() -> new ModelUnknown(name, pulled()));
        Path folder = own.resolve(name);
        List<String> wrong = new ArrayList<>();
        for (ModelFile file : record.files()) {
            Path path = folder.resolve(file.name());
            if (!Files.isRegularFile(path)) {
                wrong.add(file.name() + " is missing.");
                continue;
            }
            ModelFile here = Sha256.of(path);
            if (!here.equals(file)) {
                wrong.add(file.name() + " has " + here.size() + " bytes and the sha256 " + here.sha256()
                        + "; pulled were " + file.size() + " bytes with " + file.sha256() + ".");
            }
        }
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                files.map(file -> String.valueOf(file.getFileName()))
                        .filter(file -> file.endsWith(".safetensors"))
                        .filter(file -> record.file(file).isEmpty())
                        .forEach(file -> wrong.add(file + " was not pulled."));
            }
        }
        catalogue
                .find(name)
                .filter(known -> record.revision().equals(known.revision()))
                .ifPresent(known -> known.files().stream()
                        .filter(file -> record.file(file.name())
                                .filter(pulled -> pulled.equals(file.or(pulled)))
                                .isEmpty())
                        .forEach(file -> wrong.add(
                                file.name() + " was pulled with another size or hash than the" + " catalogue has.")));
        return wrong;
    }

    /** The models that a pull brought and that are still here. */
    List<String> pulled() {
        try {
            List<String> names = new ArrayList<>();
            for (String name : folders(own)) {
                if (PullRecord.find(own, name).isPresent()) {
                    names.add(name);
                }
            }
            return names.stream().sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * Removes one of the shop's own models, and what an unfinished pull left of it. The record of what was pulled stays.
     *
     * @param force also where it makes the shop's vectors
     * @throws ModelUnknown if there is none
     * @throws ModelBusy if it came with the program, serves, or is being pulled
     */
    public void remove(String name, boolean force) throws IOException {
        List<String> installed = folders(own);
        Path work = own.resolve(".pull").resolve(name);
        boolean here = installed.contains(name);
        if (!here && folders(shipped).contains(name)) {
            throw new ModelBusy("The model " + name + " came with the program and is not removed.");
        }
        if (!here && !Files.isDirectory(work.resolve("files"))) {
            throw new ModelUnknown(name, installed);
        }
        if (here && !force && name.equals(serving.name())) {
            throw new ModelBusy(
                    "The model " + name
                            + " makes the shop's vectors; --force removes it all the same, and nothing is found until it is back.");
        }
        try (var _ = PullLock.of(name, work)) {
            Path old = work.resolve("old");
            FileSystemUtils.deleteRecursively(old);
            if (here) {
                Files.move(own.resolve(name), old, StandardCopyOption.ATOMIC_MOVE);
            }
            FileSystemUtils.deleteRecursively(work.resolve("files"));
            FileSystemUtils.deleteRecursively(old);
        }
    }
}
