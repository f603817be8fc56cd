"""Contrast between the classes of a batch."""

import keras
from keras import ops

from keras_recon.ops import unit_length
from keras_recon.replicas import rows_of_replicas


@keras.saving.register_keras_serializable(package="keras_recon")
class GroupContrast(keras.losses.Loss):
    r"""Contrast of each example with all examples of other classes.

    With $z$ the projections at unit length, $P_i$ the examples of the class of $i$ (itself
    included) and $\tau$ the temperature,

    $$s_i = \frac{1}{|P_i|}\sum_{j \in P_i} z_i \cdot z_j, \qquad
      \ell_i = \log\Big(e^{s_i/\tau} + \sum_{k \notin P_i} e^{z_i \cdot z_k/\tau}\Big)
      - \frac{s_i}{\tau}$$

    Args:
        temperature: $\tau$.
        **kwargs: `name`, `reduction` and the like, for `keras.losses.Loss`.

    Call arguments:
        y_true: Integer tensor of shape `(B,)`: the class of each example.
        y_pred: Float tensor of shape `(B, D)`: projections, of any length.

    Returns:
        A scalar, the mean over the batch; with `reduction=None`, shape `(B,)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    projections = np.random.default_rng(0).normal(size=(4, 128)).astype("float32")
    keras_recon.losses.GroupContrast()(np.array([0, 0, 1, 2]), projections)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    def __init__(self, temperature=0.1, name="group_contrast", **kwargs):
        super().__init__(name=name, **kwargs)
        self.temperature = temperature

    def call(self, y_true, y_pred):
        y_true = ops.reshape(y_true, (-1,))
        # Zeros are what a batch of one example is normalized to.
        unit = unit_length(y_pred)
        # The classes of a batch are those of all its parts.
        similarity = ops.matmul(unit, ops.transpose(rows_of_replicas(unit)))
        same = ops.expand_dims(y_true, 1) == ops.expand_dims(rows_of_replicas(y_true), 0)
        members = ops.cast(same, similarity.dtype)
        positive = ops.sum(similarity * members, -1, keepdims=True)
        positive = positive / ops.sum(members, -1, keepdims=True)
        negatives = ops.where(same, float("-inf"), similarity)
        logits = ops.concatenate([positive, negatives], axis=-1) / self.temperature
        return ops.logsumexp(logits, axis=-1) - logits[:, 0]

    def get_config(self):
        return {**super().get_config(), "temperature": self.temperature}
