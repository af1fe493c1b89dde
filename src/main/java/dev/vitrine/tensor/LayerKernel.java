package dev.vitrine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stack of transformer layers as one call into libtorch, for inference. The numbers equal eager code's up to rounding.
 *
 * <p>bfloat16 lives in here only: the engine's binding ends the process when eager code meets it. What comes in and goes
 * out is float32, and so are the residual stream and the norms in between, which the few digits of bfloat16 would cost
 * most. Safe to call from several threads; closing it frees the weights it made.
 */
public final class LayerKernel implements AutoCloseable {

    /** Tensors of a layer, in this order: weight and bias of norm, q-k-v, out, norm, up and down. */
    public static final int TENSORS = 12;

    /** Runs w, {@link #TENSORS} to a layer; with a pick [B, 1, S], the last layer for one place of each sequence. */
    static final String LAYERS = """
            def attention(self, qkv: Tensor, heads: int, mask: List[Tensor], pick: List[Tensor]) -> Tensor:
              B, S, D3, = torch.size(qkv)
              D = torch.floordiv(D3, 3)
              parts = torch.view(qkv, [B, S, 3, heads, torch.floordiv(D, heads)])
              parts0 = torch.permute(parts, [2, 0, 3, 1, 4])
              q = torch.select(parts0, 0, 0)
              k = torch.select(parts0, 0, 1)
              v = torch.select(parts0, 0, 2)
              if torch.gt(torch.len(pick), 0):
                q = torch.matmul(torch.to(torch.unsqueeze(pick[0], 1), ops.prim.dtype(q)), q)
              if torch.gt(torch.len(mask), 0):
                y = torch.scaled_dot_product_attention(q, k, v, torch.to(mask[0], ops.prim.dtype(q)))
              else:
                y = torch.scaled_dot_product_attention(q, k, v)
              return torch.reshape(torch.transpose(y, 1, 2), [B, torch.size(q, 2), D])
            def run(self, x: Tensor, mask: List[Tensor], pick: List[Tensor], pickMask: List[Tensor], w: List[Tensor], heads: int, normFirst: bool, activation: str, epsilon: float) -> Tensor:
              last = torch.sub(torch.len(w), 12)
              at = annotate(List[Tensor], [])
              shown = mask
              for layer in range(torch.floordiv(torch.len(w), 12)):
                i = torch.mul(layer, 12)
                if torch.eq(i, last):
                  at = pick
                  if torch.gt(torch.len(pick), 0):
                    shown = pickMask
                seen = x
                if normFirst:
                  seen = (self).normed(x, w, i, epsilon, )
                mixed = (self).attention((self).linear(seen, w[i + 2], w[i + 3], ), heads, shown, at, )
                if torch.gt(torch.len(at), 0):
                  x = torch.matmul(at[0], x)
                x = torch.add(x, (self).linear(mixed, w[i + 4], w[i + 5], ))
                if normFirst:
                  seen0 = (self).normed(x, w, i + 6, epsilon, )
                else:
                  x = (self).normed(x, w, i, epsilon, )
                  seen0 = x
                hidden = (self).active((self).linear(seen0, w[i + 8], w[i + 9], ), activation, )
                x = torch.add(x, (self).linear(hidden, w[i + 10], w[i + 11], ))
                if torch.__not__(normFirst):
                  x = (self).normed(x, w, i + 6, epsilon, )
              return torch.to(x, 6)
            def trace(self, x: Tensor, w: List[Tensor], heads: int, activation: str, epsilon: float) -> Tensor:
              none = annotate(List[Tensor], [])
              gifts = torch.zeros_like(x)
              for layer in range(torch.floordiv(torch.len(w), 12)):
                i = torch.mul(layer, 12)
                qkv = (self).linear((self).normed(x, w, i, epsilon, ), w[i + 2], w[i + 3], )
                B, S, D3, = torch.size(qkv)
                D = torch.floordiv(D3, 3)
                size = torch.floordiv(D, heads)
                parts = torch.permute(torch.view(qkv, [B, S, 3, heads, size]), [2, 0, 3, 1, 4])
                first = torch.mul(torch.slice(torch.select(parts, 0, 0), 2, 0, 1), torch.pow(size, -0.5))
                k = torch.select(parts, 0, 1)
                shares = torch.softmax(torch.matmul(first, torch.transpose(k, 2, 3)), -1)
                taken = torch.mul(torch.transpose(shares, 2, 3), torch.select(parts, 0, 2))
                taken0 = torch.reshape(torch.transpose(taken, 1, 2), [B, S, D])
                gifts = torch.add(gifts, (self).linear(taken0, w[i + 4], torch.zeros_like(w[i + 5]), ))
                mixed = (self).attention(qkv, heads, none, none, )
                x = torch.add(x, (self).linear(mixed, w[i + 4], w[i + 5], ))
                hidden = (self).linear((self).normed(x, w, i + 6, epsilon, ), w[i + 8], w[i + 9], )
                x = torch.add(x, (self).linear((self).active(hidden, activation, ), w[i + 10], w[i + 11], ))
              return torch.to(torch.cat([torch.slice(x, 1, 0, 1), gifts], 1), 6)
            """;

