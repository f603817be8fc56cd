"""A learned scale for each channel of a residual branch."""

import keras


@keras.saving.register_keras_serializable(package="keras_recon")
class LayerScale(keras.layers.Layer):
    """Multiply each channel by a learned number that begins small.

    Args:
        initial_value: What all of them begin with.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        inputs: Float tensor of shape `(..., C)`.

    Returns:
        Float tensor of the shape of `inputs`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    scale = keras_recon.layers.LayerScale(initial_value=0.5)
    scale(np.ones((1, 2), "float32"))  # [[0.5, 0.5]]
    ```

    Reference:
        - [Touvron et al., Going Deeper with Image Transformers, 2021](https://arxiv.org/abs/2103.17239)
    """

    def __init__(self, initial_value=1e-5, **kwargs):
        super().__init__(**kwargs)
        self.initial_value = initial_value

    def build(self, input_shape):
        self.gamma = self.add_weight(
            shape=(input_shape[-1],),
            initializer=keras.initializers.Constant(self.initial_value),
            name="gamma",
        )

    def call(self, inputs):
        return inputs * self.gamma

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "initial_value": self.initial_value}
