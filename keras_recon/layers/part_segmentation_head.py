"""What tells the part of each point from the features of the patches."""

import keras
from keras import ops

from keras_recon.layers.batch_normalization import BatchNormalization
from keras_recon.layers.dense import dense
from keras_recon.layers.dropout import Dropout
from keras_recon.layers.feature_propagation import FeaturePropagation

SHAPE_CLASS_WIDTH = 64


@keras.saving.register_keras_serializable(package="keras_recon")
class PartSegmentationHead(keras.layers.Layer):
    """Logits of every point from its own features and from those of the whole shape.

    A point has the patches' features propagated to it. The whole shape has their maximum and
    mean, the maximum of the queries and an embedding of its class. Both go through two dense
    layers with batch norm and ReLU, dropout after the first, to the logits. The first
    layer's product with the features of the whole shape is computed once a shape.

    Args:
        num_parts: Number of parts of all classes together.
        num_shape_classes: Number of classes of shapes.
        propagation_widths: Widths of the two layers of the feature propagation.
        widths: Widths of the two hidden layers.
        dropout: Share of the first hidden layer's features dropped while training.
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        points: Float tensor of shape `(B, N, 3)`.
        centers: Float tensor of shape `(B, G, 3)`.
        tokens: Float tensor of shape `(B, G, D)`: the features of the patches.
        queries: Float tensor of shape `(B, Q, C)`.
        shape_class: Integer tensor of shape `(B,)`.
        training: Whether batch statistics and dropout are on.

    Returns:
        Float tensor of shape `(B, N, num_parts)`.

    Example:

    ```python
    import numpy as np
    import keras_recon

    random = np.random.default_rng(0)
    points, tokens, queries = (
        random.normal(size=shape).astype("float32")
        for shape in ((2, 100, 3), (2, 10, 48), (2, 3, 16))
    )
    head = keras_recon.layers.PartSegmentationHead(num_parts=50, num_shape_classes=16)
    head(points, points[:, :10], tokens, queries, np.array([0, 15]))  # (2, 100, 50)
    ```

    Reference:
        - [Qi et al., Contrast with Reconstruct, 2023](https://arxiv.org/abs/2302.02318)
    """

    def __init__(
        self,
        num_parts,
        num_shape_classes,
        propagation_widths=(1536, 1024),
        widths=(512, 256),
        dropout=0.5,
        **kwargs,
    ):
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        self.num_parts = num_parts
        self.num_shape_classes = num_shape_classes
        self.propagation_widths = tuple(propagation_widths)
        self.widths = tuple(widths)
        self.dropout = dropout

        policy = self.dtype_policy

        def norm(name):
            return BatchNormalization(dtype=self.dtype_policy, name=name)

        self.class_dense = dense(SHAPE_CLASS_WIDTH, policy, "class_dense", use_bias=False)
        self.class_norm = norm("class_norm")
        self.propagation = FeaturePropagation(
            *self.propagation_widths, dtype=self.dtype_policy, name="propagation"
        )
        self.shape_half = dense(self.widths[0], policy, "shape_half")
        self.point_half = dense(self.widths[0], policy, "point_half", use_bias=False)
        self.hidden_norm = norm("hidden_norm")
        self.drop = Dropout(dropout, dtype=self.dtype_policy, name="drop")
        self.second_dense = dense(self.widths[1], policy, "second_dense")
        self.second_norm = norm("second_norm")
        self.logits = dense(num_parts, policy, "logits")

    def build(
        self, points_shape, centers_shape, tokens_shape, queries_shape, shape_class_shape=None
    ):
        self.class_dense.build((None, self.num_shape_classes))
        self.class_norm.build((None, SHAPE_CLASS_WIDTH))
        self.propagation.build(points_shape, centers_shape, tokens_shape)
        whole = 2 * tokens_shape[-1] + queries_shape[-1] + SHAPE_CLASS_WIDTH
        self.shape_half.build((None, whole))
        self.point_half.build((None, None, self.propagation_widths[1]))
        self.hidden_norm.build((None, self.widths[0]))
        self.second_dense.build((None, None, self.widths[0]))
        self.second_norm.build((None, self.widths[1]))
        self.logits.build((None, None, self.widths[1]))

    def call(self, points, centers, tokens, queries, shape_class, training=False):
        classes = ops.one_hot(shape_class, self.num_shape_classes, dtype=self.compute_dtype)
        classes = self.class_norm(self.class_dense(classes), training=training)
        whole = [
            ops.max(tokens, axis=1),
            ops.mean(tokens, axis=1),
            ops.max(queries, axis=1),
            ops.leaky_relu(classes, negative_slope=0.2),
        ]
        whole = self.shape_half(ops.concatenate(whole, axis=-1))
        x = self.point_half(self.propagation(points, centers, tokens, training=training))
        x = self.hidden_norm(x + ops.expand_dims(whole, 1), training=training)
        x = self.drop(ops.relu(x), training=training)
        x = self.second_norm(self.second_dense(x), training=training)
        return self.logits(ops.relu(x))

    def compute_output_shape(
        self, points_shape, centers_shape, tokens_shape, queries_shape, shape_class_shape
    ):
        return (*points_shape[:-1], self.num_parts)

    def get_config(self):
        return {
            **super().get_config(),
            "num_parts": self.num_parts,
            "num_shape_classes": self.num_shape_classes,
            "propagation_widths": self.propagation_widths,
            "widths": self.widths,
            "dropout": self.dropout,
        }
