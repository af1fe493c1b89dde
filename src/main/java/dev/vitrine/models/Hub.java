package dev.vitrine.models;

import dev.vitrine.models.Attempts.Final;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the hub says about a repository, in the form of Hugging Face's API. */
@Component
class Hub {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_BYTES = 16 << 20;

    private final HubConnection connection;
    private final Attempts attempts;
    private final ModelsProperties settings;

    Hub(HubConnection connection, Attempts attempts, ModelsProperties settings) {
        this.settings = settings;
        this.connection = connection;
        this.attempts = attempts;
    }

    /**
     * A repository at a commit.
     *
     * @param files by name; a hash is stated for large files only
     */
    record Listing(String commit, Map<String, ModelFile> files) {}

    /**
     * Resolves a branch or a commit.
     *
     * @return empty if the server has no such API, as a plain mirror of files has none
     * @throws PullFailed if it does not answer, or with something else
     */
    Optional<Listing> listing(String repository, String revision) {
        URI address = connection.address(
                "/api/models/" + repository + "/revision/" + revision.replace("/", "%2F") + "?blobs=true");
        String what = "The list of files of " + repository + " at " + revision;
        return attempts.insist(
                what,
                () -> 0,
                () -> connection.get(address, Map.of(), (answer, abort) -> {
                    if (answer.getCode() == 404) {
                        abort.run();
                        return Optional.empty();
                    }
                    if (answer.getCode() != 200 || answer.getEntity() == null) {
                        abort.run();
                        throw connection.failure(answer);
                    }
                    byte[] body = answer.getEntity().getContent().readNBytes(MOST_BYTES + 1);
                    if (body.length > MOST_BYTES) {
                        abort.run();
                        throw new Final("it has more than " + MOST_BYTES + " bytes");
                    }
                    return Optional.of(parse(body));
                }));
    }

    private static Listing parse(byte[] body) throws IOException {
        try {
            JsonNode root = JsonMapper.shared().readTree(body);
            String commit = root.path("sha").asString("");
            if (!COMMIT.matcher(commit).matches()) {
                throw new Final("it names no commit");
            }
            Map<String, ModelFile> files = new LinkedHashMap<>();
            for (JsonNode file : root.path("siblings")) {
                String name = file.path("rfilename").asString("");
                JsonNode large = file.path("lfs");
                long size = large.path("size").asLong(file.path("size").asLong(-1));
                String sha256 = large.path("sha256").asString("");
                files.put(
                        name,
                        new ModelFile(
                                name,
                                size < 1 ? null : size,
                                SHA256.matcher(sha256).matches() ? sha256 : null));
            }
            return new Listing(commit, files);
        } catch (JacksonException e) {
            throw new Final("it is no JSON");
        }
    }

    /** A file on its way into a folder. */
    Download download(String repository, String commit, ModelFile file, Path folder) {
        URI from = connection.address("/" + repository + "/resolve/" + commit + "/" + file.name());
        return new Download(connection, attempts, settings, from, file, folder);
    }
}
