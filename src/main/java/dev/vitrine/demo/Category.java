package dev.vitrine.demo;

/** What the drawn shop sells. */
public enum Category {
    MUG("mug|coffee mug", "马克杯|杯子", "个", "Holds a big cup and keeps it warm.", "大容量,保温好用。"),
    VASE("vase|flower vase", "花瓶", "个", "Made for cut flowers, tall or short.", "适合各种鲜花。"),
    BOWL("bowl|soup bowl", "碗|汤碗", "个", "Deep enough for soup and noodles.", "盛汤盛面都合适。"),
    PLATE("plate|dinner plate", "盘子|餐盘", "个", "Goes in the dishwasher.", "可放入洗碗机。"),
    TEAPOT("teapot", "茶壶", "个", "Pours well, for four cups of tea.", "一壶可泡四杯茶。"),
    LAMP("lamp|table lamp", "台灯|灯", "盏", "Gives a soft evening light.", "光线柔和,适合夜晚。"),
    CHAIR("chair", "椅子", "把", "Sits well at any table.", "坐感舒适。"),
    CUSHION("cushion|pillow", "靠垫|抱枕", "个", "The cover comes off and is washable.", "外套可拆洗。"),
    RUG("rug|carpet", "地毯|毯子", "块", "Soft under bare feet.", "触感柔软。"),
    HANDBAG("handbag|bag", "手提包|包", "个", "With a brass clasp and room inside.", "铜扣,容量大。"),
    T_SHIRT("t-shirt|tee", "T恤|短袖", "件", "Pure cotton, cut straight.", "纯棉,直筒版型。"),
    DRESS("dress", "连衣裙|裙子", "条", "Light fabric for warm days.", "面料轻薄,适合夏天。"),
    SNEAKER("sneaker|trainer", "运动鞋|球鞋", "只", "Rubber sole, light to walk in.", "橡胶鞋底,轻便好走。"),
    HAT("hat|sun hat", "帽子", "顶", "A wide brim keeps the sun off.", "宽帽檐,遮阳好。"),
    UMBRELLA("umbrella", "雨伞|伞", "把", "Opens at a touch, stands the wind.", "一键打开,抗风。"),
    TEDDY_BEAR("teddy bear|soft toy", "泰迪熊|玩具熊", "只", "Cuddly, and safe from the first day on.", "柔软可抱,新生儿可用。");

    private final Words words;
    private final String measure;
    private final Words note;

    Category(String en, String zh, String measure, String note, String noteZh) {
        words = Words.of(en, zh);
        this.measure = measure;
        this.note = Words.of(note, noteZh);
    }

    /** What it is called. */
    public Words words() {
        return words;
    }

    /** The Chinese measure word. */
    public String measure() {
        return measure;
    }

    /** What a shop adds in a description. */
    String note(String language) {
        return note.in(language).getFirst();
    }

    /** The name as one word for ids and attributes, such as "teddy-bear". */
    public String slug() {
        return words.en().getFirst().replace(' ', '-');
    }
}
