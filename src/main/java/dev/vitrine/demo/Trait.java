package dev.vitrine.demo;

/** What a text can say of a drawing. */
public enum Trait {
    CATEGORY("category", Category.values().length),
    COLOUR("colour", Colour.values().length),
    PATTERN("pattern", Pattern.values().length),
    SECOND("second colour", Colour.values().length),
    COUNT("count", 3),
    BACKGROUND("background", Background.values().length);

    /** Of a trait that a drawing does not have: the second colour of a plain item. */
    static final int NONE = -1;

    private final String label;
    private final int size;

    Trait(String label, int size) {
        this.label = label;
        this.size = size;
    }

    /** The name in words. */
    public String label() {
        return label;
    }

    /** How many values it has. */
    public int size() {
        return size;
    }

    /** The drawing's value, from 0; -1 where it has none. */
    public int of(Drawing drawing) {
        return switch (this) {
            case CATEGORY -> drawing.category().ordinal();
            case COLOUR -> drawing.colour().ordinal();
            case PATTERN -> drawing.pattern().ordinal();
            case SECOND ->
                drawing.pattern() == Pattern.PLAIN ? NONE : drawing.second().ordinal();
            case COUNT -> drawing.count() - 1;
            case BACKGROUND -> drawing.background().ordinal();
        };
    }
}
