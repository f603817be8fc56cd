"""The encoder of ReCon."""

import keras
from keras import ops

from keras_recon.layers import LearnedTokens, ReConBlock
from keras_recon.models.two_stream_backbone import TwoStreamBackbone

QUERIES = ("class_token", "image_token", "text_token")


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConBackbone(TwoStreamBackbone):
    """Encoder of ReCon: patches of points, three learned queries, two-stream blocks.

    The published sizes are presets: `recon_base`, `recon_small`, `recon_tiny`; `recon_nano` is
    for a laptop's processor.

    Args:
        shared_query: Whether one learned query serves as class, image and text query: the paper's
            ablation. Its token then goes under all three names.
        **kwargs: The sizes, from `dim` to `stochastic_depth`, and `name`, `dtype` and the like,
            as of `Backbone`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`, N at least `max(num_groups, group_size)`;
            centred, within the unit sphere, upright along y.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict of float tensors: `"class_token"`, `"image_token"`, `"text_token"` of shape
        `(B, C)`, `"group_tokens"` `(B, G, C)`, all after the final norm, and `"centers"`
        `(B, G, 3)`.

    Raises:
        ValueError: If the points are not as described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 512, 3)).astype("float32")
    backbone(points)["class_token"]
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    query_names = QUERIES

    def __init__(self, shared_query=False, **kwargs):
        super().__init__(**kwargs)
        self.shared_query = shared_query

        queries = LearnedTokens(
            1 if shared_query else len(QUERIES),
            self.dim,
            with_positions=True,
            dtype=self.dtype_policy,
            name="queries",
        )
        self.add_layers(queries, ReConBlock)
        self.build()

    def name_queries(self, queries):
        """Split `(B, Q, C)` into the class, image and text token, `(B, C)` each, by name."""
        tokens = ops.unstack(queries, self.queries.count, axis=1)
        return dict(zip(QUERIES, tokens * (len(QUERIES) // len(tokens)), strict=True))

    def get_config(self):
        return {**super().get_config(), "shared_query": self.shared_query}
