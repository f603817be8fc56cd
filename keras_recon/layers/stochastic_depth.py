"""Stochastic depth."""

import keras
from keras import ops

from keras_recon.replicas import uniform_rows


@keras.saving.register_keras_serializable(package="keras_recon")
class StochasticDepth(keras.layers.Layer):
    """Drop a residual branch for some examples of the batch while training.

    What is kept is divided by the chance of being kept, so that the mean stays.

    Args:
        rate: Chance that an example loses the branch, in `[0, 1)`.
        seed: Seed of the draws; random if not given.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        inputs: Float tensor of shape `(B, ...)`.
        training: Whether to drop.

    Returns:
        Float tensor of the shape of `inputs`.

    Raises:
        ValueError: If `rate` is out of range.

    Example:

    ```python
    import numpy as np
    import keras_recon

    branch = np.ones((4, 16, 96), "float32")
    keras_recon.layers.StochasticDepth(rate=0.5)(branch, training=True)  # examples of 0 or of 2
    ```

    Reference:
        - [Huang et al., Deep Networks with Stochastic Depth, 2016](https://arxiv.org/abs/1603.09382)
    """

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 <= rate < 1:
            raise ValueError(f"`rate` must be at least 0 and below 1. Received: rate={rate}")
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.built = True

    def call(self, inputs, training=False):
        if not training or not self.rate:
            return inputs
        shape = (ops.shape(inputs)[0],) + (1,) * (len(inputs.shape) - 1)
        kept = uniform_rows(shape, self.seed_generator) >= self.rate
        return inputs * ops.cast(kept, inputs.dtype) / (1 - self.rate)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
