package dev.vitrine.models;

import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.tensor.SafeTensors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Brings known models here: all of a model or nothing, and nothing but what was expected. */
@Component
class Pulling {

    private final ModelCatalogue catalogue;
    private final Hub hub;
    private final ModelsProperties settings;
    private final Path own;
    private final Disk disk;

    /** How much room a folder's disk has. */
    interface Disk {
        long usable(Path folder) throws IOException;
    }

    @Autowired
    Pulling(ModelCatalogue catalogue, Hub hub, ModelsProperties settings, @Value("${vitrine.home}") Path home) {
        this(
                catalogue,
                hub,
                settings,
                home,
                folder -> Files.getFileStore(folder).getUsableSpace());
    }

    Pulling(ModelCatalogue catalogue, Hub hub, ModelsProperties settings, Path home, Disk disk) {
        this.catalogue = catalogue;
        this.hub = hub;
        this.settings = settings;
        this.own = home.resolve("models");
        this.disk = disk;
    }

    /**
     * What a pull did.
     *
     * @param fresh false if everything was here already
     * @param recorded files whose hash nobody had stated before, so that this pull is what later ones are held to
     */
    record Pulled(KnownModel model, PullRecord record, boolean fresh, List<String> recorded) {}

    /**
     * Brings a known model here, or the rest of it.
     *
     * @throws ModelUnknown if the catalogue does not have it
     * @throws ModelBusy if it is being pulled, or a folder of that name was not put there by a pull
     * @throws PullFailed if it does not come, or not as expected; what arrived in full is kept
     */
    Pulled pull(String name, PullProgress progress) throws IOException {
        KnownModel known = catalogue.model(name);
        Path work = own.resolve(".pull").resolve(name);
        try (var _ = PullLock.of(name, work)) {
            Optional<PullRecord> before = PullRecord.find(own, name);
            Path target = own.resolve(name);
            boolean here = Files.isDirectory(target);
            if (here && before.isEmpty()) {
                throw new ModelBusy("There is a folder " + name + " among the models that no pull put there;"
                        + " move it away first.");
            }
            if (here && isWanted(known, before.get(), target)) {
                return new Pulled(known, before.get(), false, List.of());
            }
            Plan plan = plan(known, before);
            Path staged = work.resolve("files");
            Files.createDirectories(staged);
            PullRecord record = fetch(known, plan, staged, progress);
            record.write(own, name);
            install(staged, target, work);
            List<String> recorded = plan.files().stream()
                    .filter(file -> file.sha256() == null)
                    .map(ModelFile::name)
                    .toList();
            return new Pulled(known, record, true, recorded);
        }
    }

    private static boolean isWanted(KnownModel known, PullRecord record, Path folder) throws IOException {
        if (known.revision() != null && !known.revision().equals(record.revision())) {
            return false;
        }
        for (ModelFile wanted : known.files()) {
            Path file = folder.resolve(wanted.name());
            Long size = record.file(wanted.name()).map(ModelFile::size).orElse(null);
            if (size == null || !Files.isRegularFile(file) || Files.size(file) != size) {
                return false;
            }
        }
        return true;
    }

    /** What to fetch: a commit, and everything that is known about its files. */
    private record Plan(String commit, List<ModelFile> files) {}

    private Plan plan(KnownModel known, Optional<PullRecord> before) {
        String commit = Optional.ofNullable(known.revision())
                .or(() -> before.map(PullRecord::revision))
                .orElse(null);
        Map<String, ModelFile> files = new LinkedHashMap<>();
        for (ModelFile file : known.files()) {
            ModelFile recorded = before.filter(record -> record.revision().equals(commit))
                    .flatMap(record -> record.file(file.name()))
                    .orElse(file);
            files.put(file.name(), file.or(recorded));
        }
        if (commit != null && files.values().stream().allMatch(ModelFile::complete)) {
            return new Plan(commit, List.copyOf(files.values()));
        }
        String wanted = commit == null ? known.wanted() : commit;
        Optional<Hub.Listing> listing = hub.listing(known.repository(), wanted);
        if (listing.isEmpty()) {
            if (commit == null) {
                throw new PullFailed("The hub does not know " + known.repository() + " at " + wanted + ".");
            }
            return new Plan(commit, List.copyOf(files.values()));
        }
        if (commit != null && !commit.equals(listing.get().commit())) {
            throw new PullFailed("The hub answers for " + known.repository() + " with the commit "
                    + listing.get().commit() + ", asked for was " + commit + ".");
        }
        return new Plan(
                listing.get().commit(),
                files.values().stream()
                        .map(file -> file.or(stated(known, listing.get(), file.name())))
                        .toList());
    }

    private static ModelFile stated(KnownModel known, Hub.Listing listing, String name) {
        ModelFile stated = listing.files().get(name);
        if (stated == null) {
            boolean pickle = name.endsWith(".safetensors") && listing.files().containsKey("pytorch_model.bin");
            throw new PullFailed(known.repository() + " has no " + name + " at " + listing.commit()
                    + (pickle
                            ? ", only pytorch_model.bin: a pickle, which can run code when it is read and is never"
                                    + " fetched."
                            : "."));
        }
        return stated;
    }

    private PullRecord fetch(KnownModel known, Plan plan, Path staged, PullProgress progress) throws IOException {
        List<Download> downloads = new ArrayList<>();
        long missing = 0;
        for (ModelFile file : plan.files()) {
            var download = hub.download(known.repository(), plan.commit(), file, staged);
            downloads.add(download);
            missing += download.missing();
        }
        long usable = disk.usable(staged) - settings.spareDisk().toBytes();
        if (missing > usable) {
            throw new PullFailed("The disk has room for " + Math.max(0, usable) + " bytes besides the "
                    + settings.spareDisk().toBytes() + " of vitrine.models.spare-disk; " + known.name() + " needs "
                    + missing + ".");
        }
        List<ModelFile> arrived = new ArrayList<>();
        for (int i = 0; i < downloads.size(); i++) {
            ModelFile file = plan.files().get(i);
            long size = Optional.ofNullable(file.size()).orElse(-1L);
            arrived.add(downloads.get(i).run(bytes -> progress.at(file.name(), bytes, size)));
            checkKind(staged.resolve(file.name()));
        }
        return new PullRecord(
                known.repository(),
                plan.commit(),
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
                arrived);
    }

    /** Where no hash was known, an error page must not be taken for a model. */
    private static void checkKind(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try {
            if (name.endsWith(".json")) {
                JsonMapper.shared().readTree(Files.readString(file));
            } else if (name.endsWith(".safetensors")) {
                SafeTensors.ofFile(file);
            }
        } catch (JacksonException | DamagedWeights | CharacterCodingException e) {
            Files.delete(file);
            throw new PullFailed("The file " + name + " is not what its name says"
                    + (e instanceof DamagedWeights ? " (" + e.getMessage() + ")" : "")
                    + ". It was deleted; the other files are kept.");
        }
    }

    private static void install(Path staged, Path target, Path work) throws IOException {
        Path old = work.resolve("old");
        FileSystemUtils.deleteRecursively(old);
        if (Files.exists(target)) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        FileSystemUtils.deleteRecursively(old);
    }
}
