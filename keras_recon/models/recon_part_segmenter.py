"""Segmentation of shapes into parts."""

import types

import keras
from keras import ops

from keras_recon.layers import PartSegmentationHead
from keras_recon.models.task import Task
from keras_recon.models.two_stream_backbone import TwoStreamBackbone
from keras_recon.training.adamw import AdamW
from keras_recon.validation import check_indices, check_points

NUM_FETCHED = 3


def blocks_to_fetch(depth):
    """Indices of the blocks at a third, at two thirds and at the end of `depth` blocks.

    Of fewer than three blocks each is given once.

    Example:

    ```python
    from keras_recon.models.recon_part_segmenter import blocks_to_fetch

    blocks_to_fetch(12)  # [3, 7, 11]
    ```
    """
    return sorted({max(1, depth * part // NUM_FETCHED) - 1 for part in range(1, NUM_FETCHED + 1)})


@keras.saving.register_keras_serializable(package="keras_recon")
class ReConPartSegmenter(Task):
    """Part of each point, from the tokens of several blocks and the class of the shape.

    The patches' tokens after the fetched blocks, each through the final norm, are concatenated
    and propagated to the points; the queries of the last block count for the whole shape.

    Args:
        backbone: A `ReConBackbone` or a `ReCon2Backbone`.
        num_parts: Number of parts of all classes together.
        num_shape_classes: Number of classes of shapes.
        fetched_blocks: Indices, counted from 0 and ascending, of the blocks whose tokens are
            used; by default those at a third, at two thirds and at the end: (3, 7, 11) of 12.
        propagation_widths: Widths of the two layers of the feature propagation; by default four
            times the backbone's width and 1,024.
        head_widths: Widths of the two hidden layers after it.
        dropout: Share of the head's first hidden features dropped while training.
        preprocessor: `PointCloudPreprocessor` that makes raw points what the model accepts.
        class_names: The names of the classes of shapes, in their order. If not given, those of
            the data set that `fit` gets, and so with the following.
        part_names: The names of the parts, in the order of the logits.
        **kwargs: `name`, `dtype` and the like, for `keras.Model`.

    Call arguments:
        inputs: A dict of `"points"`, float tensor of shape `(B, N, D)`, D the backbone's
            `channels`, centred, within the unit sphere and upright along y, and `"shape_class"`,
            integer tensor of shape `(B,)`; optionally `"all_points"` `(B, M, 3)`, in the same
            frame, to tell the parts of instead.
        training: Whether batch statistics, stochastic depth and dropout are on.

    Returns:
        Logits: float tensor of shape `(B, N, num_parts)`, or `(B, M, num_parts)`. Raw arrays given
        to `fit`, `evaluate` and `predict` have logits for each of their points, though patches
        are made of those that the preprocessor picks. Parts of other classes than the shape's own
        are among them: leave these out when you pick the largest, as `predict_parts` does.

    Raises:
        ValueError: If `fetched_blocks` are not as above, or an input is missing or not as
            described.

    Example:

    ```python
    import numpy as np
    import keras_recon

    segmenter = keras_recon.ReConPartSegmenter.from_preset(
        "recon_nano", num_parts=50, num_shape_classes=16
    )
    random = np.random.default_rng(0)
    inputs = {
        "points": random.uniform(-0.5, 0.5, (4, 512, 3)).astype("float32"),
        "shape_class": np.array([0, 1, 2, 15]),
    }
    segmenter.compile()  # as published
    segmenter.fit(inputs, random.integers(0, 50, (4, 512)), verbose=0)
    segmenter.predict(inputs, verbose=0)  # (4, 512, 50)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    backbone_class = TwoStreamBackbone
    named = types.MappingProxyType({"class_names": "num_shape_classes", "part_names": "num_parts"})

    def __init__(
        self,
        backbone,
        num_parts,
        num_shape_classes,
        fetched_blocks=None,
        propagation_widths=None,
        head_widths=(512, 256),
        dropout=0.5,
        preprocessor=None,
        class_names=None,
        part_names=None,
        **kwargs,
    ):
        super().__init__(backbone, preprocessor, **kwargs)
        depth = backbone.depth
        blocks = list(blocks_to_fetch(depth) if fetched_blocks is None else fetched_blocks)
        if not blocks or blocks != sorted({*blocks} & {*range(depth)}):
            raise ValueError(
                f"`fetched_blocks` must be ascending indices of the {depth} blocks, counted from "
                f"0, at least one. Received: fetched_blocks={fetched_blocks}"
            )
        self.num_parts = num_parts
        self.num_shape_classes = num_shape_classes
        self.set_names(class_names=class_names, part_names=part_names)
        self.fetched_blocks = tuple(blocks)

        # === Layers ===
        self.head = PartSegmentationHead(
            num_parts,
            num_shape_classes,
            propagation_widths or (4 * backbone.dim, 1024),
            head_widths,
            dropout,
            dtype=self.dtype_policy,
            name="head",
        )
        self.build()

    def build_layers(self):
        backbone = self.backbone
        groups, dim = backbone.num_groups, backbone.dim
        self.head.build(
            (None, None, 3),
            (None, groups, 3),
            (None, groups, len(self.fetched_blocks) * dim),
            (None, backbone.queries.count, dim),
        )

    def call(self, inputs, training=False):
        self.check_inputs(inputs)
        points, backbone = inputs["points"], self.backbone
        # A frozen backbone keeps its running statistics and drops nothing.
        backbone_training = training and backbone.trainable
        patches, centers = backbone.group(points)
        tokens = backbone.patch_embedding(patches, training=backbone_training)
        blocks = backbone.run_blocks(tokens, centers, training=backbone_training)
        last = backbone.depth - 1
        kept = {*self.fetched_blocks, last}
        outputs = {index: output for index, output in enumerate(blocks) if index in kept}
        fetched = [backbone.norm(outputs[index][1]) for index in self.fetched_blocks]
        queries, _ = outputs[last]
        # As published, the queries go without the final norm of the patches.
        if backbone.query_norm is not None:
            queries = backbone.query_norm(queries)
        return self.head(
            inputs.get("all_points", points[..., :3]),
            centers,
            ops.concatenate(fetched, axis=-1),
            queries,
            inputs["shape_class"],
            training=training,
        )

    # === Training ===

    def default_optimizer(self, learning_rate=1e-4):
        return AdamW(learning_rate, rate_multipliers={"head": 10}, global_clipnorm=10)

    def default_loss(self):
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def default_metrics(self):
        return ["accuracy"]

    def apply_preprocessor(self, inputs):
        if "all_points" in inputs:
            return inputs  # prepared already
        # Sampled points for the patches; the answer is for all.
        points, all_points = self.preprocessor.prepare_all(inputs["points"])
        return {**inputs, "points": points, "all_points": all_points}

    def check_inputs(self, inputs, values=False):
        if not isinstance(inputs, dict) or not {"points", "shape_class"} <= inputs.keys():
            received = sorted(inputs) if isinstance(inputs, dict) else type(inputs).__name__
            raise ValueError(
                "The inputs of a part segmenter must be a dict with the keys 'points' and "
                f"'shape_class'. Received: {received}"
            )
        self.backbone.check_points(inputs["points"], values)
        check_indices(inputs["shape_class"], "shape_class", self.num_shape_classes, values=values)
        if "all_points" in inputs:
            check_points(inputs["all_points"], values=values, sampled=False)

    def check_targets(self, targets, inputs):
        if isinstance(getattr(self, "loss", None), keras.losses.SparseCategoricalCrossentropy):
            check_indices(targets, "y", self.num_parts, rank=2, values=True)

    def compute_output_spec(self, inputs, training=False):
        self.check_inputs(inputs)
        points = inputs.get("all_points", inputs["points"])
        return keras.KerasTensor((*points.shape[:2], self.num_parts), self.compute_dtype)

    # === Saving ===

    def get_config(self):
        return {
            **super().get_config(),
            "num_parts": self.num_parts,
            "num_shape_classes": self.num_shape_classes,
            "fetched_blocks": self.fetched_blocks,
            "propagation_widths": self.head.propagation_widths,
            "head_widths": self.head.widths,
            "dropout": self.head.dropout,
            "class_names": self.class_names,
            "part_names": self.part_names,
        }
