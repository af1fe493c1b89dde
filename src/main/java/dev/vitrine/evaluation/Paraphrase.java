package dev.vitrine.evaluation;

import static dev.vitrine.demo.Category.BOWL;
import static dev.vitrine.demo.Category.CHAIR;
import static dev.vitrine.demo.Category.CUSHION;
import static dev.vitrine.demo.Category.DRESS;
import static dev.vitrine.demo.Category.HANDBAG;
import static dev.vitrine.demo.Category.HAT;
import static dev.vitrine.demo.Category.LAMP;
import static dev.vitrine.demo.Category.MUG;
import static dev.vitrine.demo.Category.PLATE;
import static dev.vitrine.demo.Category.RUG;
import static dev.vitrine.demo.Category.SNEAKER;
import static dev.vitrine.demo.Category.TEAPOT;
import static dev.vitrine.demo.Category.TEDDY_BEAR;
import static dev.vitrine.demo.Category.T_SHIRT;
import static dev.vitrine.demo.Category.UMBRELLA;
import static dev.vitrine.demo.Category.VASE;

import dev.vitrine.demo.Category;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A search in words that no text of the drawn shop has. The lists were written down before any model was trained with
 * them in sight, and are only ever measured by: whoever tunes a training by them has to write new ones.
 *
 * @param meant kinds that answer it
 */
record Paraphrase(String words, Set<Category> meant) {

    /** Twenty searches a language. */
    static final Map<String, List<Paraphrase>> BY_LANGUAGE = new LinkedHashMap<>();

    static {
        BY_LANGUAGE.put(
                "en",
                List.of(
                        of("crockery", MUG, BOWL, PLATE, TEAPOT),
                        of("protection against the rain", UMBRELLA),
                        of("a present for a child", TEDDY_BEAR),
                        of("somewhere to sit down", CHAIR),
                        of("footwear for running", SNEAKER),
                        of("headgear", HAT),
                        of("a light for the desk", LAMP),
                        of("floor covering", RUG),
                        of("evening gown", DRESS),
                        of("purse with a shoulder strap", HANDBAG),
                        of("short-sleeved top", T_SHIRT),
                        of("cup for hot cocoa", MUG),
                        of("container for a bouquet", VASE),
                        of("kettle for brewing Earl Grey", TEAPOT),
                        of("dish for cereal", BOWL),
                        of("platter for serving steak", PLATE),
                        of("plush animal", TEDDY_BEAR),
                        of("apparel", T_SHIRT, DRESS, SNEAKER, HAT),
                        of("padded headrest for the sofa", CUSHION),
                        of("parasol", UMBRELLA)));
        BY_LANGUAGE.put(
                "zh",
                List.of(
                        of("厨房器皿", MUG, BOWL, PLATE, TEAPOT),
                        of("下雨天挡雨用的", UMBRELLA),
                        of("送给小孩的礼物", TEDDY_BEAR),
                        of("坐的家具", CHAIR),
                        of("跑步穿的", SNEAKER),
                        of("戴在头上的", HAT),
                        of("书桌照明", LAMP),
                        of("铺在地板上的", RUG),
                        of("晚礼服", DRESS),
                        of("女士斜挎的皮具", HANDBAG),
                        of("夏天穿的上衣", T_SHIRT),
                        of("喝咖啡用的", MUG),
                        of("插玫瑰的容器", VASE),
                        of("泡龙井用的", TEAPOT),
                        of("盛米饭的", BOWL),
                        of("装牛排的", PLATE),
                        of("毛绒动物", TEDDY_BEAR),
                        of("服饰", T_SHIRT, DRESS, SNEAKER, HAT),
                        of("沙发上的枕头", CUSHION),
                        of("防晒用品", UMBRELLA, HAT)));
    }

    private static Paraphrase of(String words, Category... meant) {
        return new Paraphrase(words, Set.of(meant));
    }
}
