package dev.vitrine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101) and clipping by the global norm. Not thread-safe.
 *
 * <p>Own code because the engine's binding clips one-sidedly and knows one decay for all parameters.
 */
public final class AdamW implements AutoCloseable {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.98;
    private static final double EPSILON = 1e-6;
    private static final NDIndex EVERYTHING = new NDIndex("...");

    private final Map<String, NDArray> parameters;
    private final Predicate<String> decays;
    private final double weightDecay;
    private final double clipNorm;
    private final NDManager moments;
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
    private int step;

    /** @param decays which parameters shrink; commonly the matrices, not norms, biases and embeddings */
    public AdamW(Map<String, NDArray> parameters, double weightDecay, Predicate<String> decays, double clipNorm) {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.decays = decays;
        this.clipNorm = clipNorm;
        moments = Torch.manager();
        parameters.forEach((name, parameter) -> {
            first.put(name, moments.zeros(parameter.getShape()));
            second.put(name, moments.zeros(parameter.getShape()));
            parameter.setRequiresGradient(true);
        });
    }

    /** {@link #step(ToDoubleFunction)} with one rate for all parameters. */
    public boolean step(double rate) {
        return step(name -> rate);
    }

    /**
     * One step along the gradients of the last backward pass, which are set to zero afterwards.
     *
     * @param rates by the parameter's name
     * @return false if a gradient was not finite: then nothing was changed, since one such step would spoil every weight
     */
    public boolean step(ToDoubleFunction<String> rates) {
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            double squares = 0;
            for (var entry : parameters.entrySet()) {
                NDArray gradient = entry.getValue().getGradient();
                gradients.put(entry.getKey(), gradient);
                squares += gradient.square().sum().getFloat();
            }
            if (!Double.isFinite(squares)) {
                gradients.values().forEach(gradient -> gradient.set(EVERYTHING, 0f));
                return false;
            }
            follow(gradients, Math.sqrt(squares), rates);
            return true;
        }
    }

    private void follow(Map<String, NDArray> gradients, double norm, ToDoubleFunction<String> rates) {
        step++;
        double correction1 = 1 - Math.pow(BETA1, step);
        double correction2 = 1 - Math.pow(BETA2, step);
        double scale = norm > clipNorm ? clipNorm / norm : 1;
        for (var entry : parameters.entrySet()) {
            String name = entry.getKey();
            double rate = rates.applyAsDouble(name);
            NDArray parameter = entry.getValue();
            NDArray gradient = Objects.requireNonNull(gradients.get(name));
            gradient.muli((float) scale);
            NDArray m =
                    Objects.requireNonNull(first.get(name)).muli((float) BETA1).addi(gradient.mul((float) (1 - BETA1)));
            NDArray v = Objects.requireNonNull(second.get(name))
                    .muli((float) BETA2)
                    .addi(gradient.muli(gradient).muli((float) (1 - BETA2)));
            NDArray update = v.div((float) correction2).sqrt().addi((float) EPSILON);
            update = m.div(update).muli((float) (rate / correction1));
            parameter.setRequiresGradient(false);
            if (decays.test(name)) {
                parameter.muli((float) (1 - rate * weightDecay));
            }
            parameter.subi(update);
            parameter.setRequiresGradient(true);
            gradient.muli(0f);
        }
    }

    @Override
    public void close() {
        parameters.values().forEach(parameter -> parameter.setRequiresGradient(false));
        moments.close();
    }
}
