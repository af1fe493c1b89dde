package dev.vitrine.vision.checkpoint;

import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.RgbImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * From a picture to the model's input, as {@code preprocessor_config.json} says: resize (shortest edge, or to a size),
 * crop the centre, scale to [0, 1], subtract the mean, divide by the deviation.
 *
 * @param shortestEdge what the shorter side becomes; 0 to resize to {@code width} x {@code height} at once
 */
public record Preprocessing(int shortestEdge, int width, int height, float[] mean, float[] deviation) {

    private static final float[] CLIP_MEAN = {0.48145466f, 0.4578275f, 0.40821073f};
    private static final float[] CLIP_DEVIATION = {0.26862954f, 0.26130258f, 0.27577711f};
    private static final int BICUBIC = 3;

    /** The preprocessing of a checkpoint. */
    public static Preprocessing of(JsonNode node) {
        int resample = node.path("resample").asInt(BICUBIC);
        if (resample != BICUBIC) {
            throw new ModelUnusable("The resample mode " + resample + " is not supported; supported is 3 (bicubic).");
        }
        JsonNode size = node.path("size");
        JsonNode crop = node.path("crop_size");
        int edge = size.isNumber() ? size.asInt() : size.path("shortest_edge").asInt(0);
        boolean cropped = node.path("do_center_crop").asBoolean(true) && edge > 0;
        int width = cropped ? side(crop, "width", edge) : side(size, "width", edge);
        int height = cropped ? side(crop, "height", edge) : side(size, "height", edge);
        if (width < 1 || height < 1 || width > 4096 || height > 4096) {
            throw new ModelUnusable("The preprocessing gives pictures of " + width + " x " + height + ".");
        }
        return new Preprocessing(
                edge,
                width,
                height,
                channels(node.path("image_mean"), CLIP_MEAN),
                channels(node.path("image_std"), CLIP_DEVIATION));
    }

    private static int side(JsonNode node, String name, int otherwise) {
        return node.isNumber() ? node.asInt() : node.path(name).asInt(otherwise);
    }

    private static float[] channels(@Nullable JsonNode node, float[] otherwise) {
        if (node == null || node.size() != 3) {
            return otherwise.clone();
        }
        return new float[] {
            (float) node.get(0).asDouble(),
            (float) node.get(1).asDouble(),
            (float) node.get(2).asDouble()
        };
    }

    /**
     * This preprocessing, if it gives squares of that side.
     *
     * @throws ModelUnusable if it gives something else
     */
    public Preprocessing giving(int side) {
        if (width != side || height != side) {
            throw new ModelUnusable("The preprocessing gives pictures of " + width + " x " + height
                    + ", the model takes " + side + " x " + side + ".");
        }
        return this;
    }

    /** As a {@code preprocessor_config.json}. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("image_processor_type", "CLIPImageProcessor");
        json.put("do_resize", true);
        json.put(
                "size",
                shortestEdge == 0 ? Map.of("height", height, "width", width) : Map.of("shortest_edge", shortestEdge));
        json.put("resample", BICUBIC);
        json.put("do_center_crop", shortestEdge > 0);
        json.put("crop_size", Map.of("height", height, "width", width));
        json.put("do_rescale", true);
        json.put("do_normalize", true);
        json.put("do_convert_rgb", true);
        json.put("image_mean", mean);
        json.put("image_std", deviation);
        return json;
    }

    /** The picture resized and cropped, still 8 bits a value. */
    public RgbImage resize(RgbImage picture) {
        if (shortestEdge == 0) {
            return Resampler.resize(picture, width, height);
        }
        int shorter = Math.min(picture.width(), picture.height());
        int longer = Math.max(picture.width(), picture.height());
        int other = (int) ((long) shortestEdge * longer / shorter);
        boolean wide = picture.width() >= picture.height();
        RgbImage resized = Resampler.resize(picture, wide ? other : shortestEdge, wide ? shortestEdge : other);
        return crop(resized);
    }

    private RgbImage crop(RgbImage picture) {
        if (picture.width() == width && picture.height() == height) {
            return picture;
        }
        int left = Math.floorDiv(picture.width() - width, 2);
        int top = Math.floorDiv(picture.height() - height, 2);
        byte[] pixels = new byte[3 * width * height];
        for (int y = Math.max(0, -top); y < height && y + top < picture.height(); y++) {
            int x = Math.max(0, -left);
            int count = Math.min(width, picture.width() - left) - x;
            System.arraycopy(
                    picture.pixels(),
                    3 * ((y + top) * picture.width() + x + left),
                    pixels,
                    3 * (y * width + x),
                    3 * count);
        }
        return new RgbImage(width, height, pixels);
    }

    /**
     * Writes a resized picture as the model's input.
     *
     * @param out [3, height, width] from {@code offset} on
     */
    public void normalise(RgbImage picture, float[] out, int offset) {
        int plane = width * height;
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < plane; i++) {
                float value = (picture.pixels()[3 * i + channel] & 0xff) * (1 / 255f);
                out[offset + channel * plane + i] = (value - mean[channel]) / deviation[channel];
            }
        }
    }
}
