package dev.vitrine.vision.checkpoint;

import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a model's JSON file, checked as they are read; a missing one has the default of its architecture.
 *
 * @param file which one, for what is said about a wrong field
 */
public record Fields(JsonNode node, String file) {

    private static final int MAX_LAYERS = 200;
    private static final int MAX_SIZE = 1 << 20;
    private static final int MAX_IMAGE = 4096;

    /** The fields of an object in this one; without it all have their defaults. */
    public Fields in(String name) {
        return new Fields(node.path(name), file);
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    /**
     * A count or a width, from 1.
     *
     * @throws ModelUnusable naming the field, its limits and its value
     */
    public int size(String field, int otherwise) {
        return whole(field, otherwise, 1, MAX_SIZE);
    }

    /** A whole number within limits. */
    public int whole(String field, int otherwise, int least, int most) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw new ModelUnusable("The " + field + " of the " + file + " is no whole number between " + least
                    + " and " + most + ": " + shown(value) + ".");
        }
        return value.intValue();
    }

    /** The side of the pictures that a tower takes, which its patches must fill. */
    public int imageSize(int otherwise, int patchOtherwise) {
        int image = whole("image_size", otherwise, 1, MAX_IMAGE);
        int patch = size("patch_size", patchOtherwise);
        if (image % patch != 0) {
            throw new ModelUnusable(
                    "The image_size " + image + " of the " + file + " is no multiple of the patch_size " + patch + ".");
        }
        return image;
    }

    /** A finite number. */
    public double number(String field, double otherwise) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!isFloat(value)) {
            throw new ModelUnusable("The " + field + " of the " + file + " is no number: " + shown(value) + ".");
        }
        return value.doubleValue();
    }

    /** A number that a float can hold. */
    static boolean isFloat(JsonNode value) {
        return value.isNumber() && Math.abs(value.asDouble(Double.NaN)) <= Float.MAX_VALUE;
    }

    /** A text. */
    public String text(String field, String otherwise) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isString()) {
            throw new ModelUnusable("The " + field + " of the " + file + " is no text: " + shown(value) + ".");
        }
        return value.stringValue();
    }

    /**
     * The stack of layers that these fields describe.
     *
     * @param otherwise the architecture's defaults, order and names
     */
    public EncoderSpec encoder(EncoderSpec otherwise) {
        var spec = new EncoderSpec(
                whole("num_hidden_layers", otherwise.layers(), 1, MAX_LAYERS),
                size("hidden_size", otherwise.width()),
                size("num_attention_heads", otherwise.heads()),
                size("intermediate_size", otherwise.mlp()),
                otherwise.order(),
                activation(otherwise.activation()),
                (float) number("layer_norm_eps", otherwise.epsilon()),
                otherwise.names());
        if (spec.width() % spec.heads() != 0) {
            throw new ModelUnusable("The hidden_size " + spec.width() + " of the " + file + " is no multiple of the "
                    + spec.heads() + " num_attention_heads.");
        }
        return spec;
    }

    private Activation activation(Activation otherwise) {
        String name = text("hidden_act", otherwise.configName());
        return Arrays.stream(Activation.values())
                .filter(activation -> activation.configName().equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelUnusable("The hidden_act \"" + name + "\" is not supported; supported are "
                        + Arrays.stream(Activation.values())
                                .map(Activation::configName)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
