package dev.vitrine.vision.checkpoint;

import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PatchGrid;
import dev.vitrine.vision.RgbImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * From a picture to the model's input, as {@code preprocessor_config.json} says: resize, crop the centre, scale to
 * [0, 1], subtract the mean, divide by the deviation.
 */
public record Preprocessing(Fit fit, Resampler resampler, List<Float> mean, List<Float> deviation) {

    private static final int MAX_SIDE = 4096;
    private static final int MAX_PATCHES = 1024;
    private static final String FILE = "preprocessor_config.json";
    private static final List<Float> OPENAI_MEAN = List.of(0.48145466f, 0.4578275f, 0.40821073f);
    private static final List<Float> OPENAI_DEVIATION = List.of(0.26862954f, 0.26130258f, 0.27577711f);
    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);
    private static final List<Float> ZERO = List.of(0f, 0f, 0f);
    private static final List<Float> ONE = List.of(1f, 1f, 1f);

    /** How a picture comes to the model's size. */
    public sealed interface Fit {

        /** The picture at the model's size, still 8 bits a value. */
        RgbImage apply(RgbImage picture, Resampler resampler);
    }

    /** To a size, whatever the shape was. */
    public record Stretch(int width, int height) implements Fit {
        @Override
        public RgbImage apply(RgbImage picture, Resampler resampler) {
            return resampler.resize(picture, width, height);
        }
    }

    /** The shorter side to {@code edge}, then the centre of {@code width} x {@code height}, black where there is none. */
    public record Crop(int edge, int width, int height) implements Fit {

        @Override
        public RgbImage apply(RgbImage picture, Resampler resampler) {
            int across = across(picture);
            int down = down(picture);
            int left = Math.floorDiv(across - width, 2);
            int top = Math.floorDiv(down - height, 2);
            int x = Math.max(0, left);
            int y = Math.max(0, top);
            RgbImage seen = resampler.window(
                    picture, across, down, x, y, Math.min(width, across - x), Math.min(height, down - y));
            return seen.width() == width && seen.height() == height ? seen : onBlack(seen, x - left, y - top);
        }

        private RgbImage onBlack(RgbImage seen, int left, int top) {
            byte[] pixels = new byte[3 * width * height];
            for (int y = 0; y < seen.height(); y++) {
                System.arraycopy(
                        seen.pixels(), 3 * y * seen.width(), pixels, 3 * ((y + top) * width + left), 3 * seen.width());
            }
            return new RgbImage(width, height, pixels);
        }

        private int across(RgbImage picture) {
            return picture.width() >= picture.height() ? longer(picture.width(), picture.height()) : edge;
        }

        private int down(RgbImage picture) {
            return picture.width() >= picture.height() ? edge : longer(picture.height(), picture.width());
        }

        private int longer(int longer, int shorter) {
            return Math.toIntExact((long) edge * longer / shorter);
        }

        private PatchGrid.Area area(RgbImage picture) {
            double across = across(picture);
            double down = down(picture);
            return new PatchGrid.Area(
                    Math.floor((across - width) / 2) / across,
                    Math.floor((down - height) / 2) / down,
                    width / across,
                    height / down);
        }
    }

    /** As large as {@code count} patches allow, the shape kept up to whole patches (SigLIP 2, arXiv 2502.14786). */
    public record Patches(int patch, int count) implements Fit {

        private static final double PRECISION = 1e-5;
        private static final double MAX_SCALE = 100;

        @Override
        public RgbImage apply(RgbImage picture, Resampler resampler) {
            double least = PRECISION / 10;
            double most = MAX_SCALE;
            while (most - least >= PRECISION) {
                double scale = (least + most) / 2;
                if ((long) side(scale, picture.height()) * side(scale, picture.width())
                        <= (long) count * patch * patch) {
                    least = scale;
                } else {
                    most = scale;
                }
            }
            int rows = Math.min(count, side(least, picture.height()) / patch);
            int columns = Math.clamp(count / rows, 1, side(least, picture.width()) / patch);
            return resampler.resize(picture, columns * patch, rows * patch);
        }

        private int side(double scale, int size) {
            return Math.max(patch, (int) Math.ceil(size * scale / patch) * patch);
        }
    }

    /** What an architecture does where its file is silent. */
    public enum Defaults {
        CLIP(new Crop(224, 224, 224), true, Resampler.BICUBIC, OPENAI_MEAN, OPENAI_DEVIATION),
        SIGLIP(new Stretch(224, 224), false, Resampler.BICUBIC, HALF, HALF),
        SIGLIP2(new Patches(16, 256), false, Resampler.BILINEAR, HALF, HALF),
        VIT(new Stretch(224, 224), false, Resampler.BILINEAR, HALF, HALF),
        BLIP(new Stretch(384, 384), false, Resampler.BICUBIC, OPENAI_MEAN, OPENAI_DEVIATION);

        private final Fit fit;
        private final boolean edgeByNumber;
        private final Resampler resampler;
        private final List<Float> mean;
        private final List<Float> deviation;

        /** @param edgeByNumber whether a size that is one number means the shorter side */
        Defaults(Fit fit, boolean edgeByNumber, Resampler resampler, List<Float> mean, List<Float> deviation) {
            this.fit = fit;
            this.edgeByNumber = edgeByNumber;
            this.resampler = resampler;
            this.mean = mean;
            this.deviation = deviation;
        }
    }

    /** CLIP's own for squares of that side. */
    public static Preprocessing ofClip(int side) {
        return new Preprocessing(new Crop(side, side, side), Resampler.BICUBIC, OPENAI_MEAN, OPENAI_DEVIATION);
    }

    /**
     * The preprocessing of a checkpoint.
     *
     * @throws ModelUnusable naming the field that is out of range or not supported
     */
    public static Preprocessing of(JsonNode node, Defaults defaults) {
        Fields fields = new Fields(node, FILE);
        if (!flag(node, "do_resize")) {
            throw new ModelUnusable(
                    "The preprocessor_config.json asks for pictures as they are (do_resize); that is not"
                            + " supported.");
        }
        double factor = fields.number("rescale_factor", 1 / 255.0);
        if (!flag(node, "do_rescale") || Math.abs(factor - 1 / 255.0) > 1e-9) {
            throw new ModelUnusable("The preprocessor_config.json scales values by other than 1/255 (rescale_factor "
                    + factor + "); that is not supported.");
        }
        boolean normalised = flag(node, "do_normalize");
        return new Preprocessing(
                fit(node, fields, defaults),
                resampler(fields, defaults),
                normalised ? channels(node, "image_mean", defaults.mean) : ZERO,
                normalised ? channels(node, "image_std", defaults.deviation) : ONE);
    }

    private static boolean flag(JsonNode node, String name) {
        return node.path(name).asBoolean(true);
    }

    private static Fit fit(JsonNode node, Fields fields, Defaults defaults) {
        if (defaults.fit instanceof Patches(int patch, int count)) {
            return new Patches(
                    fields.whole("patch_size", patch, 1, MAX_SIDE),
                    fields.whole("max_num_patches", count, 1, MAX_PATCHES));
        }
        JsonNode size = node.path("size");
        boolean crop = node.path("do_center_crop").asBoolean(defaults.fit instanceof Crop);
        if (size.isMissingNode() || size.isNull()) {
            return defaults.fit;
        }
        Fields named = new Fields(size, FILE);
        int edge = size.isNumber() && defaults.edgeByNumber
                ? fields.whole("size", 0, 1, MAX_SIDE)
                : named.whole("shortest_edge", 0, 1, MAX_SIDE);
        if (edge > 0) {
            if (!crop) {
                throw new ModelUnusable(
                        "The " + FILE + " has a shortest_edge without do_center_crop, which gives pictures"
                                + " of any shape; the model takes squares.");
            }
            return new Crop(edge, side(node, "crop_size", "width", edge), side(node, "crop_size", "height", edge));
        }
        int width = side(node, "size", "width", 0);
        int height = side(node, "size", "height", 0);
        if (width < 1 || height < 1) {
            throw new ModelUnusable("The size of the preprocessor_config.json is neither a number nor shortest_edge nor"
                    + " width and height: " + Fields.shown(size) + ".");
        }
        return new Stretch(width, height);
    }

    private static int side(JsonNode node, String field, String name, int otherwise) {
        JsonNode size = node.path(field);
        return size.isNumber()
                ? new Fields(node, FILE).whole(field, otherwise, 1, MAX_SIDE)
                : new Fields(size, FILE).whole(name, otherwise, 1, MAX_SIDE);
    }

    private static Resampler resampler(Fields fields, Defaults defaults) {
        int code = fields.whole("resample", defaults.resampler.code(), 0, Integer.MAX_VALUE);
        return Arrays.stream(Resampler.values())
                .filter(resampler -> resampler.code() == code)
                .findFirst()
                .orElseThrow(
                        () -> new ModelUnusable("The resample mode " + code + " of the preprocessor_config.json is not"
                                + " supported; supported are 1 (Lanczos), 2 (bilinear) and 3 (bicubic)."));
    }

    private static List<Float> channels(JsonNode node, String field, List<Float> otherwise) {
        JsonNode values = node.path(field);
        if (values.isMissingNode() || values.isNull()) {
            return otherwise;
        }
        if (!values.isArray()
                || values.size() != 3
                || values.valueStream().anyMatch(value -> !Fields.isFloat(value))
                || field.equals("image_std") && values.valueStream().anyMatch(value -> value.floatValue() <= 0)) {
            throw new ModelUnusable("The " + field + " of the preprocessor_config.json is no list of three "
                    + (field.equals("image_std") ? "positive " : "") + "numbers: " + Fields.shown(values) + ".");
        }
        return values.valueStream().map(JsonNode::floatValue).toList();
    }

    /**
     * This preprocessing, if it gives squares of that side.
     *
     * @throws ModelUnusable if it gives something else
     */
    public Preprocessing giving(int side) {
        if (width() != side || height() != side) {
            throw new ModelUnusable("The preprocessing gives pictures of " + width() + " x " + height()
                    + ", the model takes " + side + " x " + side + ".");
        }
        return this;
    }

    /**
     * This preprocessing, if it gives pictures of any shape in patches of that side.
     *
     * @throws ModelUnusable if it gives something else
     */
    public Preprocessing patched(int side) {
        if (fit instanceof Patches(int patch, int _) && patch == side) {
            return this;
        }
        throw new ModelUnusable(
                "The preprocessing gives no patches of " + side + " x " + side + ", which the model takes.");
    }

    /** Which part of a picture the model sees. */
    public PatchGrid.Area area(RgbImage picture) {
        return fit instanceof Crop crop ? crop.area(picture) : PatchGrid.Area.ALL;
    }

    /** What every picture's width becomes; 0 where it depends on the picture. */
    public int width() {
        return switch (fit) {
            case Stretch stretch -> stretch.width();
            case Crop crop -> crop.width();
            case Patches _ -> 0;
        };
    }

    /** What every picture's height becomes; 0 where it depends on the picture. */
    public int height() {
        return switch (fit) {
            case Stretch stretch -> stretch.height();
            case Crop crop -> crop.height();
            case Patches _ -> 0;
        };
    }

    /** The same, but without cropping: pictures of another shape are stretched. */
    public Preprocessing stretched() {
        return new Preprocessing(new Stretch(width(), height()), resampler, mean, deviation);
    }

    /** The same for squares of another side. */
    public Preprocessing at(int side) {
        return new Preprocessing(new Crop(side, side, side), resampler, mean, deviation);
    }

    /** As a {@code preprocessor_config.json} of CLIP's kind. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("image_processor_type", "CLIPImageProcessor");
        json.put("do_resize", true);
        switch (fit) {
            case Crop crop -> {
                json.put("size", Map.of("shortest_edge", crop.edge()));
                json.put("do_center_crop", true);
                json.put("crop_size", sides(crop.width(), crop.height()));
            }
            case Stretch stretch -> {
                json.put("size", sides(stretch.width(), stretch.height()));
                json.put("do_center_crop", false);
            }
            case Patches patches -> throw new IllegalStateException("CLIP takes no " + patches);
        }
        json.put("resample", resampler.code());
        json.put("do_rescale", true);
        json.put("do_normalize", true);
        json.put("do_convert_rgb", true);
        json.put("image_mean", mean);
        json.put("image_std", deviation);
        return json;
    }

    private static Map<String, Object> sides(int width, int height) {
        Map<String, Object> sides = new LinkedHashMap<>();
        sides.put("height", height);
        sides.put("width", width);
        return sides;
    }

    /** The picture resized and cropped, still 8 bits a value. */
    public RgbImage resize(RgbImage picture) {
        return fit.apply(picture, resampler);
    }

    /**
     * Writes a resized picture as the model's input.
     *
     * @param out [3, height, width] from {@code offset} on
     */
    public void normalise(RgbImage picture, float[] out, int offset) {
        int plane = picture.width() * picture.height();
        for (int channel = 0; channel < 3; channel++) {
            float centre = mean.get(channel);
            float spread = deviation.get(channel);
            for (int i = 0; i < plane; i++) {
                float value = (picture.pixels()[3 * i + channel] & 0xff) * (1 / 255f);
                out[offset + channel * plane + i] = (value - centre) / spread;
            }
        }
    }
}
