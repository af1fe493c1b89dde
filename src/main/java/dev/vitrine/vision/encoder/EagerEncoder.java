package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.encoder.EncoderSpec.Order;
import org.jspecify.annotations.Nullable;

/** The reference: one engine operation after the other, each of which can be differentiated. */
public final class EagerEncoder implements Encoder {

    private final EncoderSpec spec;
    private final Weights layers;

    /** @param layers the place of the numbered layers */
    public EagerEncoder(EncoderSpec spec, Weights layers) {
        this.spec = spec;
        this.layers = layers;
    }

    @Override
    public NDArray all(NDArray x, Mask mask) {
        return through(x, mask, spec.layers());
    }

    private NDArray through(NDArray x, Mask mask, int count) {
        NDArray addend = mask.addend(x.getManager(), (int) x.getShape().get(1));
        for (int i = 0; i < count; i++) {
            Weights layer = layers.in(i);
            NDArray seen = before(x, layer);
            x = finish(x, attention(seen, seen, layer, addend), layer);
        }
        return x;
    }

    @Override
    public NDArray at(NDArray x, Mask mask, int[] places) {
        NDManager manager = x.getManager();
        int length = (int) x.getShape().get(1);
        x = through(x, mask, spec.layers() - 1);
        Weights last = layers.in(spec.layers() - 1);
        NDArray seen = before(x, last);
        NDArray picked = pick(manager, places, length); // [B, 1, S]
        NDArray mixed = attention(picked.matMul(seen), seen, last, mask.addend(manager, length, places));
        return finish(picked.matMul(x), mixed, last).squeeze(1);
    }

    @Override
    public NDArray trace(NDArray x) {
        spec.requireSum();
        NDArray gifts = x.getManager().zeros(x.getShape()); // [B, S, D]
        for (int i = 0; i < spec.layers(); i++) {
            Weights layer = layers.in(i);
            NDArray seen = before(x, layer);
            NDArray query = project(seen.get(":, 0:1"), layer, 0);
            NDArray shares = Steps.shares(query, project(seen, layer, 1), spec.heads(), null)
                    .swapAxes(2, 3); // [B, H, S, 1]
            NDArray values = Steps.heads(project(seen, layer, 2), spec.heads()); // [B, H, S, D/H]
            NDArray taken = shares.mul(values).swapAxes(1, 2).reshape(x.getShape());
            NDArray out = layer.in(spec.names().out()).get("weight");
            gifts = gifts.add(ai.djl.nn.core.Linear.linear(taken, out).singletonOrThrow());
            x = finish(x, attention(seen, seen, layer, null), layer);
        }
        return x.get(":, 0:1").concat(gifts, 1);
    }

    /** Picks by a product, whose gradient is plain: [B, 1, S] of one 1 each. */
    static NDArray pick(NDManager manager, int[] places, int length) {
        float[] ones = new float[places.length * length];
        for (int i = 0; i < places.length; i++) {
            ones[i * length + places[i]] = 1;
        }
        return manager.create(ones, new Shape(places.length, 1, length));
    }

    private NDArray before(NDArray x, Weights layer) {
        return spec.order() == Order.PRE ? Steps.norm(x, layer.in(spec.names().attentionNorm()), spec.epsilon()) : x;
    }

    /** From the places of {@code from} to those of {@code to}. */
    private NDArray attention(NDArray from, NDArray to, Weights layer, @Nullable NDArray mask) {
        NDArray mixed = Steps.attention(
                project(from, layer, 0), project(to, layer, 1), project(to, layer, 2), spec.heads(), mask);
        return Steps.linear(mixed, layer.in(spec.names().out()));
    }

    /** @param which 0 query, 1 key, 2 value */
    private NDArray project(NDArray x, Weights layer, int which) {
        if (!spec.names().fused()) {
            return Steps.linear(x, layer.in(spec.names().projections().get(which)));
        }
        Weights fused = layer.in(spec.names().projections().getFirst());
        String rows = which * spec.width() + ":" + (which + 1) * spec.width();
        return ai.djl.nn.core.Linear.linear(
                        x, fused.get("weight").get(rows), fused.get("bias").get(rows))
                .singletonOrThrow();
    }

    /** The residual of the attention, and the MLP with its own. */
    private NDArray finish(NDArray x, NDArray attended, Weights layer) {
        Weights attentionNorm = layer.in(spec.names().attentionNorm());
        Weights mlpNorm = layer.in(spec.names().mlpNorm());
        NDArray y = x.add(attended);
        if (spec.order() == Order.PRE) {
            return y.add(mlp(Steps.norm(y, mlpNorm, spec.epsilon()), layer));
        }
        y = Steps.norm(y, attentionNorm, spec.epsilon());
        return Steps.norm(y.add(mlp(y, layer)), mlpNorm, spec.epsilon());
    }

    private NDArray mlp(NDArray x, Weights layer) {
        NDArray hidden = Steps.linear(x, layer.in(spec.names().up())); // [B, S, M]
        return Steps.linear(
                spec.activation().apply(hidden), layer.in(spec.names().down())); // [B, S, D]
    }
}
