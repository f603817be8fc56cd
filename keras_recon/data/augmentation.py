"""Random changes of whole batches of point clouds, inside tf.data.

They change points, or what the attribute `of` names. One with a method `choose` picks points, and
all that belongs to them follows.
"""

import math
from dataclasses import dataclass

from keras_recon.default_color import DEFAULT_COLOR


def _uniform(points, axes, low, high, seed):
    """Draw values of shape `(B, 1, axes)`: one draw a shape."""
    import tensorflow as tf

    return tf.random.stateless_uniform((tf.shape(points)[0], 1, axes), seed, low, high)


def _require(condition, accepted, received):
    if not condition:
        raise ValueError(f"{accepted} Received: {received}")


@dataclass(frozen=True)
class RandomRotation:
    """Rotate each shape about the vertical axis, y, by its own angle.

    Attributes:
        max_angle: Angles are uniform in `[-max_angle, max_angle]`, in radians.

    Raises:
        ValueError: If `max_angle` is negative.

    Example:

    ```python
    from keras_recon.data import RandomRotation
    import tensorflow as tf

    RandomRotation()(tf.random.normal((4, 512, 3)), seed=(0, 1))  # (4, 512, 3)
    ```
    """

    max_angle: float = math.pi

    def __post_init__(self):
        _require(self.max_angle >= 0, "`max_angle` must be at least 0.", self.max_angle)

    def __call__(self, points, seed):
        import tensorflow as tf

        angle = _uniform(points, 1, -self.max_angle, self.max_angle, seed)[..., 0]
        cos, sin = tf.cos(angle), tf.sin(angle)
        x, y, z = tf.unstack(points, axis=-1)
        return tf.stack([cos * x + sin * z, y, cos * z - sin * x], axis=-1)


@dataclass(frozen=True)
class RandomScale:
    """Scale each shape by its own factors.

    Attributes:
        low: Smallest factor.
        high: Largest factor.
        per_axis: Whether each axis has a factor of its own.

    Raises:
        ValueError: If not `0 < low <= high`.

    Example:

    ```python
    from keras_recon.data import RandomScale
    import tensorflow as tf

    RandomScale()(tf.random.normal((4, 512, 3)), seed=(0, 1))  # (4, 512, 3)
    ```
    """

    low: float = 2 / 3
    high: float = 3 / 2
    per_axis: bool = True

    def __post_init__(self):
        _require(
            0 < self.low <= self.high, "Scales must be 0 < low <= high.", (self.low, self.high)
        )

    def __call__(self, points, seed):
        return points * _uniform(points, 3 if self.per_axis else 1, self.low, self.high, seed)


@dataclass(frozen=True)
class RandomShift:
    """Shift each shape by its own vector.

    Attributes:
        max_shift: Each coordinate's shift is uniform in `[-max_shift, max_shift]`.

    Raises:
        ValueError: If `max_shift` is negative.

    Example:

    ```python
    from keras_recon.data import RandomShift
    import tensorflow as tf

    RandomShift()(tf.random.normal((4, 512, 3)), seed=(0, 1))  # (4, 512, 3)
    ```
    """

    max_shift: float = 0.2

    def __post_init__(self):
        _require(self.max_shift >= 0, "`max_shift` must be at least 0.", self.max_shift)

    def __call__(self, points, seed):
        return points + _uniform(points, 3, -self.max_shift, self.max_shift, seed)


@dataclass(frozen=True)
class RandomJitter:
    """Move each point by clipped normal noise.

    Attributes:
        sigma: Standard deviation of the noise.
        clip: Largest move along an axis.

    Raises:
        ValueError: If either is negative.

    Example:

    ```python
    from keras_recon.data import RandomJitter
    import tensorflow as tf

    RandomJitter()(tf.random.normal((4, 512, 3)), seed=(0, 1))  # (4, 512, 3)
    ```
    """

    sigma: float = 0.01
    clip: float = 0.05

    def __post_init__(self):
        accepted = "`sigma` and `clip` must be at least 0."
        _require(min(self.sigma, self.clip) >= 0, accepted, (self.sigma, self.clip))

    def __call__(self, points, seed):
        import tensorflow as tf

        noise = self.sigma * tf.random.stateless_normal(tf.shape(points), seed)
        return points + tf.clip_by_value(noise, -self.clip, self.clip)


