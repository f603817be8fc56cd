"""Masked reconstruction and matched distillation: how ReCon++ is pretrained."""

import keras
from keras import ops

from keras_recon.layers.dense import dense
from keras_recon.losses import ChamferDistance, ColorDistance, MatchedDistillation
from keras_recon.models.masked_pretrainer import MaskedPretrainer
from keras_recon.models.recon2_backbone import ReCon2Backbone
from keras_recon.ops import unit_length
from keras_recon.validation import check_features

DECODER_MLP_RATIO = 4


@keras.saving.register_keras_serializable(package="keras_recon")
class ReCon2Pretrainer(MaskedPretrainer):
    """Pretraining model of ReCon++: reconstruct hidden patches, distil several pictures and texts.

    The loss is the plain sum of the Chamfer distance of the hidden patches, L1 and L2, of the
    distance of their colours and, for pictures and for texts, of a matched distance: a shape has
    several targets, and each is matched to one of the projected queries so that they agree most.

    Args:
        backbone: A `ReCon2Backbone`.
        decoder_depth: Number of decoder blocks.
        decoder_num_heads: Heads of the decoder; those of the backbone if not given.
        mask_ratio: Share of the patches to hide; `int(mask_ratio * G)` of them.
        mask_type: `"random"`, or `"block"`: patches next to one another.
        image_dim: Number of features of the image teacher; None for none. 1280 is that of OpenCLIP
            ViT-bigG/14.
        text_dim: Number of features of the text teacher; None for none.
        distillation_weight: Weight of the terms of the teachers.
        distillation_reduction: `"sum"` of the shapes of a batch, as published, or `"mean"`.
        stop_gradient: Whether gradients of the queries stop before the patches' tokens.
        embed_visible_only: Whether hidden patches are left out of the patch embedding's batch
            statistics, while training too: faster, but not the published numbers.
        preprocessor: `PointCloudPreprocessor` to save with the model, or None.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        inputs: A dict of `"points"` `(B, N, D)`, D the backbone's `channels`, and, where the loss
            is computed and as its terms ask for, `"image_targets"` `(B, I, image_dim)` and
            `"text_targets"` `(B, T, text_dim)`, of any length, I and T any numbers; optionally
            `"mask"` `(B, G)`, True where hidden. Targets that are all 0 are padding; a shape
            without others counts 0. Of more targets than queries those are matched that agree most.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict of `"image_tokens"`, of shape `(B, image queries, image_dim)`, and `"text_tokens"`,
        `(B, text queries, text_dim)`: the projected queries at unit length, where there is such a
        teacher; `"group_tokens"` `(B, V, C)` of the V visible patches, `"centers"` `(B, G, 3)`,
        `"mask"` `(B, G)`, and `"reconstruction"` and `"target"` `(B, M, S, D)` of the M hidden
        patches, relative to their centres.

    Raises:
        ValueError: If an input is missing or not as described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    pretrainer = keras_recon.ReCon2Pretrainer.from_preset(
        "recon2_nano", channels=3, image_dim=16, text_dim=None
    )
    random = np.random.default_rng(0)
    inputs = {
        "points": random.uniform(-0.5, 0.5, (4, 512, 3)).astype("float32"),
        "image_targets": random.normal(size=(4, 5, 16)).astype("float32"),
    }
    pretrainer.loss_terms(inputs, pretrainer(inputs))  # {"reconstruction": ..., "image": ...}
    pretrainer.compile()  # as published
    pretrainer.fit(inputs, batch_size=4, verbose=0)
    ```

    Reference:
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766)
    """

    backbone_class = ReCon2Backbone
    teacher_inputs = ("image_targets", "text_targets")

    def __init__(
        self,
        backbone,
        decoder_depth=4,
        decoder_num_heads=None,
        mask_ratio=0.7,
        mask_type="random",
        image_dim=1280,
        text_dim=1280,
        distillation_weight=5.0,
        distillation_reduction="sum",
        stop_gradient=False,
        embed_visible_only=False,
        preprocessor=None,
        **kwargs,
    ):
        super().__init__(
            backbone,
            decoder_depth,
            decoder_num_heads,
            mask_ratio,
            mask_type,
            stop_gradient=stop_gradient,
            embed_visible_only=embed_visible_only,
            decoder_mlp_ratio=DECODER_MLP_RATIO,
            decoder_use_bias=True,
            preprocessor=preprocessor,
            **kwargs,
        )
        self.image_dim = image_dim
        self.text_dim = text_dim
        self.distillation_weight = distillation_weight
        self.distillation_reduction = distillation_reduction
        if image_dim:
            self.image_projection = dense(image_dim, self.dtype_policy, "image_projection")
        if text_dim:
            self.text_projection = dense(text_dim, self.dtype_policy, "text_projection")

        # === Losses ===
        self.chamfer_distances = [ChamferDistance("l1"), ChamferDistance("l2")]
        self.color_distance = ColorDistance()
        self.matched_distillation = MatchedDistillation(
            distillation_weight, reduction=distillation_reduction
        )
        self.build()

    def _teachers(self):
        dims = {"image": self.image_dim, "text": self.text_dim}
        return {name: dim for name, dim in dims.items() if dim}

    def term_names(self):
        color = ["color"] if self.backbone.channels > 3 else []
        return ["reconstruction", *color, *self._teachers()]

    def build_layers(self):
        super().build_layers()
        for name in self._teachers():
            getattr(self, f"{name}_projection").build((None, None, self.backbone.dim))

    def project(self, queries, training=False):
        """Project the queries of each teacher to its features, at unit length.

        Args:
            queries: The queries by name, as the backbone gives them.
            training: Has no effect.

        Returns:
            `"image_tokens"` `(B, I, image_dim)` and `"text_tokens"` `(B, T, text_dim)`.
        """
        return {
            f"{name}_tokens": unit_length(
                getattr(self, f"{name}_projection")(queries[f"{name}_queries"])
            )
            for name in self._teachers()
        }

    # === Training ===

    def default_optimizer(self, learning_rate=1e-4):
        return super().default_optimizer(learning_rate)

    def loss_terms(self, inputs, outputs, sample_weight=None):
        """The terms of the loss, whose plain sum `fit` minimizes.

        Args:
            inputs: The dict that the model was called with.
            outputs: The dict that it gave.
            sample_weight: Float tensor of shape `(B,)`, a weight for each shape; 1 if not given.

        Returns:
            A dict of scalars, as configured: `"reconstruction"`, `"color"`, `"image"`, `"text"`.

        Raises:
            ValueError: If what a term needs is missing from `inputs`.
        """
        self.check_teachers(inputs)
        of_patch = None if sample_weight is None else ops.expand_dims(sample_weight, 1)
        pair = outputs["target"], outputs["reconstruction"]
        terms = {"reconstruction": sum(d(*pair, of_patch) for d in self.chamfer_distances)}
        if self.backbone.channels > 3:
            terms["color"] = self.color_distance(*pair, of_patch)
        for name in self._teachers():
            terms[name] = self.matched_distillation(
                inputs[f"{name}_targets"], outputs[f"{name}_tokens"], sample_weight
            )
        return terms

    def check_teachers(self, inputs, values=False):
        for name, width in self._teachers().items():
            key = f"{name}_targets"
            check_features(inputs.get(key), key, width, values, several=True)

    def compute_output_spec(self, inputs, training=False):
        spec = super().compute_output_spec(inputs)
        batch, dtype = inputs["points"].shape[0], self.compute_dtype
        for name, width in self._teachers().items():
            count = getattr(self.backbone, f"num_{name}_queries")
            spec[f"{name}_tokens"] = keras.KerasTensor((batch, count, width), dtype)
        return spec

    def get_config(self):
        return {
            **super().get_config(),
            "image_dim": self.image_dim,
            "text_dim": self.text_dim,
            "distillation_weight": self.distillation_weight,
            "distillation_reduction": self.distillation_reduction,
        }