    private final TorchProgram program;
    private final NDManager manager;
    private final List<NDArray> weights;
    private final Form form;

    /**
     * What the layers of a stack have in common.
     *
     * @param normFirst whether norms stand before attention and MLP, or after their residuals
     * @param activation gelu, quick_gelu or gelu_pytorch_tanh
     * @param epsilon of every norm
     */
    public record Form(int heads, boolean normFirst, String activation, double epsilon) {}

    /**
     * Makes the kernel's own copies of the matrices; smaller tensors it keeps using.
     *
     * @param manager whose device it runs on
     * @param layers {@link #TENSORS} float32 tensors to a layer, in that order, matrices as [out, in], q-k-v as [3 D, D]
     * @throws ai.djl.engine.EngineException if this libtorch or this processor has no such kernel
     */
    public LayerKernel(Kernel kernel, NDManager manager, List<NDArray> layers, Form form) {
        this.form = form;
        program = KernelProgram.of(kernel.code(), manager.getDevice());
        this.manager = manager.newSubManager();
        weights = new ArrayList<>(layers.size());
        try {
            for (int i = 0; i < layers.size(); i++) {
                int place = i % TENSORS;
                boolean norm = place < 2 || place == 6 || place == 7;
                weights.add(
                        norm
                                ? layers.get(i)
                                : KernelProgram.prepared(program, kernel, this.manager, layers.get(i), place % 2 == 0));
            }
        } catch (RuntimeException e) {
            this.manager.close();
            throw e;
        }
    }

    /**
     * The last layer's output at every place.
     *
     * @param x [B, S, D]; the result belongs to its manager
     * @param mask added to attention scores, broadcast to [B, heads, S, S]; null to attend to everything
     * @return [B, S, D]
     */
    public NDArray all(NDArray x, @Nullable NDArray mask) {
        return run(x, mask, List.of(), null);
    }

    /**
     * The last layer's output at one place of each sequence.
     *
     * @param x [B, S, D]; the result belongs to its manager
     * @param mask as in {@link #all}
     * @param pick a 1 at the wanted place, [B, 1, S]
     * @param pickMask the mask from that place, broadcast to [B, heads, 1, S]; null to attend to everything
     * @return [B, 1, D]
     */
    public NDArray at(NDArray x, @Nullable NDArray mask, NDArray pick, @Nullable NDArray pickMask) {
        return run(x, mask, List.of(pick), pickMask);
    }

    /**
     * Where the first place has its content from; layers with norms before attention and MLP only.
     *
     * @param x [B, S, D]; the result belongs to its manager
     * @return [B, 1 + S, D]: the first place after the last layer, then what its attention took from each place in all
     */
    public NDArray trace(NDArray x) {
        return program.call(
                x.getManager(),
                "trace",
                TorchProgram.tensor(x),
                TorchProgram.tensors(weights),
                IValue.from((long) form.heads()),
                IValue.from(form.activation()),
                IValue.from(form.epsilon()));
    }

    private NDArray run(NDArray x, @Nullable NDArray mask, List<NDArray> pick, @Nullable NDArray pickMask) {
        return program.call(
                x.getManager(),
                "run",
                TorchProgram.tensor(x),
                TorchProgram.tensors(optional(mask)),
                TorchProgram.tensors(pick),
                TorchProgram.tensors(optional(pickMask)),
                TorchProgram.tensors(weights),
                IValue.from((long) form.heads()),
                IValue.from(form.normFirst()),
                IValue.from(form.activation()),
                IValue.from(form.epsilon()));
    }

    /** Whether the kernel goes on using this very tensor, rather than a copy in its own form. */
    public boolean uses(NDArray tensor) {
        Set<NDArray> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(weights);
        return same.contains(tensor);
    }

    private static List<NDArray> optional(@Nullable NDArray array) {
        return array == null ? List.of() : List.of(array);
    }

    @Override
    public void close() {
        manager.close();
    }
}
