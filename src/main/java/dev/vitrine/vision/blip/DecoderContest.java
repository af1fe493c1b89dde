package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.blip.LookingBert.Memory;
import dev.vitrine.vision.blip.LookingBert.Passed;
import dev.vitrine.vision.encoder.Contest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A decoder among the kernels. */
final class DecoderContest implements Contest<Decoder> {

    private static final int PICTURES = 2;
    private static final int TEXTS = 4;
    private static final int PLACES = 50;
    private static final int PROMPT = 3;

    private final BertConfig config;
    private final int seenWidth;
    private final Weights bert;
    private final List<NDArray> head;
    private final UnaryOperator<NDArray> scores;

    /**
     * A contest, not yet begun.
     *
     * @param seenWidth of what is looked at
     * @param bert the place that has {@code embeddings} and {@code encoder}
     * @param head the tensors of the head
     * @param scores the head on eager code
     */
    DecoderContest(BertConfig config, int seenWidth, Weights bert, List<NDArray> head, UnaryOperator<NDArray> scores) {
        this.config = config;
        this.seenWidth = seenWidth;
        this.bert = bert;
        this.head = head;
        this.scores = scores;
    }

    private BertConfig first(int layers) {
        return new BertConfig(
                config.encoder().withLayers(layers), config.vocabulary(), config.positions(), config.types());
    }

    @Override
    public String place() {
        return bert.at().replaceFirst("\\.bert\\.$", "");
    }

    @Override
    public NDManager manager() {
        return head.getFirst().getManager();
    }

    @Override
    public int layers() {
        return config.encoder().layers();
    }

    @Override
    public Decoder eager(int count) {
        return new EagerDecoder(new LookingBert(first(count), bert), scores);
    }

    @Override
    public Decoder on(Kernel kernel, int count) {
        var layers = new LookingBert(first(count), bert);
        return new KernelDecoder(kernel, first(count), bert.in("encoder").in("layer"), head, layers, manager());
    }

    /** What is looked at, then its keys and values, and tokens: one a text for the time, a prompt for the numbers. */
    @Override
    public NDList input(int count) {
        var input = new NDList(manager().randomNormal(0, 1, new Shape(PICTURES, PLACES, seenWidth), DataType.FLOAT32));
        for (int i = 0; i < 2 * count; i++) {
            input.add(manager()
                    .randomNormal(
                            0, 1, new Shape(PICTURES, PLACES, config.encoder().width()), DataType.FLOAT32));
        }
        input.add(ids(1));
        input.add(ids(PROMPT));
        return input;
    }

    private NDArray ids(int length) {
        long[] ids = new long[TEXTS * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 7L * i % config.vocabulary();
        }
        return manager().create(ids, new Shape(TEXTS, length));
    }

    @Override
    public NDArray pass(Decoder part, NDList input) {
        int layers = (input.size() - 3) / 2;
        var seen = new Memory(input.subList(1, 1 + layers), input.subList(1 + layers, 1 + 2 * layers));
        return part.decode(input.get(input.size() - 2), seen, Memory.empty()).states();
    }

    @Override
    public List<NDArray> everything(Decoder part, NDList input) {
        Memory seen = part.looking(input.getFirst());
        Passed prompted = part.decode(input.getLast(), seen, Memory.empty());
        Passed next = part.decode(input.get(input.size() - 2), seen, prompted.past());
        List<NDArray> all = new ArrayList<>(List.of(
                prompted.states(), next.states(), part.scores(next.states().get(":, 0"))));
        all.addAll(seen.arrays());
        all.addAll(next.past().arrays());
        return all;
    }

    @Override
    public void takeOver(Decoder part) {
        if (part instanceof KernelDecoder kernel) {
            kernel.takeOver();
        }
    }

    @Override
    public void close(Decoder part) {
        if (part instanceof KernelDecoder kernel) {
            kernel.close();
        }
    }
}
