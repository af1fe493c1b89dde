package dev.vitrine.demo;

import java.awt.Color;

/** What the drawn shop's items are photographed on. */
public enum Background {
    WHITE("white", "白色", 0xFAFAFA),
    GREY("grey", "灰色", 0xC8C9CC),
    BEIGE("beige", "米色", 0xEADAC2),
    PALE_BLUE("pale blue", "浅蓝色", 0xC6DDF0),
    WOODEN("wooden", "木纹", 0xBE8F5E);

    private final Words words;
    private final Color paint;

    Background(String en, String zh, int rgb) {
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
}
