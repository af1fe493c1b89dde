package dev.vitrine.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a pull brought, kept as {@code NAME.lock.json} beside the model's folder: later pulls must bring the same.
 *
 * @param repository where it came from
 * @param revision the commit
 * @param at when it arrived
 * @param files with sizes and hashes
 */
record PullRecord(String repository, String revision, Instant at, List<ModelFile> files) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static Path path(Path models, String name) {
        return models.resolve(name + ".lock.json");
    }

    /**
     * Reads a model's record.
     *
     * @throws ModelBusy if there is one that cannot be understood: it must not be overwritten unseen
     */
    @SuppressWarnings("ConstantValue") // it came from a file
    static Optional<PullRecord> find(Path models, String name) throws IOException {
        Path path = path(models, name);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            PullRecord record = JSON.readValue(Files.readString(path), PullRecord.class);
            if (record != null && record.revision() != null && record.files() != null) {
                return Optional.of(record);
            }
        } catch (JacksonException e) {
            // said below
        }
        throw new ModelBusy("The record " + path.getFileName()
                + " of an earlier pull cannot be read; delete it to accept what the next pull brings.");
    }

    void write(Path models, String name) throws IOException {
        Path fresh = models.resolve(name + ".lock.json.new");
        Files.writeString(fresh, JSON.writeValueAsString(this) + "\n");
        Files.move(fresh, path(models, name), StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<ModelFile> file(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }
}
