package dev.vitrine.feed;

import dev.vitrine.problem.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Pictures of a folder and those below it. */
final class FolderPictures implements PictureSource {

    private final Path folder;
    private final int most;

    /** @param most bytes that are read of a file: one more than a picture may have, so that the catalogue says so */
    FolderPictures(Path folder, int most) {
        this.folder = folder.normalize();
        this.most = most;
    }

    @Override
    public byte @Nullable [] find(String name) {
        Path file;
        try {
            file = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new InvalidRequest("picture", "The picture \"" + name + "\" is no file's name.");
        }
        if (!file.startsWith(folder)) {
            throw new InvalidRequest("picture", "The picture \"" + name + "\" is outside the folder of pictures.");
        }
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new InvalidRequest("picture", "The picture \"" + name + "\" cannot be read.");
        }
    }

    @Override
    public void close() {}
}
