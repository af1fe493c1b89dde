package dev.vitrine.vision;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** The installed models by name, and the decoding of pictures. */
@Service
public class Vision {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final VisionProperties properties;
    private final Path own;
    private final Map<String, VisionModel> models = new ConcurrentHashMap<>();

    Vision(VisionProperties properties, @Value("${vitrine.home}") Path home) {
        this.properties = properties;
        own = home.resolve("models");
    }

    /**
     * The encoder of an installed model; loaded at the first call, then kept.
     *
     * @param model a folder name under the shop's own models or the shipped ones
     * @throws ModelUnusable if no such folder exists, it cannot be read, or it is another kind of model, in one sentence
     */
    public DualEncoder encoder(String model) {
        if (loaded(model) instanceof DualEncoder encoder) {
            return encoder;
        }
        throw new ModelUnusable("The model " + model + " does not put pictures and texts into one space.");
    }

    /**
     * An installed model that knows pictures alone.
     *
     * @throws ModelUnusable as {@link #encoder} does
     */
    public PictureClassifier classifier(String model) {
        if (loaded(model) instanceof PictureClassifier classifier) {
            return classifier;
        }
        throw new ModelUnusable("The model " + model + " is no classifier of pictures.");
    }

    private VisionModel loaded(String model) {
        return models.computeIfAbsent(model, name -> {
            Path folder = folder(name);
            if (!Files.isDirectory(folder)) {
                throw new ModelUnusable("There is no model \"" + name + "\" in " + own.getFileName() + " or "
                        + properties.shipped().getFileName() + ".");
            }
            return Architectures.load(folder);
        });
    }

    /**
     * Decodes an upload: bounded before it is decoded, upright by EXIF, alpha on white.
     *
     * @throws PictureUnreadable if it is no picture, or too large
     */
    public RgbImage decode(byte[] bytes) {
        return PictureDecoder.decode(bytes, properties.maxPictureSize().toBytes(), properties.maxPixels());
    }

    /** Where a model of that name lives or, when it is new, will live under the shop's own models. */
    public Path folder(String model) {
        if (!NAME.matcher(model).matches()) {
            throw new ModelUnusable(
                    "A model's name has letters, digits, dots, dashes and underscores; \"" + model + "\" is none.");
        }
        Path shipped = properties.shipped().resolve(model);
        Path mine = own.resolve(model);
        return !Files.isDirectory(mine) && Files.isDirectory(shipped) ? shipped : mine;
    }
}
