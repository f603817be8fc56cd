"""Features at points, from those of the nearest centres."""

from keras import ops

from keras_recon.ops.pairwise_squared_distance import pairwise_squared_distance

NEIGHBORS = 3
# As PointNet++ has it: a point on a centre gets, for all practical purposes, its features.
EPSILON = 1e-8


def interpolate_features(points, centers, features):
    r"""Weighted mean of the three nearest centres' features, inverse to the squared distance.

    $$f(p) = \frac{\sum_{i=1}^3 w_i f_i}{\sum_{i=1}^3 w_i}, \quad
      w_i = \frac{1}{|p - c_i|^2 + 10^{-8}}$$

    No gradient goes to the coordinates. With fewer than three centres, all of them count.

    Args:
        points: Float tensor of shape `(B, N, 3)`.
        centers: Float tensor of shape `(B, G, 3)`.
        features: Float tensor of shape `(B, G, C)`: those of the centres.

    Returns:
        Tensor of shape `(B, N, C)`, of the dtype of `features`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    points = random.normal(size=(2, 100, 3)).astype("float32")
    features = random.normal(size=(2, 10, 16)).astype("float32")
    keras_recon.ops.interpolate_features(points, points[:, :10], features)  # (2, 100, 16)
    ```

    Reference:
        - [Qi et al., PointNet++, 2017](https://arxiv.org/abs/1706.02413)
    """
    features = ops.convert_to_tensor(features)
    weights = ops.cast(_weights(points, centers), features.dtype)
    # One product with a sparse (B, N, G) matrix: the gradient of a gather would scatter.
    return ops.matmul(weights, features)


def _weights(points, centers):
    """Weight of each centre for each point, `(B, N, G)`, three of them not 0, their sum 1."""
    points, centers = (
        ops.stop_gradient(ops.cast(coordinates, "float32")) for coordinates in (points, centers)
    )
    squared = pairwise_squared_distance(points, centers)
    count = centers.shape[1]
    index = ops.arange(count, dtype="int32")
    left, weights = squared, 0.0
    # Three minima: XLA takes 50 times as long for top_k and what follows from it.
    for _ in range(min(NEIGHBORS, count)):
        nearest = left == ops.min(left, axis=-1, keepdims=True)
        lowest = ops.min(ops.where(nearest, index, count), axis=-1, keepdims=True)
        picked = index == lowest
        weights = weights + ops.where(picked, 1.0 / (squared + EPSILON), 0.0)
        left = ops.where(picked, float("inf"), left)
    return weights / ops.sum(weights, axis=-1, keepdims=True)
