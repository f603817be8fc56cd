"""The choice of the patches that the encoder doesn't see."""

import keras
from keras import ops

from keras_recon.ops import gather_points, pairwise_squared_distance
from keras_recon.replicas import uniform_rows

MASK_TYPES = ("random", "block")


@keras.saving.register_keras_serializable(package="keras_recon")
class PatchMasking(keras.layers.Layer):
    """Hide `int(mask_ratio * G)` patches of each shape.

    Args:
        mask_ratio: Share of the patches to hide, between 0 and 1.
        mask_type: `"random"`, or `"block"`: a random centre and those nearest to it.
        seed: Seed of the draws; random if not given.
        **kwargs: `name` and the like, for `keras.layers.Layer`.

    Call arguments:
        centers: Float tensor of shape `(B, G, 3)`.

    Returns:
        Boolean tensor of shape `(B, G)`, True where hidden.

    Raises:
        ValueError: If `mask_ratio` or `mask_type` is not one of the above.

    Example:

    ```python
    import numpy as np
    import keras_recon

    centers = np.random.default_rng(0).normal(size=(2, 32, 3)).astype("float32")
    keras_recon.layers.PatchMasking(mask_ratio=0.6)(centers)  # 19 True in each row
    ```
    """

    def __init__(self, mask_ratio=0.6, mask_type="random", seed=None, **kwargs):
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        if not 0 < mask_ratio < 1:
            raise ValueError(
                f"`mask_ratio` must lie between 0 and 1. Received: mask_ratio={mask_ratio}"
            )
        if mask_type not in MASK_TYPES:
            raise ValueError(
                f"`mask_type` must be one of {MASK_TYPES}. Received: mask_type={mask_type!r}"
            )
        self.mask_ratio = mask_ratio
        self.mask_type = mask_type
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.built = True

    def call(self, centers):
        batch, groups = ops.shape(centers)[:2]
        order = uniform_rows((batch, groups), self.seed_generator)
        if self.mask_type == "block":
            first = ops.argsort(order, axis=1)[:, :1]
            order = pairwise_squared_distance(gather_points(centers, first), centers)[:, 0]
        rank = ops.argsort(ops.argsort(order, axis=1), axis=1)
        return rank < int(self.mask_ratio * centers.shape[1])

    def compute_output_spec(self, centers):
        return keras.KerasTensor(centers.shape[:2], "bool")

    def get_config(self):
        return {
            **super().get_config(),
            "mask_ratio": self.mask_ratio,
            "mask_type": self.mask_type,
            "seed": self.seed,
        }
