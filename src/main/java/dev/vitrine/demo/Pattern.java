package dev.vitrine.demo;

/** Patterns of the drawn shop's items. */
public enum Pattern {
    PLAIN("plain|solid|unpatterned", "no pattern", "纯色|素色", "没有图案"),
    STRIPED("striped|stripy", "stripes", "条纹", "条纹"),
    CHECKED("checked|chequered", "checks", "格子|方格", "格子"),
    DOTTED("dotted|polka dot", "dots", "波点|圆点", "圆点"),
    FLORAL("floral|flowery", "flowers", "碎花|印花", "花朵"),
    ZIGZAG("zigzag|chevron", "zigzags", "锯齿纹|波浪纹", "锯齿"),
    STARRY("starry|star print", "stars", "星星|星纹", "星星"),
    TWO_TONE("two-tone|colour block", "two colours", "拼色|双色", "拼色");

    private final Words words;
    private final Words nouns;

    Pattern(String en, String noun, String zh, String nounZh) {
        words = Words.of(en, zh);
        nouns = Words.of(noun, nounZh);
    }

    /** As an adjective: "striped". */
    public Words words() {
        return words;
    }

    /** As a thing: "stripes". */
    public String noun(String language) {
        return nouns.in(language).getFirst();
    }
}
