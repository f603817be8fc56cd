"""Distance of several queries to several features of a frozen teacher, in the best order."""

import keras
from keras import ops

from keras_recon.ops import gather_points, linear_assignment, unit_length


@keras.saving.register_keras_serializable(package="keras_recon")
class MatchedDistillation(keras.losses.Loss):
    r"""Smooth-L1 distance of tokens to targets, matched so that they agree most.

    With $z$ the tokens and $t$ the targets of a shape at unit length, both of width $D$, and $M$
    the pairs of a one-to-one matching,

    $$M = \arg\max_M \sum_{(i, j) \in M} t_i \cdot z_j, \qquad
      L = \frac{w}{|M| D} \sum_{(i, j) \in M} \sum_d \ell(z_{jd} - t_{id})$$

    with $\ell(x) = \tfrac12 x^2$ for $|x| \le 1$ and $|x| - \tfrac12$ beyond. As many are matched
    as can be: all targets or, where those are more, all tokens. The gradient flows to the matched
    tokens alone, not to targets nor through the matching. All is computed in float32.

    Args:
        weight: $w$.
        reduction: `"sum"` over the batch as published, `"mean"`, or `None`.
        **kwargs: `name` and the like, for `keras.losses.Loss`.

    Call arguments:
        y_true: Float tensor of shape `(B, T, D)`: the teacher's features of any length. Rows of
            zeros are padding. A shape without a target counts 0.
        y_pred: Float tensor of shape `(B, Q, D)`: the student's tokens, of any length.

    Returns:
        A scalar; with `reduction=None`, shape `(B,)`.

    Raises:
        ValueError: If the shapes don't fit together.

    Example:

    ```python
    import numpy as np
    import keras_recon

    targets = np.eye(4, dtype="float32")[None, :2]
    tokens = targets[:, ::-1]
    keras_recon.losses.MatchedDistillation()(targets, tokens)  # 0.0
    ```

    Reference:
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    def __init__(self, weight=5.0, name="matched_distillation", reduction="sum", **kwargs):
        super().__init__(name=name, reduction=reduction, **kwargs)
        self.weight = weight

    def call(self, y_true, y_pred):
        _check_shapes(y_true, y_pred)
        targets = ops.stop_gradient(ops.cast(y_true, "float32"))
        there = ops.any(ops.not_equal(targets, 0), axis=-1)
        targets, tokens = unit_length(targets), unit_length(ops.cast(y_pred, "float32"))
        cosine = ops.matmul(targets, ops.transpose(tokens, (0, 2, 1)))
        token_of_target = linear_assignment(-cosine, there)
        matched = ops.cast(token_of_target >= 0, "float32")
        tokens = gather_points(tokens, ops.maximum(token_of_target, 0))
        distance = keras.losses.huber(targets, tokens, delta=1.0)
        num_matched = ops.maximum(ops.sum(matched, axis=1), 1.0)
        return self.weight * ops.sum(matched * distance, axis=1) / num_matched

    def get_config(self):
        return {**super().get_config(), "weight": self.weight}


def _check_shapes(targets, tokens):
    shapes = tuple(targets.shape), tuple(tokens.shape)
    # The batch may be unknown in one of them.
    if not all(len(shape) == 3 for shape in shapes) or not all(
        None in pair or pair[0] == pair[1]
        for pair in zip(shapes[0][::2], shapes[1][::2], strict=True)
    ):
        raise ValueError(
            "Targets must have the shape (batch, targets, width) and tokens (batch, tokens, width)"
            f", of the same batch and width. Received: targets of shape {shapes[0]}, tokens of "
            f"shape {shapes[1]}"
        )
