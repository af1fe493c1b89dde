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
 * BERT's layers that look at something else between attention and MLP, a step of all layers as one call into libtorch, for
 * inference. The numbers equal eager code's up to rounding.
 *
 * <p>A step of one token multiplies every weight once, so that reading the weights is what it costs: bfloat16 halves that.
 * Keys, values, scores, norms and what goes from layer to layer are float32 in either precision, and so is the last map to
 * the vocabulary, whose close calls decide which token comes next. Closing it frees the weights that it made.
 */
public final class LookingKernel implements AutoCloseable {

    /**
     * Tensors of a layer, weights and biases in this order: q-k-v, out, norm; the look's query, out, norm; up, down, norm.
     */
    public static final int TENSORS = 18;

    /** Tensors of a layer's look at what is looked at: weight and bias of key and value. */
    public static final int SEEN_TENSORS = 4;

    /** Tensors of the head: dense, norm, last map. */
    public static final int HEAD_TENSORS = 6;

    static final String LAYERS = """
            def split(self, x: Tensor, heads: int) -> Tensor:
              B, S, D, = torch.size(x)
              return torch.transpose(torch.reshape(x, [B, S, heads, torch.floordiv(D, heads)]), 1, 2)
            def look(self, q: Tensor, k: Tensor, v: Tensor, heads: int, mask: List[Tensor]) -> Tensor:
              q0 = (self).split(q, heads, )
              k0 = (self).split(k, heads, )
              v0 = (self).split(v, heads, )
              if torch.gt(torch.len(mask), 0):
                y = torch.scaled_dot_product_attention(q0, k0, v0, mask[0])
              else:
                y = torch.scaled_dot_product_attention(q0, k0, v0)
              return torch.reshape(torch.transpose(y, 1, 2), torch.size(q))
            def wide(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
              return torch.to((self).linear(x, w, b, ), 6)
            def looking(self, x: Tensor, w: List[Tensor]) -> List[Tensor]:
              seen = annotate(List[Tensor], [])
              for part in range(torch.floordiv(torch.len(w), 2)):
                i = torch.mul(part, 2)
                _0 = torch.append(seen, (self).wide(x, w[i], w[torch.add(i, 1)], ))
              return seen
            def decode(self, x: Tensor, past: List[Tensor], seen: List[Tensor], mask: List[Tensor], w: List[Tensor], heads: int, activation: str, epsilon: float) -> List[Tensor]:
              none = annotate(List[Tensor], [])
              kept = annotate(List[Tensor], [])
              N, L, D, = torch.size(x)
              for layer in range(torch.floordiv(torch.len(w), 18)):
                i = torch.mul(layer, 18)
                at = torch.mul(layer, 2)
                qkv = (self).wide(x, w[i], w[i + 1], )
                q = torch.slice(qkv, 2, 0, D)
                k = torch.slice(qkv, 2, D, torch.mul(D, 2))
                v = torch.slice(qkv, 2, torch.mul(D, 2), torch.mul(D, 3))
                if torch.gt(torch.len(past), 0):
                  k = torch.cat([past[at], k], 1)
                  v = torch.cat([past[at + 1], v], 1)
                else:
                  k = torch.contiguous(k)
                  v = torch.contiguous(v)
                _0 = torch.append(kept, k)
                _1 = torch.append(kept, v)
                mixed = (self).look(q, k, v, heads, mask, )
                x = torch.add(x, (self).linear(mixed, w[i + 2], w[i + 3], ))
                x = (self).normed(x, w, i + 4, epsilon, )
                asked = (self).wide(x, w[i + 6], w[i + 7], )
                asked0 = torch.reshape(asked, [torch.size(seen[at], 0), -1, D])
                found = (self).look(asked0, seen[at], seen[at + 1], heads, none, )
                x = torch.add(x, (self).linear(torch.reshape(found, [N, L, D]), w[i + 8], w[i + 9], ))
                x = (self).normed(x, w, i + 10, epsilon, )
                hidden = (self).active((self).linear(x, w[i + 12], w[i + 13], ), activation, )
                x = torch.add(x, (self).linear(hidden, w[i + 14], w[i + 15], ))
                x = (self).normed(x, w, i + 16, epsilon, )
              _2 = torch.insert(kept, 0, x)
              return kept
            def scores(self, x: Tensor, w: List[Tensor], activation: str, epsilon: float) -> Tensor:
              h = (self).active((self).linear(x, w[0], w[1], ), activation, )
              return (self).linear((self).normed(h, w, 2, epsilon, ), w[4], w[5], )
            """;

