"""From raw points of any number and scale to what a model was trained on."""

import keras
import numpy as np
from keras import ops

from keras_recon.default_color import check_default_color
from keras_recon.ops import farthest_point_sample, gather_points
from keras_recon.ops.is_traced import is_traced
from keras_recon.ops.sample_in_blocks import sample_in_blocks
from keras_recon.up_axis import check_up_axis, turn
from keras_recon.validation import check_points


@keras.saving.register_keras_serializable(package="keras_recon")
class PointCloudPreprocessor(keras.layers.Layer):
    """Centre point clouds, scale them to the unit sphere and sample a fixed number of points.

    The cloud is centred and scaled to sample from, and the sampled points once more, so that they
    have the mean 0 and their furthest point at distance 1. Points prepared once stay as they are,
    unless they are turned.

    Sampling is farthest point sampling, so it needs no seed. A cloud of `num_points` points keeps
    all of them in their order; one of fewer has some of them repeated.

    Args:
        num_points: Number of points to give.
        normalize: Whether to subtract the mean and divide by the largest norm. If not, the points
            must be in the unit that the model was trained in: farthest point sampling takes those
            within 0.03 of the origin for padding, so an object of 6 cm in metres has one patch.
        up_axis: The axis that is up in the points given: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or
            `"-z"`. `keras_recon.visualization.plot_orientations` shows which.
        trained_up_axis: The axis that is up in what the model is trained on. Where it is another
            one, points are turned.
        default_color: A number from 0 to 1: points get a colour, red, green and blue, and those
            given without one all three of these. None for a model of coordinates alone.
        **kwargs: `name` and the like, for `keras.layers.Layer`.

    Call arguments:
        points: Float array or tensor of shape `(B, N, 3)`, in any unit. Of float64 coordinates
            far from the origin nothing is lost. With a `default_color` also `(B, N, 6)`: colours
            from 0 to 1 follow the coordinates, and stay as they are.

    Returns:
        float32 tensor of shape `(B, num_points, 3)`, with a `default_color` `(B, num_points, 6)`.

    Raises:
        ValueError: If an axis or a colour is none of these, the points are of another shape or
            dtype or, where values can be looked at, not finite or of colours beyond 0 to 1; if they
            aren't normalized, also if a shape lies within 0.03 of the origin.

    Example:

    ```python
    import numpy as np
    import keras_recon

    raw = 100 * np.random.default_rng(0).normal(size=(2, 1000, 3)).astype("float32")
    keras_recon.layers.PointCloudPreprocessor(num_points=512)(raw)  # (2, 512, 3), norms up to 1
    ```
    """

    def __init__(
        self,
        num_points,
        normalize=True,
        up_axis="y",
        trained_up_axis="y",
        default_color=None,
        **kwargs,
    ):
        check_up_axis(up_axis)
        check_up_axis(trained_up_axis, "trained_up_axis")
        check_default_color(default_color)
        kwargs.setdefault("autocast", False)
        super().__init__(**kwargs)
        self.num_points = num_points
        self.normalize = normalize
        self.up_axis = up_axis
        self.trained_up_axis = trained_up_axis
        self.default_color = default_color
        self.built = True
        # As arrays come: JAX would make float32 of float64 before anything is subtracted.
        self._convert_input_args = False
        self._allow_non_tensor_positional_args = True

    def call(self, points):
        return self.prepare_all(points)[0]

    def prepare_all(self, points):
        """Prepare points as a call does, and move all of the cloud along with them.

        For answers about each raw point, such as its part.

        Args:
            points: Float array or tensor, as of a call.

        Returns:
            The prepared points, as of a call, and all points `(B, N, 3)`, in their order, centred,
            scaled and turned as the prepared ones are, without a colour; both float32.

        Example:

        ```python
        import numpy as np
        import keras_recon

        raw = np.random.default_rng(0).normal(size=(2, 1000, 3))
        preprocessor = keras_recon.layers.PointCloudPreprocessor(num_points=512)
        prepared, all_points = preprocessor.prepare_all(raw)  # (2, 512, 3) and (2, 1000, 3)
        ```
        """
        self._check_channels(points)
        if self.normalize and keras.backend.standardize_dtype(points.dtype) == "float64":
            numpy = np if isinstance(points, np.ndarray) else ops
            points = _move(points, lambda coordinates: coordinates - coordinates[:, :1], numpy)
        if is_traced(points):
            prepared, everything = self._prepare(ops.cast(points, "float32"), ops)
        else:
            # In NumPy: JAX compiles each operation for each number of points.
            points = ops.convert_to_numpy(points).astype("float32")
            check_points(points, values=True, sampled=not self.normalize, channels=(3, 6))
            prepared, everything = map(ops.convert_to_tensor, self._prepare(points, np))
        return self._with_color(prepared), everything[..., :3]

    def _check_channels(self, points):
        """Raise unless there are 3 or, where they may have a colour, 6 numbers a point."""
        check_points(points, channels=3 if self.default_color is None else (3, 6))

    def _with_color(self, points):
        if self.default_color is None or points.shape[-1] == 6:
            return points
        return ops.concatenate([points, ops.full_like(points, self.default_color)], axis=-1)

    def _prepare(self, points, numpy):
        """Prepare traced tensors with `numpy=ops`, arrays with `numpy=np`."""

        def turned(coordinates):
            return turn(coordinates, self.up_axis, self.trained_up_axis, numpy)

        points = _move(points, turned, numpy)
        if not self.normalize:
            return self._sample(points), points
        points = _normalize(points, points, numpy)
        sampled = self._sample(points)
        return _normalize(sampled, sampled, numpy), _normalize(points, sampled, numpy)

    def _sample(self, points):
        count = points.shape[1]
        if isinstance(count, int) and count == self.num_points:
            return points
        if isinstance(points, np.ndarray):
            index = sample_in_blocks(points[..., :3], self.num_points)
            return np.take_along_axis(points, index[..., None], axis=1)
        if isinstance(count, int):
            index = farthest_point_sample(points[..., :3], self.num_points)
        else:
            # Counted as a tensor: PyTorch's export would not leave a compared size open.
            count = ops.sum(ops.ones_like(points[:1, :, 0], dtype="int32"))
            complete = count == self.num_points
            rounds = ops.where(complete, 0, self.num_points)
            index = farthest_point_sample(points[..., :3], self.num_points, rounds)
            index = ops.where(complete, ops.arange(self.num_points, dtype="int32"), index)
        return gather_points(points, index)

    def compute_output_spec(self, points):
        self._check_channels(points)
        channels = 3 if self.default_color is None else 6
        return keras.KerasTensor((points.shape[0], self.num_points, channels), "float32")

    def get_config(self):
        return {
            **super().get_config(),
            "num_points": self.num_points,
            "normalize": self.normalize,
            "up_axis": self.up_axis,
            "trained_up_axis": self.trained_up_axis,
            "default_color": self.default_color,
        }


def _normalize(points, like, numpy):
    """Move and scale `points` as puts the mean of `like` at 0 and its furthest point at 1."""
    like = like[..., :3]
    first = like[:, :1]
    # The mean of coinciding points is that point, to the last bit.
    center = first + numpy.mean(like - first, axis=1, keepdims=True)
    squared = numpy.sum(numpy.square(like - center), axis=-1, keepdims=True)
    radius = numpy.sqrt(numpy.max(squared, axis=1, keepdims=True))
    radius = numpy.where(radius > 0, radius, 1.0)
    return _move(points, lambda coordinates: (coordinates - center) / radius, numpy)


def _move(points, move, numpy):
    """Apply `move` to the coordinates and leave what follows them."""
    if points.shape[-1] == 3:
        return move(points)
    return numpy.concatenate([move(points[..., :3]), points[..., 3:]], axis=-1)
