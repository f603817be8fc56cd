"""The encoder of ReCon++."""

import keras

from keras_recon.default_color import DEFAULT_COLOR
from keras_recon.layers import LearnedTokens, ReCon2Block
from keras_recon.models.two_stream_backbone import TwoStreamBackbone

QUERIES = ("image_queries", "text_queries")


@keras.saving.register_keras_serializable(package="keras_recon")
class ReCon2Backbone(TwoStreamBackbone):
    """Encoder of ReCon++: patches of coloured points, several image and several text queries.

    The published sizes are presets: `recon2_small`, `recon2_base`, `recon2_large`,
    `recon2_giant`; `recon2_nano` is for a laptop's processor.

    Args:
        channels: 6 for points with a colour, 3 for points without.
        num_image_queries: Number I of image queries.
        num_text_queries: Number T of text queries.
        layer_scale: What the learned scale of each branch of the blocks begins with; None for
            none.
        **kwargs: The sizes, from `dim` to `stochastic_depth`, and `name`, `dtype` and the like,
            as of `Backbone`.

    Call arguments:
        points: Float tensor of shape `(B, N, channels)`, N at least
            `max(num_groups, group_size)`: x, y, z, centred, within the unit sphere, then red,
            green, blue from 0 to 1.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict of float tensors: `"image_queries"` of shape `(B, I, C)`, `"text_queries"`
        `(B, T, C)`, `"group_tokens"` `(B, G, C)`, all after a final norm, and `"centers"`
        `(B, G, 3)`.

    Raises:
        ValueError: If the points are not as described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    backbone = keras_recon.ReCon2Backbone.from_preset("recon2_nano")
    random = np.random.default_rng(0)
    points = random.uniform(-0.5, 0.5, (2, 512, 3)), random.uniform(0, 1, (2, 512, 3))
    points = np.concatenate(points, axis=-1).astype("float32")
    backbone(points)["image_queries"]  # (2, 13, 96)
    ```

    Reference:
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    query_names = QUERIES

    def __init__(
        self, channels=6, num_image_queries=13, num_text_queries=3, layer_scale=None, **kwargs
    ):
        super().__init__(**kwargs)
        if channels not in (3, 6):
            raise ValueError(
                "`channels` must be 3 for coordinates or 6 for a color too. "
                f"Received: channels={channels}"
            )
        self.channels = channels
        self.default_color = DEFAULT_COLOR if channels == 6 else None
        self.num_image_queries = num_image_queries
        self.num_text_queries = num_text_queries
        self.layer_scale = layer_scale
        policy = self.dtype_policy
        queries = LearnedTokens(
            num_image_queries + num_text_queries,
            self.dim,
            initializer="zeros",
            dtype=policy,
            name="queries",
        )
        query_norm = keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy, name="query_norm")
        self.add_layers(queries, ReCon2Block, query_norm, layer_scale=layer_scale)
        self.build()

    def name_queries(self, queries):
        """Split `(B, Q, C)` into the image queries `(B, I, C)` and the text queries `(B, T, C)`."""
        parts = queries[:, : self.num_image_queries], queries[:, self.num_image_queries :]
        return dict(zip(QUERIES, parts, strict=True))

    def compute_output_spec(self, points, training=False):
        spec = super().compute_output_spec(points)
        counts = self.num_image_queries, self.num_text_queries
        for name, count in zip(QUERIES, counts, strict=True):
            shape = (points.shape[0], count, self.dim)
            spec[name] = keras.KerasTensor(shape, self.compute_dtype)
        return spec

    def get_config(self):
        return {
            **super().get_config(),
            "channels": self.channels,
            "num_image_queries": self.num_image_queries,
            "num_text_queries": self.num_text_queries,
            "layer_scale": self.layer_scale,
        }
