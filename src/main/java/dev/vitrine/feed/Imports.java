package dev.vitrine.feed;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.Job;
import dev.vitrine.work.JobNotFound;
import dev.vitrine.work.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Uploaded files: read through and kept, previewed under a mapping, and imported as a job whose tasks are parts of the file.
 * Their rows lie in {@code ${vitrine.home}/imports} until the job has ended well or the upload is forgotten.
 */
@Service
public class Imports {

    /** The queue of the jobs; their subjects are parts of files. */
    public static final String QUEUE = "import";

    private static final int FAULTS_SHOWN = 100;
    private static final int REPORT_PAGE = 500;

    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final Intake intake;
    private final Catalog catalog;
    private final FeedProperties limits;
    private final Clock clock;
    private final Path home;

    Imports(
            JdbcClient jdbc,
            Jobs jobs,
            Intake intake,
            Catalog catalog,
            FeedProperties limits,
            Clock clock,
            @Value("${vitrine.home}") Path home) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.intake = intake;
        this.catalog = catalog;
        this.limits = limits;
        this.clock = clock;
        this.home = home.resolve("imports");
    }

    /**
     * What comes with a file.
     *
     * @param language of titles and descriptions that name none
     * @param currency of prices that name none
     */
    public record Order(
            MultipartFile feed,
            @Nullable MultipartFile zip,
            FeedMapping mapping,
            @Nullable String language,
            @Nullable String currency) {}

    /** The orders of a job. */
    record Task(long feedImport) {}

    /**
     * Takes a file and reads it through; nothing of it is stored as items yet.
     *
     * @throws FeedUnreadable if it, or the zip, is too large, broken, or of no known kind
     */
    public FeedImport upload(String person, Order order) {
        String name = fileName(order.feed());
        FeedFile.Kind.of(name);
        String language = language(order.language());
        sweep();
        long id = jdbc.sql("select nextval(pg_get_serial_sequence('feed_import', 'id'))")
                .query(Long.class)
                .single();
        Path folder = folder(id);
        try {
            Files.createDirectories(folder);
            FeedFile file = keep(order, name, folder);
            insert(id, person, name, language, order, file);
        } catch (IOException e) {
            FileSystemUtils.deleteRecursively(folder.toFile());
            throw new UncheckedIOException("The file " + name + " could not be kept", e);
        } catch (RuntimeException e) { // nothing of what is refused stays behind
            FileSystemUtils.deleteRecursively(folder.toFile());
            throw e;
        }
        return one(id);
    }

    private static String fileName(MultipartFile feed) {
        String path = Optional.ofNullable(feed.getOriginalFilename()).orElse("");
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "");
        if (name.isBlank()) {
            throw new InvalidRequest("feed", "The feed is missing; choose a file.");
        }
        return name.length() > 200 ? name.substring(name.length() - 200) : name;
    }

    private String language(@Nullable String language) {
        List<String> known = catalog.languages();
        if (language == null || language.isBlank()) {
            return known.getFirst();
        }
        if (!known.contains(language)) {
            throw new InvalidRequest(
                    "language",
                    "language must be one of " + known + ", but is \""
                            + language.substring(0, Math.min(40, language.length())) + "\".");
        }
        return language;
    }

    private FeedFile keep(Order order, String name, Path folder) throws IOException {
        bounded("feed", order.feed(), limits.maxFileSize().toBytes());
        Path upload = folder.resolve("upload");
        order.feed().transferTo(upload);
        var file = new FeedFile(upload, name, limits);
        if (file.size() == 0) {
            throw new FeedUnreadable("The file " + name + " has no rows.");
        }
        MultipartFile zip = order.zip();
        if (zip != null && !zip.isEmpty()) {
            bounded("zip", zip, limits.maxZipSize().toBytes());
            zip.transferTo(zip(folder));
            pictures(folder).close();
        }
        RowFile.write(folder, file, limits.part());
        Files.delete(upload);
        return file;
    }

    private static void bounded(String what, MultipartFile file, long most) {
        if (file.getSize() > most) {
            throw new FeedUnreadable(
                    "The " + what + " has " + file.getSize() + " bytes; at most " + most + " are taken.");
        }
    }

    private static Path zip(Path folder) {
        return folder.resolve("pictures.zip");
    }

    private ZipPictures pictures(Path folder) throws IOException {
        return new ZipPictures(zip(folder), catalog.maxPictureBytes() + 1, limits);
    }

    private void insert(long id, String person, String name, String language, Order order, FeedFile file) {
        jdbc.sql("""
                        insert into feed_import (id, file, person, at, language, currency, zip, columns, mapping, total)
                        overriding system value values (?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), ?)""")
                .param(id)
                .param(name)
                .param(person)
                .param(Timestamp.from(clock.instant()))
                .param(language)
                .param(
                        order.currency() == null || order.currency().isBlank()
                                ? null
                                : order.currency().strip())
                .param(order.zip() != null && !order.zip().isEmpty())
                .param(json(file.columns()))
                .param(json(order.mapping()))
                .param(file.size())
                .update();
    }

    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    /** The latest imports first. */
    public List<FeedImport> all() {
        return select("true", Map.of());
    }

    /**
     * The import of that number.
     *
     * @throws ImportNotFound if there is none
     */
    public FeedImport one(long id) {
        return select("i.id = :id", Map.of("id", id)).stream().findFirst().orElseThrow(() -> new ImportNotFound(id));
    }

    private List<FeedImport> select(String condition, Map<String, Object> parameters) {
        Map<Long, Optional<Job>> known = new HashMap<>();
        return jdbc.sql("""
                        select i.*, p.* from feed_import i, lateral (
                            select coalesce(sum(stored), 0) as stored,
                                   coalesce(sum((select count(*) from jsonb_array_elements(faults) f
                                                 where f ->> 'what' = 'row')), 0) as refused,
                                   coalesce(sum((select count(*) from jsonb_array_elements(faults) f
                                                 where f ->> 'what' = 'picture')), 0) as pictures
                            from feed_import_part where import = i.id) p
                        where %s order by i.id desc""".formatted(condition))
                .params(parameters)
                .query((row, number) -> read(row, job -> known.computeIfAbsent(job, this::job)))
                .list();
    }

    private Optional<Job> job(long id) {
        try {
            return Optional.of(jobs.job(id));
        } catch (JobNotFound forgotten) {
            return Optional.empty();
        }
    }

    private static FeedImport read(ResultSet row, java.util.function.Function<Long, Optional<Job>> jobs)
            throws SQLException {
        Long number = row.getObject("job", Long.class);
        Optional<Job> job = number == null ? Optional.empty() : jobs.apply(number);
        return new FeedImport(
                row.getLong("id"),
                row.getString("file"),
                row.getString("person"),
                row.getTimestamp("at").toInstant(),
                row.getString("language"),
                row.getString("currency"),
                row.getBoolean("zip"),
                JsonMapper.shared().readValue(row.getString("columns"), new TypeReference<List<String>>() {}),
                JsonMapper.shared().readValue(row.getString("mapping"), FeedMapping.class),
                number == null
                        ? FeedImport.UPLOADED
                        : job.map(each -> each.state().word()).orElse("finished"),
                number,
                row.getLong("total"),
                row.getLong("stored"),
                row.getLong("refused"),
                row.getLong("pictures"),
                job.map(Job::failed).orElse(0L),
                job.filter(Job::isOpen).map(Job::secondsLeft).orElse(null));
    }

    /** What would become of an upload's first rows under a mapping. */
    public Preview preview(long id, FeedMapping mapping) {
        FeedImport upload = one(id);
        Feed feed = feed(upload, mapping);
        List<FeedRow> rows;
        try {
            rows = RowFile.first(folder(id), limits.checked());
        } catch (IOException e) {
            throw new ImportRefused("The rows of the import " + id + " are no longer kept.");
        }
        List<ImportFault> faults = rows.stream()
                .flatMap(
                        row -> intake
                                .refusal(feed, row)
                                .map(reason -> new ImportFault(row.line(), ImportFault.ROW, reason))
                                .stream())
                .toList();
        return new Preview(
                upload.columns().stream()
                        .map(column -> new Preview.Column(column, feed.meaning(column), example(rows, column)))
                        .toList(),
                rows.stream()
                        .limit(limits.preview())
                        .map(row -> intake.look(feed, row))
                        .toList(),
                upload.total(),
                rows.size(),
                faults.size(),
                faults.subList(0, Math.min(FAULTS_SHOWN, faults.size())));
    }

    private static String example(Collection<FeedRow> rows, String column) {
        String value = rows.stream()
                .map(row -> row.values().getOrDefault(column, ""))
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse("");
        return value.length() > 80 ? value.substring(0, 80) + "…" : value;
    }

    private Feed feed(FeedImport upload, FeedMapping mapping) {
        return new Feed(upload.columns(), mapping, upload.language(), upload.currency(), clock.instant());
    }

    /** The fields that a column may hold. */
    public List<String> fields() {
        return Feed.FIELDS;
    }

    /**
     * Starts an uploaded import as a job.
     *
     * @throws InvalidRequest if no column holds the id
     * @throws ImportRefused if it was started before
     */
    @Transactional
    public FeedImport start(long id, String person, FeedMapping mapping) {
        jdbc.sql("select id from feed_import where id = ? for update")
                .param(id)
                .query(Long.class)
                .optional();
        FeedImport upload = one(id);
        if (!upload.isUploaded()) {
            throw new ImportRefused("The import " + id + " was started before.");
        }
        feed(upload, mapping).complete();
        List<Long> parts;
        try {
            parts = LongStream.range(0, RowFile.parts(folder(id))).boxed().toList();
        } catch (IOException e) {
            throw new ImportRefused("The rows of the import " + id + " are no longer kept.");
        }
        Job job = jobs.order(QUEUE, json(new Task(id)), upload.file(), person, parts);
        jdbc.sql("update feed_import set job = ?, mapping = cast(? as jsonb) where id = ?")
                .params(job.id(), json(mapping), id)
                .update();
        return one(id);
    }

    /** Stores a part of a file; done again, what became of it is replaced. */
    void take(long id, long part) throws IOException {
        FeedImport started = one(id);
        Feed feed = feed(started, started.mapping()).complete();
        Path folder = folder(id);
        Intake.Outcome outcome;
        if (started.zip()) {
            try (ZipPictures pictures = pictures(folder)) {
                outcome = intake.take(feed, RowFile.part(folder, part), pictures);
            }
        } else {
            outcome = intake.take(feed, RowFile.part(folder, part), null);
        }
        jdbc.sql("""
                        insert into feed_import_part (import, part, stored, faults) values (?, ?, ?, cast(? as jsonb))
                        on conflict (import, part) do update set stored = excluded.stored, faults = excluded.faults""").params(id, part, outcome.stored(), json(outcome.faults())).update();
    }

    /** What could not be taken, in the order of the file; the first of it. */
    public List<ImportFault> faults(long id) {
        return page(id, -1, FAULTS_SHOWN).stream()
                .flatMap(part -> part.faults().stream())
                .limit(FAULTS_SHOWN)
                .toList();
    }

    /** Gives all that could not be taken to a consumer, in the order of the file. */
    public void report(long id, Consumer<ImportFault> to) {
        one(id);
        List<Part> page = page(id, -1, REPORT_PAGE);
        while (!page.isEmpty()) {
            page.forEach(part -> part.faults().forEach(to));
            page = page(id, page.getLast().number(), REPORT_PAGE);
        }
    }

    private record Part(long number, List<ImportFault> faults) {}

    private List<Part> page(long id, long after, int most) {
        return jdbc.sql("""
                        select part, faults from feed_import_part
                        where import = ? and part > ? and faults <> '[]' order by part limit ?""")
                .params(id, after, most)
                .query((row, number) -> new Part(
                        row.getLong("part"),
                        JsonMapper.shared()
                                .readValue(row.getString("faults"), new TypeReference<List<ImportFault>>() {})))
                .list();
    }

    /** Forgets an upload that was not started, or an import that has ended. */
    @Transactional
    public void remove(long id) {
        if (one(id).isOpen()) {
            throw new ImportRefused("The import " + id + " has not ended; cancel its job first.");
        }
        forget(id);
    }

    private void forget(long id) {
        jdbc.sql("delete from feed_import where id = ?").param(id).update();
        FileSystemUtils.deleteRecursively(folder(id).toFile());
    }

    /** Drops the rows of imports that ended well, and the oldest of all that are not under way. */
    private void sweep() {
        List<FeedImport> all = all();
        all.stream()
                .filter(each ->
                        each.state().equals("cancelled") || each.state().equals("finished") && each.failed() == 0)
                .forEach(each ->
                        FileSystemUtils.deleteRecursively(folder(each.id()).toFile()));
        all.stream().filter(each -> !each.isOpen()).skip(limits.kept() - 1L).forEach(each -> forget(each.id()));
    }

    private Path folder(long id) {
        return home.resolve(Long.toString(id));
    }
}
