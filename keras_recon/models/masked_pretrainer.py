"""What the pretraining of ReCon and of ReCon++ share: hidden patches and their reconstruction."""

import keras
import numpy as np
from keras import ops

from keras_recon.layers import MLP, LearnedTokens, PatchMasking, TransformerBlock
from keras_recon.layers.block_stack import block_stack
from keras_recon.layers.dense import dense
from keras_recon.models.task import Task
from keras_recon.ops import gather_points
from keras_recon.replicas import num_replicas
from keras_recon.training.adamw import AdamW
from keras_recon.validation import check_mask, is_array


class MaskedPretrainer(Task):
    """Base class of models that are pretrained on shapes some of whose patches are hidden.

    A subclass projects the queries in `project`, whose outputs are part of its own, gives the terms
    of its loss in `loss_terms` and their names in `term_names`, and says in `check_teachers` what
    these compare with.

    Args:
        backbone: A `Backbone`.
        decoder_depth: Number of decoder blocks.
        decoder_num_heads: Heads of the decoder; those of the backbone if not given.
        mask_ratio: Share of the patches to hide; `int(mask_ratio * G)` of them.
        mask_type: `"random"`, or `"block"`: patches next to one another.
        reconstruction: Whether to reconstruct. There is no decoder otherwise.
        stop_gradient: Whether gradients of the queries stop before the patches' tokens.
        embed_visible_only: Whether hidden patches are left out of the patch embedding's batch
            statistics, while training too.
        decoder_mlp_ratio: Hidden width of the decoder's MLPs, in units of the backbone's `dim`; as
            in the backbone if not given.
        decoder_use_bias: Whether queries, keys and values of the decoder have a bias.
        preprocessor: `PointCloudPreprocessor` to save with the model, or None.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Example:

    ```python
    from keras_recon.models import MaskedPretrainer

    MaskedPretrainer.from_preset("recon2_nano")  # a ReCon2Pretrainer
    ```
    """

    # Inputs that teachers give.
    teacher_inputs = ()

    def __init__(
        self,
        backbone,
        decoder_depth=4,
        decoder_num_heads=None,
        mask_ratio=0.6,
        mask_type="random",
        reconstruction=True,
        stop_gradient=True,
        embed_visible_only=False,
        decoder_mlp_ratio=None,
        decoder_use_bias=False,
        preprocessor=None,
        **kwargs,
    ):
        super().__init__(backbone, preprocessor, **kwargs)
        self.decoder_depth = decoder_depth
        self.decoder_num_heads = decoder_num_heads or backbone.num_heads
        self.reconstruction = reconstruction
        self.stop_gradient = stop_gradient
        self.embed_visible_only = embed_visible_only
        self.masking = PatchMasking(mask_ratio, mask_type, name="masking")
        if not self.num_hidden:
            raise ValueError(
                f"`mask_ratio` must hide at least one of the {backbone.num_groups} patches. "
                f"Received: mask_ratio={mask_ratio}"
            )
        if reconstruction:
            self._add_decoder(backbone, decoder_mlp_ratio or backbone.mlp_ratio, decoder_use_bias)

    def _add_decoder(self, backbone, mlp_ratio, use_bias):
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
            mlp_ratio,
            backbone.stochastic_depth,
            policy,
            name="decoder_block",
            use_bias=use_bias,
        )
        self.decoder_norm = keras.layers.LayerNormalization(
            epsilon=1e-5, dtype=policy, name="decoder_norm"
        )
        self.reconstruction_dense = dense(
            backbone.channels * backbone.group_size, policy, "reconstruction_dense"
        )

    @classmethod
    def accepts(cls, backbone_class):
        return cls is not MaskedPretrainer and super().accepts(backbone_class)

    def term_names(self):
        """Names of the terms of the loss."""
        raise NotImplementedError

    def build_layers(self):
        self.term_metrics = {name: keras.metrics.Mean(name=name) for name in self.term_names()}
        if self.reconstruction:
            self.mask_token.build()
            self.decoder_position_embedding.build((None, None, 3))
            for layer in (*self.decoder_blocks, self.decoder_norm, self.reconstruction_dense):
                layer.build((None, None, self.backbone.dim))

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
        projected = self.project(queries, training=training)
        outputs = {**projected, "group_tokens": tokens, "centers": centers, "mask": mask}
        if self.reconstruction:
            outputs["reconstruction"] = self.decode(tokens, ordered_centers, training=training)
            outputs["target"] = patches[:, visible:]
        return outputs

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
            Float tensor of shape `(B, M, S, D)`, D the backbone's `channels`, relative to the
            hidden centres.
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
        backbone = self.backbone
        return ops.reshape(points, (-1, hidden, backbone.group_size, backbone.channels))

    def project(self, queries, training=False):
        """Give the outputs that are made of the queries.

        Args:
            queries: The queries by name, as the backbone gives them.
            training: Whether batch statistics are on.

        Returns:
            A dict of float tensors.
        """
        raise NotImplementedError

    def reconstruct(self, points, mask=None):
        """Reconstruct shapes from their visible patches, for a picture.

        Args:
            points: Float tensor of shape `(B, N, D)`, D the backbone's `channels`, prepared.
            mask: Boolean tensor of shape `(B, G)`, True where hidden; drawn if not given.

        Returns:
            A dict of NumPy arrays in the frame of `points`: `"visible"` `(B, V * S, D)`, the
            points of the visible patches, and `"reconstruction"` `(B, M * S, D)`, those made for
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
        # A color has no center.
        channels = self.backbone.channels
        centers = ops.pad(centers, [[0, 0], [0, 0], [0, channels - 3]])
        patches, centers = gather_points(patches, order), gather_points(centers, order)
        visible = self.backbone.num_groups - self.num_hidden
        shapes = {
            "visible": patches[:, :visible] + ops.expand_dims(centers[:, :visible], 2),
            "reconstruction": outputs["reconstruction"] + ops.expand_dims(centers[:, visible:], 2),
        }
        return {
            name: ops.convert_to_numpy(ops.reshape(value, (len(points), -1, channels)))
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
        """The terms of the loss, a dict of scalars, whose plain sum `fit` minimizes."""
        raise NotImplementedError

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        terms = self.loss_terms(x, y_pred, sample_weight)
        batch = ops.shape(x["points"])[0]
        for name, value in terms.items():
            # A replica's term is its part of a sum, what is logged a mean over replicas.
            self.term_metrics[name].update_state(value * num_replicas(), sample_weight=batch)
        # Regularization of layers, if a user has added some.
        return sum([*terms.values(), *map(self._aggregate_additional_loss, self.losses)])

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
                f"teachers ask for, {', '.join(map(repr, self.teacher_inputs))}; 'mask' if "
                f"you like. Received: {received}"
            )
        self.backbone.check_points(inputs["points"], values)
        if inputs.get("mask") is not None:
            check_mask(inputs["mask"], self.backbone.num_groups, self.num_hidden, values)

    def check_teachers(self, inputs, values=False):
        """Raise a `ValueError` unless `inputs` have what the terms of the loss compare with.

        Args:
            inputs: The dict of inputs.
            values: Whether to look at values too, at the cost of a copy from the device.
        """
        raise NotImplementedError

    def compute_output_spec(self, inputs, training=False):
        """Symbolic outputs but those of `project`."""
        self.check_inputs(inputs)
        backbone, batch, dtype = self.backbone, inputs["points"].shape[0], self.compute_dtype
        visible = backbone.num_groups - self.num_hidden
        patches = (batch, self.num_hidden, backbone.group_size, backbone.channels)
        spec = {
            "group_tokens": keras.KerasTensor((batch, visible, backbone.dim), dtype),
            "centers": keras.KerasTensor((batch, backbone.num_groups, 3), "float32"),
            "mask": keras.KerasTensor((batch, backbone.num_groups), "bool"),
        }
        if self.reconstruction:
            spec["reconstruction"] = keras.KerasTensor(patches, dtype)
            spec["target"] = keras.KerasTensor(patches, "float32")
        return spec

    def get_config(self):
        return {
            **super().get_config(),
            "decoder_depth": self.decoder_depth,
            "decoder_num_heads": self.decoder_num_heads,
            "mask_ratio": self.masking.mask_ratio,
            "mask_type": self.masking.mask_type,
            "stop_gradient": self.stop_gradient,
            "embed_visible_only": self.embed_visible_only,
        }
