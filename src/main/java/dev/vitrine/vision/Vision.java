package dev.vitrine.vision;

import java.nio.file.Path;
import org.springframework.stereotype.Service;

/** The installed models by name, and the decoding of pictures. */
@Service
public class Vision {

    /**
     * The encoder of an installed model; loaded at the first call, then kept.
     *
     * @param model a folder name under the shop's own models or the shipped ones
     * @throws ModelUnusable if no such folder exists or it cannot be read, in one sentence
     */
    public DualEncoder encoder(String model) {
        throw new UnsupportedOperationException();
    }

    /**
     * Decodes an upload: bounded before it is decoded, upright by EXIF, alpha on white.
     *
     * @throws PictureUnreadable if it is no picture, or too large
     */
    public RgbImage decode(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    /** Where a model of that name lives or, when it is new, will live under the shop's own models. */
    public Path folder(String model) {
        throw new UnsupportedOperationException();
    }
}
