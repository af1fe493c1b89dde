package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/** What stands between the two linear maps of a layer. Constants are named as configurations name them. */
public enum Activation {
    /** Exact: x Φ(x) (arXiv 1606.08415). */
    GELU,
    /** x σ(1.702 x), as OpenAI's CLIP. */
    QUICK_GELU,
    /** The approximation by tanh, as SigLIP. */
    GELU_PYTORCH_TANH;

    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);

    /** As a configuration's {@code hidden_act} says it. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Applies it to each value; the shape stays. */
    public NDArray apply(NDArray x) {
        return switch (this) {
            case GELU -> ai.djl.nn.Activation.gelu(x);
            case QUICK_GELU -> x.mul(ai.djl.nn.Activation.sigmoid(x.mul(1.702f)));
            case GELU_PYTORCH_TANH -> {
                NDArray inner = x.mul(x)
                        .mul(x)
                        .mul(0.044715f)
                        .add(x)
                        .mul(SQRT_2_OVER_PI)
                        .tanh();
                yield x.mul(0.5f).mul(inner.add(1f));
            }
        };
    }
}
