"""Farthest point sampling."""

from keras import ops

# Points this near to the origin are padding by the convention of PointNet++.
MINIMUM_SQUARED_NORM = 1e-3


def farthest_point_sample(points, num_samples, rounds=None):
    """Pick points one by one, each the farthest from those already picked.

    Starts at index 0. A point with a squared norm of at most 1e-3 is never picked after the
    first; ties go to the lowest index. With fewer eligible points than `num_samples`, indices
    repeat.

    Args:
        points: Float tensor of shape `(B, N, 3)`.
        num_samples: Number of points to pick.
        rounds: How many of them to really pick; the others are index 0. An int or, for graphs that
            decide as they run whether they sample at all, a scalar int32 tensor. All by default.

    Returns:
        int32 tensor of shape `(B, num_samples)`: indices in the order of picking.

    Example:

    ```python
    import numpy as np
    import keras_recon

    points = np.random.default_rng(0).normal(size=(2, 100, 3)).astype("float32")
    keras_recon.ops.farthest_point_sample(points, 10)  # (2, 10)
    ```

    Reference:
        - [Qi et al., PointNet++, 2017](https://arxiv.org/abs/1706.02413)
    """
    points = ops.stop_gradient(ops.convert_to_tensor(points))
    batch, count = ops.shape(points)[:2]
    # Stacked, each coordinate is contiguous.
    x, y, z = ops.unstack(ops.stack([points[..., axis] for axis in range(3)]), 3)
    eligible = x * x + y * y + z * z > MINIMUM_SQUARED_NORM
    # What `gather_points` does, set up once: half of a round on PyTorch went into that.
    rows = ops.reshape(points, (-1, 3))
    first_row = ops.expand_dims(ops.arange(batch, dtype="int32") * count, 1)
    point_index = ops.arange(count, dtype="int32")
    sample_index = ops.arange(num_samples, dtype="int32")

    def pick(step, state):
        distance, picked, samples = state
        last = ops.take(rows, first_row + picked, axis=0)
        squared = (x - last[..., 0]) ** 2 + (y - last[..., 1]) ** 2 + (z - last[..., 2]) ** 2
        distance = ops.minimum(distance, squared)
        # The lowest index of the maximum: unlike argmax it exports, unlike top_k ties are certain.
        farthest = distance == ops.max(distance, axis=1, keepdims=True)
        picked = ops.min(ops.where(farthest, point_index, count), axis=1, keepdims=True)
        return distance, picked, ops.where(sample_index == step, picked, samples)

    start = (
        ops.where(eligible, ops.cast(1e10, points.dtype), ops.cast(-1, points.dtype)),
        ops.zeros((batch, 1), dtype="int32"),
        ops.zeros((batch, num_samples), dtype="int32"),
    )
    return ops.fori_loop(1, num_samples if rounds is None else rounds, pick, start)[2]
