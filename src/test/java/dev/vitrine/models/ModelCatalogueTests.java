package dev.vitrine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTests {

    private static final String GOOD = Shelf.known(FakeHub.COMMIT, FakeHub.CONFIG, FakeHub.WEIGHTS);

    private static ModelCatalogue of(String json) {
        var shelf = new Shelf(Path.of("nowhere"));
        shelf.catalogue = json;
        return new ModelCatalogue(shelf.settings());
    }

    @Test
    void theShippedCatalogueHasTheFamilies() throws java.io.IOException {
        try (var in = ModelCatalogueTests.class.getResourceAsStream("/models.json")) {
            ModelCatalogue catalogue = of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(catalogue.all())
                    .extracting(KnownModel::name)
                    .containsExactly(
                            "clip-vit-b-32",
                            "clip-vit-b-16",
                            "clip-vit-l-14",
                            "openclip-vit-b-32",
                            "openclip-vit-l-14",
                            "openclip-vit-h-14",
                            "chinese-clip-vit-b-16",
                            "siglip2-base",
                            "blip-caption-base",
                            "blip-vqa-base");
            assertThat(catalogue.all())
                    .allSatisfy(model -> assertThat(model.files())
                            .extracting(ModelFile::name)
                            .contains("config.json", "preprocessor_config.json", "model.safetensors"));
        }
    }

    @Test
    void aGoodCatalogueIsTaken() {
        assertThatCode(() -> of(GOOD)).doesNotThrowAnyException();
        assertThat(of("{}").all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "\"small\", \"../small\", folder name",
        "\"small\", \".pull\", folder name",
        "owner/name, name, owner/name",
        "owner/name, ../../etc, owner/name",
        "0123456789abcdef0123456789abcdef01234567, main, commit",
        "search, dance, task",
        "config.json, ../config.json, plain name",
        "config.json, pytorch_model.bin, pickle",
        "config.json, model.py, pickle",
        "\"size\": 43, \"size\": 0, size",
        "\"sha256\": \", \"sha256\": \"A, sha256",
        "\"licence\": \"MIT\", \"license\": \"MIT\", license",
        "\"task\": \"search\", \"task\": null, task",
        "{\"models\", {\"models, catalogue"
    })
    void whatACatalogueMustNotSayIsNamed(String good, String bad, String named) {
        String json = GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad);
        assertThat(json).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> of(json))
                .hasMessageContaining("catalogue of models")
                .hasMessageContaining(named);
    }

    @Test
    void aModelMayNotBeThereTwice() {
        String one = GOOD.substring(GOOD.indexOf("[{") + 1, GOOD.lastIndexOf("]"));
        assertThatThrownBy(() -> of("{\"models\": [" + one + "," + one + "]}")).hasMessageContaining("twice");
    }
}
