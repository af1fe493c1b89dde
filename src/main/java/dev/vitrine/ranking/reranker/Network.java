package dev.vitrine.ranking.reranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The network on the engine, for training. Shapes: B slates, N candidates, T tokens of both sides, D the vectors'
 * dimension, H heads of W, E = H·W.
 */
final class Network {

    private static final float NEVER = -1e9f;

    private final Form form;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /** With a copy of the weights, which the manager owns. */
    Network(NDManager manager, ReRanker start) {
        form = start.form();
        form.shapes()
                .forEach((name, shape) -> parameters.put(
                        name,
                        manager.create(
                                start.weight(name),
                                new Shape(Arrays.stream(shape).asLongStream().toArray()))));
    }

    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** A copy of the weights as they are. */
    ReRanker reRanker() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> weights.put(name, parameter.toFloatArray()));
        return new ReRanker(form, weights);
    }

    private NDArray parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** What each candidate gains or loses; beyond a slate's end, anything. [B, N] */
    NDArray changes(NDManager manager, List<Slate> slates) {
        var batch = new Batch(manager, slates);
        NDArray keys = NDArrays.concat(
                        new NDList(
                                batch.tokens(0).matMul(parameter(Form.PICTURE)),
                                batch.tokens(1).matMul(parameter(Form.TEXT))),
                        1) // [B, T, E]
                .reshape(batch.slates, -1, Form.HEADS, Form.WIDTH)
                .transpose(0, 2, 1, 3); // [B, H, T, W]
        NDArray biases = batch.kinds(Of.ONE)
                .matMul(parameter(Form.KIND).transpose())
                .add(batch.kinds(Of.STRENGTH).matMul(parameter(Form.STRENGTH).transpose()))
                .add(batch.kinds(Of.AGE).matMul(parameter(Form.AGE).transpose()))
                .transpose(0, 2, 1); // [B, 2H, T]
        NDArray inputs = NDArrays.concat(
                new NDList(attended(batch, 0, keys, biases), attended(batch, 1, keys, biases), batch.features()),
                2); // [B, N, inputs]
        NDArray hidden =
                Activation.relu(inputs.matMul(parameter(Form.HIDDEN_WEIGHT)).add(parameter(Form.HIDDEN_BIAS)));
        return hidden.matMul(parameter(Form.OUT))
                .add(inputs.matMul(parameter(Form.STRAIGHT)))
                .squeeze(2); // [B, N]
    }

    /** [B, N, H·(1 + W)]. */
    private NDArray attended(Batch batch, int side, NDArray keys, NDArray biases) {
        NDArray queries = batch.vectors(side)
                .matMul(parameter(Form.projection(side)))
                .reshape(batch.slates, batch.candidates, Form.HEADS, Form.WIDTH)
                .transpose(0, 2, 1, 3); // [B, H, N, W]
        NDArray likeness = batch.likeness(side); // [B, 1, N, T]
        String heads = side * Form.HEADS + ":" + (side + 1) * Form.HEADS;
        NDArray sharpness = parameter(Form.SHARPNESS).get(heads).reshape(1, Form.HEADS, 1, 1);
        NDArray logits = Torch.times(queries.matMul(keys.transpose(0, 1, 3, 2)), 1 / Math.sqrt(Form.WIDTH))
                .add(likeness.mul(sharpness))
                .add(biases.get(":, " + heads).expandDims(2))
                .add(batch.absent()); // [B, H, N, T]
        NDArray none = batch.manager.zeros(new Shape(batch.slates, Form.HEADS, batch.candidates, 1));
        NDArray shares = NDArrays.concat(new NDList(none, logits), 3).softmax(3).get(":, :, :, 1:"); // [B, H, N, T]
        NDArray alike = shares.mul(likeness).sum(new int[] {3}, true); // [B, H, N, 1]
        NDArray agreement = queries.mul(shares.matMul(keys)); // [B, H, N, W]
        return NDArrays.concat(new NDList(alike, agreement), 3)
                .transpose(0, 2, 1, 3)
                .reshape(batch.slates, batch.candidates, Form.HEADS * Form.HEAD_OUT);
    }

    private enum Of {
        ONE,
        STRENGTH,
        AGE
    }

    /** Slates side by side, padded. */
    private final class Batch {

        private final NDManager manager;
        private final List<Slate> all;
        private final int slates;
        private final int candidates;
        private final int[] tokens = new int[Form.SIDES];

        Batch(NDManager manager, List<Slate> all) {
            this.manager = manager;
            this.all = all;
            slates = all.size();
            candidates = all.stream().mapToInt(Slate::size).max().orElse(0);
            for (int side = 0; side < Form.SIDES; side++) {
                int number = side;
                // At least one, so that no array is empty.
                tokens[side] = Math.max(
                        1,
                        all.stream()
                                .mapToInt(slate -> slate.side(number).tokens().size())
                                .max()
                                .orElse(0));
            }
        }

        private int allTokens() {
            return tokens[0] + tokens[1];
        }

        /** [B, T of the side, D]. */
        NDArray tokens(int side) {
            float[] values = new float[slates * tokens[side] * form.dimension()];
            for (int s = 0; s < slates; s++) {
                List<Token> own = all.get(s).side(side).tokens();
                for (int t = 0; t < own.size(); t++) {
                    copy(own.get(t).vector(), values, s * tokens[side] + t);
                }
            }
            return manager.create(values, new Shape(slates, tokens[side], form.dimension()));
        }

        /** [B, N, D]; zeros where there is no vector. */
        NDArray vectors(int side) {
            float[] values = new float[slates * candidates * form.dimension()];
            for (int s = 0; s < slates; s++) {
                List<UnitVector> own = all.get(s).side(side).vectors();
                for (int c = 0; c < own.size(); c++) {
                    if (own.get(c) != null) {
                        copy(own.get(c), values, s * candidates + c);
                    }
                }
            }
            return manager.create(values, new Shape(slates, candidates, form.dimension()));
        }

        private void copy(UnitVector vector, float[] into, int row) {
            System.arraycopy(vector.toArray(), 0, into, row * form.dimension(), form.dimension());
        }

        /** Scaled, 0 for the other side's tokens. [B, 1, N, T] */
        NDArray likeness(int side) {
            float[] values = new float[slates * candidates * allTokens()];
            int first = side == 0 ? 0 : tokens[0];
            for (int s = 0; s < slates; s++) {
                float[][] own = all.get(s).side(side).likeness();
                for (int c = 0; c < own.length; c++) {
                    for (int t = 0; t < own[c].length; t++) {
                        values[(s * candidates + c) * allTokens() + first + t] = own[c][t] * Form.LIKENESS_SCALE;
                    }
                }
            }
            return manager.create(values, new Shape(slates, 1, candidates, allTokens()));
        }

        /** Where each token's kind is, 1, its strength or its age. [B, T, kinds] */
        NDArray kinds(Of what) {
            float[] values = new float[slates * allTokens() * Form.KINDS];
            for (int s = 0; s < slates; s++) {
                for (int side = 0; side < Form.SIDES; side++) {
                    List<Token> own = all.get(s).side(side).tokens();
                    for (int t = 0; t < own.size(); t++) {
                        int row = s * allTokens() + (side == 0 ? 0 : tokens[0]) + t;
                        values[row * Form.KINDS + Form.kind(side, own.get(t))] = switch (what) {
                            case ONE -> 1;
                            case STRENGTH -> (float) own.get(t).logStrength();
                            case AGE -> (float) own.get(t).age();
                        };
                    }
                }
            }
            return manager.create(values, new Shape(slates, allTokens(), Form.KINDS));
        }

        /** What keeps the padding out. [B, 1, 1, T] */
        NDArray absent() {
            float[] values = new float[slates * allTokens()];
            Arrays.fill(values, NEVER);
            for (int s = 0; s < slates; s++) {
                for (int side = 0; side < Form.SIDES; side++) {
                    int from = s * allTokens() + (side == 0 ? 0 : tokens[0]);
                    Arrays.fill(
                            values, from, from + all.get(s).side(side).tokens().size(), 0);
                }
            }
            return manager.create(values, new Shape(slates, 1, 1, allTokens()));
        }

        /** [B, N, F]. */
        NDArray features() {
            float[] values = new float[slates * candidates * form.features()];
            for (int s = 0; s < slates; s++) {
                for (int c = 0; c < all.get(s).size(); c++) {
                    System.arraycopy(
                            all.get(s).features()[c],
                            0,
                            values,
                            (s * candidates + c) * form.features(),
                            form.features());
                }
            }
            return manager.create(values, new Shape(slates, candidates, form.features()));
        }
    }
}
