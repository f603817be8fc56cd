"""Batch normalization with the running variance that PyTorch keeps."""

import keras
from keras import ops

from keras_recon.replicas import mean_over_replicas, sum_over_replicas


@keras.saving.register_keras_serializable(package="keras_recon")
class BatchNormalization(keras.layers.Layer):
    """Batch normalization whose running variance is unbiased.

    Keras's own layer puts the biased batch variance into the running variance; PyTorch, and so
    every published ReCon checkpoint, the unbiased one. Normalizes the last axis over all others,
    in training on several devices over the rows of all of them.

    Args:
        momentum: Share of the running statistics kept at each step.
        epsilon: Added to the variance.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        inputs: Float tensor of shape `(..., C)`.
        training: Whether to use, and keep track of, the statistics of the batch; without effect
            on a frozen layer.

    Returns:
        Float tensor of the shape of `inputs`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    x = np.random.default_rng(0).normal(size=(8, 16, 4)).astype("float32")
    keras_recon.layers.BatchNormalization()(x, training=True)  # mean 0, variance 1
    ```

    Reference:
        - [Ioffe and Szegedy, Batch Normalization, 2015](https://arxiv.org/abs/1502.03167)
    """

    def __init__(self, momentum=0.9, epsilon=1e-5, **kwargs):
        super().__init__(**kwargs)
        self.momentum = momentum
        self.epsilon = epsilon

    def build(self, input_shape):
        # Float32 under every dtype policy.
        options = {"shape": (input_shape[-1],), "dtype": "float32", "autocast": False}
        self.gamma = self.add_weight(initializer="ones", name="gamma", **options)
        self.beta = self.add_weight(initializer="zeros", name="beta", **options)
        options["trainable"] = False
        self.moving_mean = self.add_weight(initializer="zeros", name="moving_mean", **options)
        self.moving_variance = self.add_weight(
            initializer="ones", name="moving_variance", **options
        )

    def call(self, inputs, training=False):
        # As in Keras, a frozen layer keeps its statistics and normalizes with them.
        training = training and self.trainable
        x = ops.cast(inputs, "float32")
        mean = variance = count = None
        if training:
            axes = tuple(range(len(x.shape) - 1))
            count = ops.prod(ops.shape(x)[:-1])
            mean = mean_over_replicas(ops.mean(x, axes), count)
            # From here on the mean is 0: no difference of large numbers is left.
            x = x - mean
            variance = mean_over_replicas(ops.mean(ops.square(x), axes), count)
        scale, shift = self.scale_and_shift(mean, variance, count, training=training)
        if training:
            shift = self.beta
        return ops.cast(x * scale + shift, self.compute_dtype)

    def scale_and_shift(self, mean=None, variance=None, count=None, training=False):
        """The affine map `x * scale + shift` that normalizes, to fold into what comes before.

        Args:
            mean: Mean of the batch, float32 of shape `(C,)`; used in training.
            variance: Its biased variance, likewise.
            count: Number of values that these are of; on several replicas of this one's.
            training: Whether to use, and keep track of, these; the running statistics otherwise.

        Returns:
            Scale and shift, float32 of shape `(C,)` each.
        """
        if training and self.trainable:
            self._track(ops.stop_gradient(mean), ops.stop_gradient(variance), count)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        scale = self.gamma * ops.rsqrt(variance + self.epsilon)
        return scale, self.beta - mean * scale

    def _track(self, mean, variance, count):
        count = sum_over_replicas(ops.cast(count, "float32"))
        unbiased = variance * count / ops.maximum(count - 1.0, 1.0)
        for running, batch in ((self.moving_mean, mean), (self.moving_variance, unbiased)):
            running.assign(running * self.momentum + batch * (1.0 - self.momentum))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "epsilon": self.epsilon}
