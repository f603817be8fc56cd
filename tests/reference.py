"""Slow, obvious versions in NumPy, those of layers in float64 with the layers' weights."""

import numpy as np
from keras import ops
from scipy.special import erf, softmax


def array(variable):
    return np.asarray(ops.convert_to_numpy(variable), "float64")


def slow_sample(points, num_samples):
    """Indices of farthest point sampling of one cloud, in its precision."""
    samples = [0]
    distance = np.full(len(points), np.inf, points.dtype)
    while len(samples) < num_samples:
        distance = np.minimum(distance, ((points - points[samples[-1]]) ** 2).sum(-1))
        farthest = 0
        best = -1.0
        for index, point in enumerate(points):
            if (point**2).sum() > 1e-3 and distance[index] > best:
                farthest, best = index, distance[index]
        samples.append(farthest)
    return samples


def dense(layer, x):
    return x @ array(layer.kernel) + array(layer.bias)


def gelu(x):
    return x * (1 + erf(x / np.sqrt(2))) / 2


def mlp(layer, x):
    return dense(layer.output_dense, gelu(dense(layer.hidden_dense, x)))


def layer_norm(layer, x):
    centred = x - x.mean(-1, keepdims=True)
    unit = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
    return unit * array(layer.gamma) + array(layer.beta)


def attention(layer, tokens, context=None):
    context = tokens if context is None else context
    of_query, of_key, of_value = np.split(array(layer.query_key_value), 3, axis=1)
    biases = np.split(array(layer.query_key_value_bias), 3) if layer.use_bias else (0, 0, 0)
    rows = (
        tokens @ of_query + biases[0],
        context @ of_key + biases[1],
        context @ of_value + biases[2],
    )
    width = layer.dim // layer.num_heads
    attended = np.zeros_like(tokens)
    for example in range(len(tokens)):
        for head in range(layer.num_heads):
            own = slice(head * width, (head + 1) * width)
            query, key, value = (each[example][:, own] for each in rows)
            attended[example, :, own] = softmax(query @ key.T / np.sqrt(width), axis=-1) @ value
    return dense(layer.output_dense, attended)


def randomize(layer, random):
    """Give every weight a value of its own, so that no part of a layer is left at 0 or 1."""
    layer.set_weights([w + 0.3 * random.normal(size=w.shape) for w in layer.get_weights()])
