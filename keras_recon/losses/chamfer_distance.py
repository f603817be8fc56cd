"""Chamfer distance between two sets of points."""

import keras
from keras import ops

from keras_recon.ops import pairwise_squared_distance

NORMS = ("l2", "l1")


@keras.saving.register_keras_serializable(package="keras_recon")
class ChamferDistance(keras.losses.Loss):
    r"""Chamfer distance: how far each point lies from the nearest one of the other set.

    With $d_i$ and $e_j$ the squared distances of the points of either set to the other set,

    $$L_2 = \overline{d_i} + \overline{e_j}, \qquad
      L_1 = \tfrac12 (\overline{\sqrt{d_i}} + \overline{\sqrt{e_j}})$$

    Args:
        norm: `"l2"` or `"l1"`.
        **kwargs: `name`, `reduction` and the like, for `keras.losses.Loss`.

    Call arguments:
        y_true: Float tensor of shape `(..., S, 3)`: sets of points.
        y_pred: Float tensor of shape `(..., T, 3)`, the same leading axes.

    Returns:
        A scalar, the mean over all sets; with `reduction=None`, a tensor of the leading axes. In
        squared units of the coordinates for `"l2"`, in their unit for `"l1"`.

    Raises:
        ValueError: If `norm` is not one of the above.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    target, reconstruction = random.normal(size=(2, 4, 19, 32, 3)).astype("float32")
    keras_recon.losses.ChamferDistance(norm="l2")(target, reconstruction)
    ```

    Reference:
        - [Fan et al., A Point Set Generation Network, 2017](https://arxiv.org/abs/1612.00603)
    """

    def __init__(self, norm="l2", name="chamfer_distance", **kwargs):
        super().__init__(name=name, **kwargs)
        if norm not in NORMS:
            raise ValueError(f"`norm` must be one of {NORMS}. Received: norm={norm!r}")
        self.norm = norm

    def call(self, y_true, y_pred):
        distance = pairwise_squared_distance(y_true, y_pred)
        to_pred, to_true = ops.min(distance, axis=-1), ops.min(distance, axis=-2)
        if self.norm == "l2":
            return ops.mean(to_pred, -1) + ops.mean(to_true, -1)
        # The gradient of a root at 0 is infinite.
        to_pred, to_true = (ops.sqrt(ops.maximum(d, 1e-12)) for d in (to_pred, to_true))
        return (ops.mean(to_pred, -1) + ops.mean(to_true, -1)) / 2

    def get_config(self):
        return {**super().get_config(), "norm": self.norm}
