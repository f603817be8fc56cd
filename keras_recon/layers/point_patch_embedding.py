"""Mini-PointNet that turns each patch of points into a token."""

import keras
from keras import ops

from keras_recon.layers.batch_normalization import BatchNormalization
from keras_recon.layers.dense import FoldedDense, dense
from keras_recon.replicas import mean_over_replicas


@keras.saving.register_keras_serializable(package="keras_recon")
class PointPatchEmbedding(keras.layers.Layer):
    r"""Embed patches of points with a small PointNet.

    $$h_i = W_2\,\mathrm{ReLU}(\mathrm{BN}(W_1 p_i)), \quad
      t = \max_i W_4\,\mathrm{ReLU}(\mathrm{BN}(W_3 [\max_j h_j, h_i]))$$

    The numbers are the published ones, with less work:

    - $W_3 [\max_j h_j, h_i]$ is the sum of a product for the patch, computed once, and one for
      each of its points.
    - Batch statistics of a linear function follow from those of what it is a function of, which
      is narrower: $\mathrm{Var}(W x) = \mathrm{diag}(W^\top \mathrm{Cov}(x)\, W)$. So they are
      known before the wide layers, and batch norm is folded into these layers' weights.
    - Patches without a token count in the batch statistics and end there.

    Args:
        dim: Width C of the tokens.
        widths: Widths of the hidden layers: of each before the first maximum, two or three, and
            of the one behind it. As published (128, 256, 512), large (256, 512, 1024, 2048).
        **kwargs: `name`, `dtype` and the like, for `keras.layers.Layer`.

    Call arguments:
        patches: Float tensor of shape `(B, G, S, D)`: coordinates relative to the patch's centre,
            and a colour or the like.
        num_tokens: Number T of patches, the first ones, to give a token for; all if not given.
        training: Whether batch normalization uses the statistics of the batch, of all patches.

    Returns:
        Float tensor of shape `(B, T, C)`.

    Raises:
        ValueError: If `widths` are not three or four.

    Example:

    ```python
    import numpy as np
    import keras_recon

    patches = np.random.default_rng(0).normal(size=(2, 16, 8, 3)).astype("float32")
    keras_recon.layers.PointPatchEmbedding(dim=96)(patches)  # (2, 16, 96)
    ```

    Reference:
        - [Qi et al., PointNet, 2017](https://arxiv.org/abs/1612.00593)
        - [Yu et al., Point-BERT, 2022](https://arxiv.org/abs/2111.14819)
    """

    def __init__(self, dim, widths=(128, 256, 512), **kwargs):
        super().__init__(**kwargs)
        self.dim = dim
        self.widths = tuple(widths)
        if len(self.widths) not in (3, 4):
            raise ValueError(f"`widths` must be three or four. Received: widths={widths}")

        policy = self.dtype_policy

        def folded(units, name, use_bias=True):
            return dense(units, policy, name, use_bias, FoldedDense)

        self.point_dense = folded(self.widths[0], "point_dense")
        self.point_norm = BatchNormalization(dtype=self.dtype_policy, name="point_norm")
        if len(self.widths) == 4:
            self.middle_dense = folded(self.widths[1], "middle_dense")
            self.middle_norm = BatchNormalization(dtype=self.dtype_policy, name="middle_norm")
        self.feature_dense = folded(self.widths[-2], "feature_dense")
        self.patch_half = folded(self.widths[-1], "patch_half")
        self.point_half = folded(self.widths[-1], "point_half", use_bias=False)
        self.patch_norm = BatchNormalization(dtype=self.dtype_policy, name="patch_norm")
        self.output_dense = folded(dim, "output_dense")

    def build(self, patches_shape):
        self.point_dense.build((None, patches_shape[-1]))
        self.point_norm.build((None, self.widths[0]))
        if len(self.widths) == 4:
            self.middle_dense.build((None, self.widths[0]))
            self.middle_norm.build((None, self.widths[1]))
        self.feature_dense.build((None, self.widths[-3]))
        self.patch_half.build((None, self.widths[-2]))
        self.point_half.build((None, self.widths[-2]))
        self.patch_norm.build((None, self.widths[-1]))
        self.output_dense.build((None, self.widths[-1]))

    def call(self, patches, num_tokens=None, training=False):
        num_tokens = num_tokens or patches.shape[1]
        if not training:
            patches = patches[:, :num_tokens]
        batch, groups, size, channels = ops.shape(patches)

        # All points as rows of one matrix: one large product a layer.
        hidden = ops.reshape(patches, (-1, channels))
        hidden = self._dense_norm_relu(hidden, self.point_dense, self.point_norm, training)
        if len(self.widths) == 4:
            hidden = self._dense_norm_relu(hidden, self.middle_dense, self.middle_norm, training)

        features = ops.matmul(hidden, self.feature_dense.kernel)
        features = ops.reshape(features, (batch, groups, size, self.widths[-2]))
        # A bias moves the maximum as it moves every point: it is added where there are fewer rows.
        patch = ops.max(features, axis=2) + self.feature_dense.bias
        moments = self._moments_of_halves(patch, hidden) if training else {}
        scale, shift = self.patch_norm.scale_and_shift(training=training, **moments)

        of_point, constant = self._folded(
            self.point_half.kernel,
            ops.matmul(self.feature_dense.bias, self.point_half.kernel),
            scale,
            shift,
        )
        of_patch, bias = self._folded(self.patch_half.kernel, self.patch_half.bias, scale, constant)
        patch = ops.matmul(patch[:, :num_tokens], of_patch) + bias
        features = ops.reshape(features[:, :num_tokens], (-1, self.widths[-2]))
        features = ops.reshape(
            ops.matmul(features, of_point), (batch, num_tokens, size, self.widths[-1])
        )
        features = ops.relu(features + ops.expand_dims(patch, 2))

        tokens = ops.matmul(ops.reshape(features, (-1, self.widths[-1])), self.output_dense.kernel)
        tokens = ops.reshape(tokens, (batch, num_tokens, size, self.dim))
        return ops.max(tokens, axis=2) + self.output_dense.bias

    def _dense_norm_relu(self, rows, dense, norm, training):
        """`relu(norm(dense(rows)))`, in one product."""
        moments = self._moments(rows, dense) if training else {}
        scale, shift = norm.scale_and_shift(training=training, **moments)
        kernel, bias = self._folded(dense.kernel, dense.bias, scale, shift)
        return ops.relu(ops.matmul(rows, kernel) + bias)

    def _folded(self, kernel, bias, scale, shift):
        """A dense layer's weights with the affine map of a batch norm folded into them."""
        kernel, bias, shift = _float32(kernel, bias, shift)
        dtype = self.compute_dtype
        return ops.cast(kernel * scale, dtype), ops.cast(bias * scale + shift, dtype)

    def _moments(self, rows, dense):
        """Mean, variance and count of `dense(rows)`."""
        rows, kernel, bias = _float32(rows, dense.kernel, dense.bias)
        mean = _mean(rows)
        variance = _variance(kernel, _covariance(rows - mean, rows - mean), kernel)
        mean = ops.matmul(mean, kernel) + bias
        return {"mean": mean, "variance": ops.maximum(variance, 0.0), "count": ops.shape(rows)[0]}

    def _moments_of_halves(self, patch, hidden):
        """Mean, variance and count of `patch_half(patch) + point_half(feature_dense(hidden))`."""
        patch, hidden, of_patch, bias, feature, feature_bias, of_point = _float32(
            ops.reshape(patch, (-1, self.widths[-2])),
            hidden,
            self.patch_half.kernel,
            self.patch_half.bias,
            self.feature_dense.kernel,
            self.feature_dense.bias,
            self.point_half.kernel,
        )
        of_hidden = ops.matmul(feature, of_point)
        count, patches = ops.shape(hidden)[0], ops.shape(patch)[0]

        patch_mean, hidden_mean = _mean(patch), _mean(hidden)
        patch, hidden = patch - patch_mean, hidden - hidden_mean
        hidden_of_patch = ops.mean(ops.reshape(hidden, (patches, count // patches, -1)), axis=1)
        variance = (
            _variance(of_hidden, _covariance(hidden, hidden), of_hidden)
            + 2 * _variance(of_patch, _covariance(patch, hidden_of_patch), of_hidden)
            + _variance(of_patch, _covariance(patch, patch), of_patch)
        )
        mean = ops.matmul(patch_mean, of_patch) + bias
        mean = mean + ops.matmul(ops.matmul(hidden_mean, feature) + feature_bias, of_point)
        return {"mean": mean, "variance": ops.maximum(variance, 0.0), "count": count}

    def compute_output_spec(self, patches, num_tokens=None, training=False):
        batch, groups = patches.shape[:2]
        return keras.KerasTensor((batch, num_tokens or groups, self.dim), self.compute_dtype)

    def get_config(self):
        return {**super().get_config(), "dim": self.dim, "widths": self.widths}


def _float32(*variables):
    return [ops.cast(variable, "float32") for variable in variables]


def _mean(rows):
    """Mean `(C,)` of rows `(n, C)`, those of other replicas included."""
    return mean_over_replicas(ops.mean(rows, axis=0), ops.shape(rows)[0])


def _covariance(a, b):
    """Covariance `(C, D)` of centred rows `(n, C)` and `(n, D)`, likewise."""
    count = ops.shape(a)[0]
    return mean_over_replicas(ops.matmul(ops.transpose(a), b) / ops.cast(count, "float32"), count)


def _variance(a, covariance, b):
    """The diagonal of `a.T @ covariance @ b`."""
    return ops.sum(a * ops.matmul(covariance, b), axis=0)
