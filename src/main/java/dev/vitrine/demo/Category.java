package dev.vitrine.demo;

/** What the drawn shop sells. */
public enum Category {
    MUG("mug|coffee mug", "马克杯|杯子", "个"),
    VASE("vase|flower vase", "花瓶", "个"),
    BOWL("bowl|soup bowl", "碗|汤碗", "个"),
    PLATE("plate|dinner plate", "盘子|餐盘", "个"),
    TEAPOT("teapot", "茶壶", "个"),
    LAMP("lamp|table lamp", "台灯|灯", "盏"),
    CHAIR("chair", "椅子", "把"),
    CUSHION("cushion|pillow", "靠垫|抱枕", "个"),
    RUG("rug|carpet", "地毯|毯子", "块"),
    HANDBAG("handbag|bag", "手提包|包", "个"),
    T_SHIRT("t-shirt|tee", "T恤|短袖", "件"),
    DRESS("dress", "连衣裙|裙子", "条"),
    SNEAKER("sneaker|trainer", "运动鞋|球鞋", "只"),
    HAT("hat|sun hat", "帽子", "顶"),
    UMBRELLA("umbrella", "雨伞|伞", "把"),
    TEDDY_BEAR("teddy bear|soft toy", "泰迪熊|玩具熊", "只");

    private final Words words;
    private final String measure;

    Category(String en, String zh, String measure) {
        words = Words.of(en, zh);
        this.measure = measure;
    }

    /** What it is called. */
    public Words words() {
        return words;
    }

    /** The Chinese measure word. */
    public String measure() {
        return measure;
    }

    /** The name as one word for ids and attributes, such as "teddy-bear". */
    public String slug() {
        return words.en().getFirst().replace(' ', '-');
    }
}
