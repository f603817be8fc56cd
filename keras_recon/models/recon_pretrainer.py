"""Masked reconstruction and distillation: how ReCon is pretrained."""

import keras
from keras import ops

from keras_recon.layers import BatchNormalization
from keras_recon.layers.dense import dense
from keras_recon.losses import ChamferDistance, FeatureDistillation, GroupContrast
from keras_recon.models.masked_pretrainer import MaskedPretrainer
from keras_recon.models.recon_backbone import QUERIES, ReConBackbone
from keras_recon.validation import check_features, check_indices

CONTRAST_DIM = 128


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConPretrainer(MaskedPretrainer):
    """Pretraining model: reconstruct hidden patches, distil frozen teachers into the queries.

    The loss is the unweighted sum of the Chamfer distance of the hidden patches, of smooth-L1
    distances between a projection of the image (text) query and the teacher's feature, and of a
    contrast between classes over the class query. Each term can be left out: patches are hidden
    all the same, so that a comparison is of the terms.

    Args:
        backbone: A `ReConBackbone` or a `TwoTowerBackbone`.
        decoder_depth: Number of decoder blocks.
        decoder_num_heads: Heads of the decoder; those of the backbone if not given.
        mask_ratio: Share of the patches to hide; `int(mask_ratio * G)` of them.
        mask_type: `"random"`, or `"block"`: patches next to one another.
        chamfer_norm: `"l2"` or `"l1"`.
        image_dim: Number of features of the image teacher; None for none.
        text_dim: Number of features of the text teacher; None for none.
        contrast: Whether to contrast the classes of a batch; needs `"class_index"`, and a
            backbone with a class query.
        reconstruction: Whether to reconstruct. There is no decoder otherwise, and the teachers
            must train the patches' tokens: `stop_gradient=False`.
        stop_gradient: Whether gradients of the queries stop before the patches' tokens, so that
            the teachers don't disturb the reconstruction. Two towers share nothing to stop at.
        embed_visible_only: Whether hidden patches are left out of the patch embedding's batch
            statistics, while training too: faster, but not the published numbers. For a
            `ReConBackbone`.
        preprocessor: `PointCloudPreprocessor` to save with the model, or None.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        inputs: A dict of `"points"` `(B, N, 3)` and, where the loss is computed and as its terms
            ask for, `"image_features"` `(B, image_dim)`, `"text_features"` `(B, text_dim)` and
            `"class_index"` `(B,)`; optionally `"mask"` `(B, G)`, True where hidden.
        training: Whether batch statistics and stochastic depth are on.

    Returns:
        A dict as the backbone gives it, `"group_tokens"` only of the visible patches, and
        `"mask"` `(B, G)`; as the terms ask for, `"reconstruction"` and `"target"`
        `(B, M, S, 3)` of the M hidden patches, relative to their centres, and
        `"image_projection"`, `"text_projection"`, `"contrast_projection"`.

    Raises:
        ValueError: If an input is missing or not as described, or the terms don't go together.

    Example:

    ```python
    import numpy as np
    import keras_recon

    pretrainer = keras_recon.ReConPretrainer.from_preset("recon_nano", image_dim=16)
    inputs = {
        "points": np.random.default_rng(0).uniform(-0.5, 0.5, (4, 512, 3)).astype("float32"),
        "image_features": np.ones((4, 16), "float32"),
    }
    pretrainer.loss_terms(inputs, pretrainer(inputs))  # {"reconstruction": ..., "image": ...}
    pretrainer.compile()  # as published
    pretrainer.fit(inputs, batch_size=4, verbose=0)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    needed_queries = (("image_token", "text_token"),)
    teacher_inputs = ("image_features", "text_features", "class_index")

    def __init__(
        self,
        backbone,
        decoder_depth=4,
        decoder_num_heads=None,
        mask_ratio=0.6,
        mask_type="random",
        chamfer_norm="l2",
        image_dim=None,
        text_dim=None,
        contrast=False,
        reconstruction=True,
        stop_gradient=True,
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
            reconstruction,
            stop_gradient,
            embed_visible_only,
            preprocessor=preprocessor,
            **kwargs,
        )
        self.image_dim = image_dim
        self.text_dim = text_dim
        self.contrast = contrast
        self._check_terms(backbone)

        # === Layers ===
        policy = self.dtype_policy
        if image_dim:
            self.image_projection = dense(image_dim, policy, "image_projection")
        if text_dim:
            self.text_projection = dense(text_dim, policy, "text_projection")
        if contrast:
            self.contrast_projection = keras.Sequential(
                [
                    dense(CONTRAST_DIM, policy, "hidden_dense"),
                    BatchNormalization(dtype=policy, name="hidden_norm"),
                    keras.layers.ReLU(dtype=policy),
                    dense(CONTRAST_DIM, policy, "output_dense"),
                    BatchNormalization(dtype=policy, name="output_norm"),
                ],
                name="contrast_projection",
            )

        # === Losses ===
        self.chamfer_distance = ChamferDistance(chamfer_norm)
        self.feature_distillation = FeatureDistillation()
        self.group_contrast = GroupContrast()
        self.build()

    def _check_terms(self, backbone):
        if not self.term_names():
            raise ValueError(
                "A pretrainer must have a term: `reconstruction`, `image_dim`, `text_dim` or "
                "`contrast`. Received: none of them"
            )
        if self.stop_gradient and not self.reconstruction:
            raise ValueError(
                "`reconstruction=False` must come with `stop_gradient=False`: nothing else trains "
                "the patches' tokens. Received: stop_gradient=True"
            )
        if self.embed_visible_only and not isinstance(backbone, ReConBackbone):
            raise ValueError(
                "`embed_visible_only=True` must come with a `ReConBackbone`: a tower of two sees "
                f"all patches. Received: a {type(backbone).__name__}"
            )
        if self.contrast and "class_token" not in backbone.query_names:
            raise ValueError(
                "`contrast=True` must come with a backbone that has a class query, as "
                f"ReConBackbone has. Received: a {type(backbone).__name__}"
            )

    def term_names(self):
        return [*(["reconstruction"] if self.reconstruction else []), *self._projected_terms()]

    def _projected_terms(self):
        wanted = {"image": self.image_dim, "text": self.text_dim, "contrast": self.contrast}
        return [name for name, on in wanted.items() if on]

    def build_layers(self):
        super().build_layers()
        for name in self._projected_terms():
            getattr(self, f"{name}_projection").build((None, self.backbone.dim))

    def project(self, queries, training=False):
        """Give the queries and, of each that serves a term, a projection.

        Args:
            queries: The queries by name, `(B, C)` each.
            training: Whether batch statistics are on.

        Returns:
            The queries, and `"image_projection"` and the like.
        """
        of_term = dict(zip(("contrast", "image", "text"), QUERIES, strict=True))
        outputs = dict(queries)
        for name in self._projected_terms():
            key = f"{name}_projection"
            outputs[key] = getattr(self, key)(queries[of_term[name]], training=training)
        return outputs

    # === Training ===

    def loss_terms(self, inputs, outputs, sample_weight=None):
        """The terms of the loss, whose plain sum `fit` minimizes.

        Args:
            inputs: The dict that the model was called with.
            outputs: The dict that it gave.
            sample_weight: Float tensor of shape `(B,)`, a weight for each shape; 1 if not given.

        Returns:
            A dict of scalars, as configured: `"reconstruction"`, `"image"`, `"text"`,
            `"contrast"`.

        Raises:
            ValueError: If what a term needs is missing from `inputs`.
        """
        self.check_teachers(inputs)
        terms = {}
        if "reconstruction" in outputs:
            of_patch = None if sample_weight is None else ops.expand_dims(sample_weight, 1)
            terms["reconstruction"] = self.chamfer_distance(
                outputs["target"], outputs["reconstruction"], of_patch
            )
        for name in ("image", "text"):
            if f"{name}_projection" in outputs:
                terms[name] = self.feature_distillation(
                    inputs[f"{name}_features"], outputs[f"{name}_projection"], sample_weight
                )
        if "contrast_projection" in outputs:
            terms["contrast"] = self.group_contrast(
                inputs["class_index"], outputs["contrast_projection"], sample_weight
            )
        return terms

    def check_teachers(self, inputs, values=False):
        for name, width in (("image", self.image_dim), ("text", self.text_dim)):
            if width:
                key = f"{name}_features"
                check_features(inputs.get(key), key, width, values)
        if self.contrast:
            check_indices(inputs.get("class_index"), "class_index", None, values=values)

    def compute_output_spec(self, inputs, training=False):
        spec = super().compute_output_spec(inputs)
        batch, dtype = inputs["points"].shape[0], self.compute_dtype
        for name in self.backbone.query_names:
            spec[name] = keras.KerasTensor((batch, self.backbone.dim), dtype)
        widths = {"image": self.image_dim, "text": self.text_dim, "contrast": CONTRAST_DIM}
        for name in self._projected_terms():
            spec[f"{name}_projection"] = keras.KerasTensor((batch, widths[name]), dtype)
        return spec

    def get_config(self):
        return {
            **super().get_config(),
            "chamfer_norm": self.chamfer_distance.norm,
            "image_dim": self.image_dim,
            "text_dim": self.text_dim,
            "contrast": self.contrast,
            "reconstruction": self.reconstruction,
        }
