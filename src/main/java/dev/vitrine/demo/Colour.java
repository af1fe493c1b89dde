package dev.vitrine.demo;

import java.awt.Color;

/** Colours of the drawn shop's items. */
public enum Colour {
    RED("red|crimson", "红色|红", 0xCF2F35),
    ORANGE("orange", "橙色|橘色", 0xF0822A),
    YELLOW("yellow", "黄色|黄", 0xF6D040),
    GREEN("green", "绿色|绿", 0x3C9150),
    TURQUOISE("turquoise|teal", "青色|青绿色", 0x3EC3BC),
    BLUE("blue", "蓝色|蓝", 0x2D58BA),
    PURPLE("purple|violet", "紫色|紫", 0x7A3FA6),
    PINK("pink", "粉色|粉红色", 0xF598BA),
    BROWN("brown", "棕色|褐色", 0x74482A),
    GREY("grey|gray", "灰色|灰", 0x8F9196),
    BLACK("black", "黑色|黑", 0x252529),
    WHITE("white", "白色|白", 0xF5F4F0);

    private final Words words;
    private final Color paint;

    Colour(String en, String zh, int rgb) {
        words = Words.of(en, zh);
        paint = new Color(rgb);
    }

    /** What it is called. */
    public Words words() {
        return words;
    }

    /** How it looks. */
    Color paint() {
        return paint;
    }

    /** Whether a pattern of the other colour can be seen well on this one. */
    boolean contrasts(Colour other) {
        int red = paint.getRed() - other.paint.getRed();
        int green = paint.getGreen() - other.paint.getGreen();
        int blue = paint.getBlue() - other.paint.getBlue();
        return 2 * red * red + 4 * green * green + 3 * blue * blue > 60_000;
    }
}
