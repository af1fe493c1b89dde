package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import dev.vitrine.tensor.Torch;
import java.util.Locale;

/** What stands between the two linear maps of a layer. Constants are named as configurations name them. */
public enum Activation {
    /** Exact: x Φ(x) (arXiv 1606.08415). */
    GELU,
    /** x σ(1.702 x), as OpenAI's CLIP. */
    QUICK_GELU,
    /** The approximation by tanh, as SigLIP. */
    GELU_PYTORCH_TANH;

    /** As a configuration's {@code hidden_act} says it. */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Applies it to each value; the shape stays. */
    public NDArray apply(NDArray x) {
        return switch (this) {
            case GELU -> ai.djl.nn.Activation.gelu(x);
            case QUICK_GELU -> x.mul(ai.djl.nn.Activation.sigmoid(Torch.times(x, 1.702)));
            case GELU_PYTORCH_TANH -> {
                NDArray cubic = Torch.times(x.mul(x).mul(x), 0.044715).add(x);
                NDArray inner = Torch.times(cubic, Math.sqrt(2 / Math.PI)).tanh();
                yield Torch.times(x, 0.5).mul(inner.add(1f));
            }
        };
    }
}
