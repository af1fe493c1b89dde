package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Captions.Style;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** From which score on captions of a style count unseen; of a style that is not there, none does. */
@Component
class CaptionSettings {

    private final JdbcClient jdbc;

    CaptionSettings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<Style, Double> autoAccept() {
        Map<Style, Double> set = new HashMap<>();
        jdbc.sql("select * from caption_style").query(row -> {
            set.put(new Style(row.getString("language"), row.getString("style")), row.getDouble("auto_accept"));
        });
        return set;
    }

    void autoAccept(Style style, @Nullable Double score) {
        if (score == null) {
            jdbc.sql("delete from caption_style where language = ? and style = ?")
                    .params(style.language(), style.style())
                    .update();
        } else {
            jdbc.sql("""
                            insert into caption_style (language, style, auto_accept) values (?, ?, ?)
                            on conflict (language, style) do update set auto_accept = excluded.auto_accept""").params(style.language(), style.style(), score).update();
        }
    }
}
