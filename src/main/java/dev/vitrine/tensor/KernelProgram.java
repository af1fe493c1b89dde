package dev.vitrine.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The program of all kernels, and weights in the form that it wants. */
final class KernelProgram {

    private static final int BFLOAT16 = 15; // as TorchScript numbers types

    private static final String STEPS = """
            def normed(self, x: Tensor, w: List[Tensor], i: int, epsilon: float) -> Tensor:
              return torch.layer_norm(x, [torch.size(x, -1)], w[i], w[i + 1], epsilon)
            def active(self, x: Tensor, activation: str) -> Tensor:
              if torch.eq(activation, "quick_gelu"):
                y = torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))
              elif torch.eq(activation, "gelu_pytorch_tanh"):
                y = torch.gelu(x, approximate="tanh")
              else:
                y = torch.gelu(x)
              return y
            def narrow(self, x: Tensor, type: int) -> Tensor:
              return torch.to(x, type)
            """;

    private static final String PUBLIC = """
            def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return torch.linear(torch.to(x, ops.prim.dtype(w)), w, b)
            """;

    private static final String PACKED = """
            def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return ops.mkldnn._linear_pointwise(torch.to(x, ops.prim.dtype(w)), w, b, "none", [], "")
            def pack(self, w: Tensor) -> Tensor:
              return ops.mkldnn._reorder_linear_weight(w, None)
            """;

    /** Compiled once for a device; they hold no weights. */
    private static final Map<Compiled, TorchProgram> PROGRAMS = new ConcurrentHashMap<>();

    private record Compiled(Code code, Device device) {}

    private KernelProgram() {}

    static TorchProgram of(Code code, Device device) {
        return PROGRAMS.computeIfAbsent(new Compiled(code, device), KernelProgram::compile);
    }

    private static TorchProgram compile(Compiled key) {
        String linear = switch (key.code()) {
            case PUBLIC -> PUBLIC;
            case PACKED -> PACKED;
            case EAGER -> throw new IllegalArgumentException("eager code is no kernel");
        };
        return TorchProgram.compile(
                Torch.manager(key.device()), linear + STEPS + LayerKernel.LAYERS + LookingKernel.LAYERS);
    }

    /**
     * A weight or bias of a linear map as the kernel wants it; the very same where it wants nothing else.
     *
     * @param manager owns what is made
     * @param matrix whether it is a weight, [out, in]
     */
    static NDArray prepared(TorchProgram program, Kernel kernel, NDManager manager, NDArray tensor, boolean matrix) {
        NDArray narrow = kernel.precision() == Precision.F32
                ? tensor
                : program.call(manager, "narrow", TorchProgram.tensor(tensor), IValue.from((long) BFLOAT16));
        return matrix && kernel.code() == Code.PACKED
                ? program.call(manager, "pack", TorchProgram.tensor(narrow))
                : narrow;
    }
}