    private final TorchProgram program;
    private final NDManager manager;
    private final List<NDArray> layers;
    private final List<NDArray> seen;
    private final List<NDArray> head;
    private final Form form;

    /**
     * What the layers have in common.
     *
     * @param activation gelu, quick_gelu or gelu_pytorch_tanh
     * @param epsilon of every norm
     */
    public record Form(int heads, String activation, double epsilon) {}

    /**
     * The tensors of a decoder, float32, matrices as [out, in].
     *
     * @param layers {@link #TENSORS} to a layer, q-k-v as [3 D, D]
     * @param seen {@link #SEEN_TENSORS} to a layer
     * @param head {@link #HEAD_TENSORS}
     */
    public record Tensors(List<NDArray> layers, List<NDArray> seen, List<NDArray> head) {}

    /**
     * Makes the kernel's own copies of the matrices; smaller tensors it keeps using.
     *
     * @param manager whose device it runs on
     * @throws ai.djl.engine.EngineException if this libtorch or this processor has no such kernel
     */
    public LookingKernel(Kernel kernel, NDManager manager, Tensors tensors, Form form) {
        this.form = form;
        program = KernelProgram.of(kernel.code(), manager.getDevice());
        this.manager = manager.newSubManager();
        var exact = new Kernel(kernel.code(), Kernel.Precision.F32);
        try {
            layers = prepared(kernel, tensors.layers(), TENSORS, Set.of(4, 5, 10, 11, 16, 17));
            seen = prepared(kernel, tensors.seen(), SEEN_TENSORS, Set.of());
            head = prepared(exact, tensors.head(), HEAD_TENSORS, Set.of(2, 3));
        } catch (RuntimeException e) {
            this.manager.close();
            throw e;
        }
    }

    private List<NDArray> prepared(Kernel kernel, List<NDArray> tensors, int each, Set<Integer> norms) {
        List<NDArray> prepared = new ArrayList<>(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            prepared.add(
                    norms.contains(i % each)
                            ? tensors.get(i)
                            : KernelProgram.prepared(program, kernel, manager, tensors.get(i), i % 2 == 0));
        }
        return prepared;
    }

    /**
     * Keys and values of what is looked at.
     *
     * @param states [B, S, W]; the results belong to its manager
     * @return key and value [B, S, D] of each layer in turn
     */
    public List<NDArray> looking(NDArray states) {
        return program.callForList(
                states.getManager(), "looking", TorchProgram.tensor(states), TorchProgram.tensors(seen));
    }

    /**
     * A step of all layers.
     *
     * @param x the embedded tokens, [N, L, D]; the results belong to its manager
     * @param past key and value [N, P, D] of each layer in turn; empty before the first step
     * @param looked what {@link #looking} gave of B pictures, N a multiple of B
     * @param mask added to the scores among the tokens, broadcast to [N, heads, L, P + L]; null to attend to everything
     * @return the last layer at every place, [N, L, D]; then key and value of each layer with these places added
     */
    public List<NDArray> decode(NDArray x, List<NDArray> past, List<NDArray> looked, @Nullable NDArray mask) {
        return program.callForList(
                x.getManager(),
                "decode",
                TorchProgram.tensor(x),
                TorchProgram.tensors(past),
                TorchProgram.tensors(looked),
                TorchProgram.tensors(mask == null ? List.of() : List.of(mask)),
                TorchProgram.tensors(layers),
                IValue.from((long) form.heads()),
                IValue.from(form.activation()),
                IValue.from(form.epsilon()));
    }

    /**
     * Scores of every token to come next.
     *
     * @param states [N, D]; the result belongs to its manager
     * @return [N, vocabulary]
     */
    public NDArray scores(NDArray states) {
        return program.call(
                states.getManager(),
                "scores",
                TorchProgram.tensor(states),
                TorchProgram.tensors(head),
                IValue.from(form.activation()),
                IValue.from(form.epsilon()));
    }

    /** Whether the kernel goes on using this very tensor, rather than a copy in its own form. */
    public boolean uses(NDArray tensor) {
        Set<NDArray> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(layers);
        same.addAll(seen);
        same.addAll(head);
        return same.contains(tensor);
    }

    @Override
    public void close() {
        manager.close();
    }
}
