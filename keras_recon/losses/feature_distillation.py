"""Distance of a query's projection to a frozen teacher's feature."""

import keras


@keras.saving.register_keras_serializable(package="keras_recon")
class FeatureDistillation(keras.losses.Loss):
    r"""Smooth-L1 distance to the feature of a frozen teacher.

    $$\ell(d) = \tfrac12 d^2 \text{ for } |d| \le 1, \quad |d| - \tfrac12 \text{ otherwise}$$

    Args:
        **kwargs: `name`, `reduction` and the like, for `keras.losses.Loss`.

    Call arguments:
        y_true: Float tensor of shape `(B, D)`: the teacher's features. A row of zeros is none and
            counts 0.
        y_pred: Float tensor of shape `(B, D)`: the student's projections.

    Returns:
        A scalar, the mean over all features; with `reduction=None`, shape `(B,)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    teacher, student = np.random.default_rng(0).normal(size=(2, 4, 512)).astype("float32")
    keras_recon.losses.FeatureDistillation()(teacher, student)
    ```

    Reference:
        - [Girshick, Fast R-CNN, 2015](https://arxiv.org/abs/1504.08083)
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    def __init__(self, name="feature_distillation", **kwargs):
        super().__init__(name=name, **kwargs)

    def call(self, y_true, y_pred):
        there = keras.ops.any(keras.ops.not_equal(y_true, 0), axis=-1)
        return keras.ops.cast(there, y_pred.dtype) * keras.losses.huber(y_true, y_pred, delta=1.0)