@dataclass(frozen=True)
class RandomDrop:
    """Drop points of each shape, each shape its own share of them.

    The number of points stays: a dropped point takes the place of the shape's first one.

    Attributes:
        max_ratio: The share is uniform in `[0, max_ratio]`.

    Raises:
        ValueError: If not `0 <= max_ratio < 1`.

    Example:

    ```python
    from keras_recon.data import RandomDrop
    import tensorflow as tf

    RandomDrop()(tf.random.normal((4, 512, 3)), seed=(0, 1))  # (4, 512, 3)
    ```

    Reference:
        - [Qi et al., PointNet++, 2017](https://arxiv.org/abs/1706.02413)
    """

    max_ratio: float = 0.875

    def __post_init__(self):
        _require(
            0 <= self.max_ratio < 1, "`max_ratio` must be at least 0 and below 1.", self.max_ratio
        )

    def choose(self, points, seed):
        """Indices `(B, N)`, int32, of the points to put in each place."""
        import tensorflow as tf

        ratio = _uniform(points, 1, 0.0, self.max_ratio, seed)[..., 0]
        draws = tf.random.stateless_uniform(
            tf.shape(points)[:2], tf.random.experimental.stateless_fold_in(seed, 1)
        )
        return tf.where(draws < ratio, 0, tf.range(tf.shape(points)[1]))

    def __call__(self, points, seed):
        import tensorflow as tf

        return tf.gather(points, self.choose(points, seed), batch_dims=1)


@dataclass(frozen=True)
class RandomSample:
    """Keep a random subset of each shape's points, without repeats.

    Attributes:
        num_points: Number of points to keep.

    Raises:
        ValueError: If `num_points` is below 1.

    Example:

    ```python
    from keras_recon.data import RandomSample
    import tensorflow as tf

    RandomSample(128)(tf.random.normal((4, 512, 3)), seed=(0, 1))  # (4, 128, 3)
    ```
    """

    num_points: int

    def __post_init__(self):
        _require(self.num_points >= 1, "`num_points` must be at least 1.", self.num_points)

    def choose(self, points, seed):
        """Indices `(B, num_points)`, int32, of the points to keep."""
        import tensorflow as tf

        draws = tf.random.stateless_uniform(tf.shape(points)[:2], seed)
        return tf.math.top_k(draws, self.num_points, sorted=False).indices

    def __call__(self, points, seed):
        import tensorflow as tf

        return tf.gather(points, self.choose(points, seed), batch_dims=1)


@dataclass(frozen=True)
class RandomColorDrop:
    """Replace all colours of some shapes by one grey, so that models do without colour too.

    Attributes:
        rate: Chance of a shape to lose its colours.
        value: The grey, from 0 to 1; published models take it for shapes without colours.

    Raises:
        ValueError: If one of them is not from 0 to 1.

    Example:

    ```python
    from keras_recon.data import RandomColorDrop
    import tensorflow as tf

    RandomColorDrop()(tf.random.uniform((4, 512, 3)), seed=(0, 1))  # (4, 512, 3)
    ```

    Reference:
        - [Liu et al., OpenShape, 2023](https://arxiv.org/abs/2305.10764)
        - [Qi et al., ShapeLLM, 2024](https://arxiv.org/abs/2402.17766), which trains ReCon++ so
    """

    rate: float = 0.5
    value: float = DEFAULT_COLOR

    of = "colors"

    def __post_init__(self):
        accepted = "`rate` and `value` must be from 0 to 1."
        given = self.rate, self.value
        _require(all(0 <= number <= 1 for number in given), accepted, given)

    def __call__(self, colors, seed):
        import tensorflow as tf

        return tf.where(_uniform(colors, 1, 0.0, 1.0, seed) < self.rate, self.value, colors)
