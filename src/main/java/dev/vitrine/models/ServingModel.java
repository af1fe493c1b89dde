package dev.vitrine.models;

import dev.vitrine.index.VectorIndex;
import dev.vitrine.vision.ModelUnusable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which model makes the vectors: the server knows; a command without a database goes by what the launcher heard from the
 * running server, else by the setting.
 */
@Component
class ServingModel {

    private final ObjectProvider<VectorIndex> index;
    private final String otherwise;

    ServingModel(
            ObjectProvider<VectorIndex> index,
            @Value("${vitrine.models.serving:}") String heard,
            @Value("${vitrine.index.model:demo-clip}") String configured) {
        this.index = index;
        otherwise = heard.isBlank() ? configured : heard;
    }

    String name() {
        VectorIndex here = index.getIfAvailable();
        if (here == null) {
            return otherwise;
        }
        try {
            return here.space().model();
        } catch (ModelUnusable e) {
            return otherwise; // none serves, because this one cannot
        }
    }
}
