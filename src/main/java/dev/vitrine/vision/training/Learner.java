package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.clip.PictureTower;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What a contrastive training trains: a picture tower, and a way from texts to vectors. */
interface Learner extends AutoCloseable {

    /** The picture tower. */
    PictureTower tower();

    /** How pictures become its input. */
    Preprocessing preprocessing();

    /** All that is trained and written, by checkpoint name. */
    Map<String, NDArray> tensors();

    /** P, the dimension of the common space. */
    int dimension();

    /** A text of a picture of the training, varied as the settings say. */
    PairedData.Text text(int picture, RandomGenerator random);

    /**
     * Unit vectors of any texts.
     *
     * @return [B, P]
     */
    NDArray texts(NDManager manager, List<String> texts);

    /** What reads the texts, in a few words. */
    String reader();

    /** Writes the model as it is now. */
    void write(Path folder) throws IOException;

    /** Frees what is not the manager's. */
    @Override
    void close();
}
