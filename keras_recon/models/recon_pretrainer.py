"""Masked reconstruction and distillation: how ReCon is pretrained."""

import keras
import numpy as np
from keras import ops

from keras_recon.layers import (
    MLP,
    BatchNormalization,
    LearnedTokens,
    PatchMasking,
    TransformerBlock,
)
from keras_recon.layers.block_stack import block_stack
from keras_recon.layers.dense import dense
from keras_recon.losses import ChamferDistance, FeatureDistillation, GroupContrast
from keras_recon.models.recon_backbone import QUERIES, ReConBackbone
from keras_recon.models.task import Task
from keras_recon.ops import gather_points
from keras_recon.training.adamw import AdamW
from keras_recon.validation import (
    check_features,
    check_indices,
    check_mask,
    check_points,
    is_array,
)

CONTRAST_DIM = 128


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConPretrainer(Task):
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
        super().__init__(backbone, preprocessor, **kwargs)
        self.decoder_depth = decoder_depth
        self.decoder_num_heads = decoder_num_heads or backbone.num_heads
        self.image_dim = image_dim
        self.text_dim = text_dim
        self.contrast = contrast
        self.reconstruction = reconstruction
        self.stop_gradient = stop_gradient
        self.embed_visible_only = embed_visible_only
        self._check_terms(backbone)

        # === Layers ===
        policy = self.dtype_policy
        self.masking = PatchMasking(mask_ratio, mask_type, name="masking")
        if not self.num_hidden:
            raise ValueError(
                f"`mask_ratio` must hide at least one of the {backbone.num_groups} patches. "
                f"Received: mask_ratio={mask_ratio}"
            )
        if reconstruction:
            self._add_decoder(backbone)
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
        self.term_metrics = {name: keras.metrics.Mean(name=name) for name in self._term_names()}
        self.build()

    def _add_decoder(self, backbone):
        policy, dim = self.dtype_policy, backbone.dim
        self.mask_token = LearnedTokens(1, dim, dtype=policy, name="mask_token")
        self.decoder_position_embedding = MLP(
            backbone.position_width, dim, dtype=policy, name="decoder_position_embedding"
        )
        self.decoder_blocks = block_stack(
            TransformerBlock,
            self.decoder_depth,
            dim,
            self.decoder_num_heads,
            backbone.mlp_ratio,
            backbone.stochastic_depth,
            policy,
            name="decoder_block",
        )
        self.decoder_norm = keras.layers.LayerNormalization(
            epsilon=1e-5, dtype=policy, name="decoder_norm"
        )
        self.reconstruction_dense = dense(3 * backbone.group_size, policy, "reconstruction_dense")

    def _check_terms(self, backbone):
        if not self._term_names():
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

    def _term_names(self):
        return [*(["reconstruction"] if self.reconstruction else []), *self._projected_terms()]

    def _projected_terms(self):
        wanted = {"image": self.image_dim, "text": self.text_dim, "contrast": self.contrast}
        return [name for name, on in wanted.items() if on]

    def build_layers(self):
        dim = self.backbone.dim
        if self.reconstruction:
            self.mask_token.build()
            self.decoder_position_embedding.build((None, None, 3))
            for layer in (*self.decoder_blocks, self.decoder_norm, self.reconstruction_dense):
                layer.build((None, None, dim))
        for name in self._projected_terms():
            getattr(self, f"{name}_projection").build((None, dim))

    def call(self, inputs, training=False):
        self.check_inputs(inputs)
        patches, centers = self.backbone.group(inputs["points"])
        mask = inputs["mask"] if inputs.get("mask") is not None else self.masking(centers)
        order = self.visible_first(mask)
        patches, ordered_centers = gather_points(patches, order), gather_points(centers, order)
        visible = self.backbone.num_groups - self.num_hidden

        queries, tokens = self.backbone.encode_masked(
            patches[:, :visible] if self.embed_visible_only else patches,
            ordered_centers,
            num_visible=visible,
            stop_gradient=self.stop_gradient,
            training=training,
        )
        outputs = {**queries, "group_tokens": tokens, "centers": centers, "mask": mask}
        if self.reconstruction:
            outputs["reconstruction"] = self.decode(tokens, ordered_centers, training=training)
            outputs["target"] = patches[:, visible:]
        return {**outputs, **self.project(outputs, training=training)}

    def visible_first(self, mask):
        """Indices of the visible patches, then of the hidden ones, each in ascending order.

        Args:
            mask: Boolean tensor of shape `(B, G)`, True where hidden.

        Returns:
            int32 tensor of shape `(B, G)`.
        """
        groups = self.backbone.num_groups
        # Keys without ties, so that every backend sorts alike.
        keys = ops.cast(mask, "int32") * groups + ops.arange(groups, dtype="int32")
        return ops.argsort(keys, axis=1)

    def decode(self, tokens, centers, training=False):
        """Reconstruct the hidden patches from the visible tokens.

        Args:
            tokens: Float tensor of shape `(B, V, C)`: the encoder's visible tokens.
            centers: Float tensor of shape `(B, G, 3)`: those of the visible patches first.
            training: Whether stochastic depth is on.

        Returns:
            Float tensor of shape `(B, M, S, 3)`, relative to the hidden centres.
        """
        hidden = self.num_hidden
        positions = self.decoder_position_embedding(centers)
        mask_tokens = ops.repeat(self.mask_token(tokens), hidden, axis=1)
        tokens = ops.concatenate([tokens, mask_tokens], axis=1)
        for block in self.decoder_blocks:
            # The visible tokens of the last block aren't used.
            num_outputs = hidden if block is self.decoder_blocks[-1] else None
            tokens = block(tokens + positions, num_outputs=num_outputs, training=training)
        points = self.reconstruction_dense(self.decoder_norm(tokens[:, -hidden:]))
        return ops.reshape(points, (-1, hidden, self.backbone.group_size, 3))

    def project(self, outputs, training=False):
        """Project each query for the term that it serves, `{"image_projection": ..., ...}`."""
        queries = dict(zip(("contrast", "image", "text"), QUERIES, strict=True))
        projections = {}
        for name in self._projected_terms():
            key = f"{name}_projection"
            projections[key] = getattr(self, key)(outputs[queries[name]], training=training)
        return projections

    def reconstruct(self, points, mask=None):
        """Reconstruct shapes from their visible patches, for a picture.

        Args:
            points: Float tensor of shape `(B, N, 3)`, prepared.
            mask: Boolean tensor of shape `(B, G)`, True where hidden; drawn if not given.

        Returns:
            A dict of NumPy arrays in the frame of `points`: `"visible"` `(B, V * S, 3)`, the
            points of the visible patches, and `"reconstruction"` `(B, M * S, 3)`, those made for
            the M hidden ones.

        Example:

        ```python
        import keras_recon

        pretrainer = keras_recon.ReConPretrainer.from_preset("recon_nano_home3d")
        points = keras_recon.datasets.load_home3d("test").points[:2]
        shapes = pretrainer.reconstruct(pretrainer.preprocessor(points))
        shapes["reconstruction"].shape  # (2, 304, 3)
        ```
        """
        outputs = self({"points": points, "mask": mask})
        patches, centers = self.backbone.group(points)
        order = self.visible_first(outputs["mask"])
        patches = ops.expand_dims(centers, 2) + patches
        patches, centers = gather_points(patches, order), gather_points(centers, order)
        visible = self.backbone.num_groups - self.num_hidden
        made = ops.expand_dims(centers[:, visible:], 2) + outputs["reconstruction"]
        shapes = {"visible": patches[:, :visible], "reconstruction": made}
        return {
            name: ops.convert_to_numpy(ops.reshape(value, (len(points), -1, 3)))
            for name, value in shapes.items()
        }

    # === Training ===

    def default_optimizer(self, learning_rate=5e-4):
        return AdamW(learning_rate)

    def compile(self, optimizer="auto", loss="auto", metrics="auto", **kwargs):
        if loss is not None and loss != "auto":
            raise ValueError(
                "`loss` of a pretrainer must be left out: the model has its own, whose terms are "
                f"arguments of the class. Received: loss={loss!r}"
            )
        super().compile(optimizer, None, metrics, **kwargs)

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

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        terms = self.loss_terms(x, y_pred, sample_weight)
        batch = ops.shape(x["points"])[0]
        for name, value in terms.items():
            self.term_metrics[name].update_state(value, sample_weight=batch)
        # Regularization of layers, if a user has added some.
        return sum([*terms.values(), *map(ops.sum, self.losses)])

    @property
    def num_hidden(self):
        """Number of hidden patches a shape, `int(mask_ratio * G)`."""
        return int(self.masking.mask_ratio * self.backbone.num_groups)

    def _arrays_or_batches(self, x, y=None, with_targets=True):
        x, y = super()._arrays_or_batches(x, y, with_targets)
        if with_targets and y is None and is_array(x):
            # Keras drops the weights of shapes without targets.
            y = np.zeros(len(x["points"]), "float32")
        return x, y

    def check_targets(self, targets, inputs):
        self.check_teachers(inputs, values=True)

    def check_inputs(self, inputs, values=False):
        if not isinstance(inputs, dict) or "points" not in inputs:
            received = sorted(inputs) if isinstance(inputs, dict) else type(inputs).__name__
            raise ValueError(
                "The inputs of a pretrainer must be a dict with the key 'points' and, as its "
                "teachers ask for, 'image_features', 'text_features', 'class_index'; 'mask' if "
                f"you like. Received: {received}"
            )
        check_points(inputs["points"], self.backbone.minimum_points, values)
        if inputs.get("mask") is not None:
            check_mask(inputs["mask"], self.backbone.num_groups, self.num_hidden, values)

    def check_teachers(self, inputs, values=False):
        """Raise a `ValueError` unless `inputs` have what the terms of the loss compare with.

        Args:
            inputs: The dict of inputs.
            values: Whether to look at values too, at the cost of a copy from the device.
        """
        for name, width in (("image", self.image_dim), ("text", self.text_dim)):
            if width:
                key = f"{name}_features"
                check_features(inputs.get(key), key, width, values)
        if self.contrast:
            check_indices(inputs.get("class_index"), "class_index", None, values=values)

    def compute_output_spec(self, inputs, training=False):
        self.check_inputs(inputs)
        backbone, batch, dtype = self.backbone, inputs["points"].shape[0], self.compute_dtype
        visible = backbone.num_groups - self.num_hidden
        patches = (batch, self.num_hidden, backbone.group_size, 3)
        spec = {
            **backbone.compute_output_spec(inputs["points"]),
            "group_tokens": keras.KerasTensor((batch, visible, backbone.dim), dtype),
            "mask": keras.KerasTensor((batch, backbone.num_groups), "bool"),
        }
        if self.reconstruction:
            spec["reconstruction"] = keras.KerasTensor(patches, dtype)
            spec["target"] = keras.KerasTensor(patches, "float32")
        widths = {"image": self.image_dim, "text": self.text_dim, "contrast": CONTRAST_DIM}
        for name in self._projected_terms():
            spec[f"{name}_projection"] = keras.KerasTensor((batch, widths[name]), dtype)
        return spec

    def get_config(self):
        return {
            **super().get_config(),
            "decoder_depth": self.decoder_depth,
            "decoder_num_heads": self.decoder_num_heads,
            "mask_ratio": self.masking.mask_ratio,
            "mask_type": self.masking.mask_type,
            "chamfer_norm": self.chamfer_distance.norm,
            "image_dim": self.image_dim,
            "text_dim": self.text_dim,
            "contrast": self.contrast,
            "reconstruction": self.reconstruction,
            "stop_gradient": self.stop_gradient,
            "embed_visible_only": self.embed_visible_only,
        }
