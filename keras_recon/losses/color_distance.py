"""Distance of the colours of two sets of points."""

import keras
from keras import ops

from keras_recon.ops import gather_points, pairwise_squared_distance


@keras.saving.register_keras_serializable(package="keras_recon")
class ColorDistance(keras.losses.Loss):
    r"""Smooth-L1 distance of each generated colour to that of the nearest true point.

    With $\ell(d) = \tfrac12 d^2$ for $|d| \le 1$ and $|d| - \tfrac12$ beyond, the mean over the
    generated points and the numbers of their colour. Which point is the nearest, coordinates tell;
    no gradient flows to them.

    Args:
        **kwargs: `name`, `reduction` and the like, for `keras.losses.Loss`.

    Call arguments:
        y_true: Float tensor of shape `(..., S, 6)`: sets of points, x, y, z, red, green, blue.
        y_pred: Float tensor of shape `(..., T, 6)`, the same leading axes: those generated.

    Returns:
        A scalar, the mean over all sets; with `reduction=None`, a tensor of the leading axes.

    Example:

    ```python
    import numpy as np
    import keras_recon

    true = np.array([[[0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0]]], "float32")
    generated = np.array([[[0.1, 0, 0, 0, 0, 0]]], "float32")
    keras_recon.losses.ColorDistance()(true, generated)  # 0.5
    ```

    Reference:
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    def __init__(self, name="color_distance", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
        nearest = ops.argmin(pairwise_squared_distance(y_pred[..., :3], y_true[..., :3]), axis=-1)
        colors = ops.reshape(y_true[..., 3:], (-1, y_true.shape[-2], 3))
        wanted = gather_points(colors, ops.reshape(nearest, (-1, y_pred.shape[-2])))
        wanted = ops.reshape(wanted, ops.shape(y_pred[..., 3:]))
        return ops.mean(keras.losses.huber(wanted, y_pred[..., 3:], delta=1.0), axis=-1)
