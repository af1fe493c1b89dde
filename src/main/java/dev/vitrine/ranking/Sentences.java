package dev.vitrine.ranking;

import dev.vitrine.ranking.Ranking.Reason;

/** What answers say in words, in Chinese for Chinese and in English for everything else. */
final class Sentences {

    private Sentences() {}

    static String session(String language) {
        return chinese(language)
                ? "您是新访客：根据您刚才浏览的商品推荐。"
                : "There is no history before this visit yet: these follow what was looked at in the last minutes.";
    }

    static String popular(String language, boolean waiting) {
        if (waiting) {
            return chinese(language)
                    ? "您喜欢的商品尚未完成分析：先显示热门商品。"
                    : "The liked items are not embedded yet: these are popular right now.";
        }
        return chinese(language)
                ? "我们还不了解您的喜好：先显示热门商品。"
                : "Nothing is known of this user's likes yet: these are popular right now.";
    }

    static String newest(String language) {
        return chinese(language)
                ? "我们还不了解您的喜好，也暂无热门商品：先显示最新商品。"
                : "Nothing is known of this user's likes yet, and nothing is popular yet: these are the latest arrivals.";
    }

    static String nothing(String language) {
        return chinese(language)
                ? "没有可推荐的商品：没有符合条件的在售商品，或您都已看过。"
                : "There is nothing to show: no item is available that matches and that is not left out, as seen, bought or rejected.";
    }

    static String reason(Reason reason, String language) {
        boolean chinese = chinese(language);
        if (reason.because() == null && reason.kind().endsWith("-like")) {
            return reason.kind().equals("looks-like")
                    ? chinese ? "与图片相似" : "Looks like the picture"
                    : chinese ? "符合您的描述" : "Matches the words";
        }
        String title = reason.because() == null ? "" : reason.because().title(language);
        return switch (reason.kind()) {
            case "looks-like" -> chinese ? "与“" + title + "”外观相似" : "Looks like “" + title + "”";
            case "reads-like" -> chinese ? "与“" + title + "”描述相似" : "Described like “" + title + "”";
            case "worded-like" -> chinese ? "与“" + title + "”用词相似" : "Shares words with “" + title + "”";
            case "liked-together" -> chinese ? "喜欢“" + title + "”的人也喜欢" : "Liked together with “" + title + "”";
            case "session" -> chinese ? "根据您刚才浏览的商品" : "Follows what you just looked at";
            case "popular" -> chinese ? "热门商品" : "Popular right now";
            case "pinned" -> chinese ? "店家推荐" : "Chosen by the shop";
            default -> chinese ? "新品" : "New here";
        };
    }

    private static boolean chinese(String language) {
        return language.startsWith("zh");
    }
}
