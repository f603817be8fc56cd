"""The record that every data set loader returns."""

import dataclasses

import numpy as np

from keras_recon.default_color import DEFAULT_COLOR, add_colors

TEACHER_FEATURES = ("image_features", "text_features")
# What has a value for each point, and follows the points that are chosen.
PER_POINT = ("points", "part_labels", "colors")
# Those with one entry an object.
_OPTIONAL_FIELDS = (
    *TEACHER_FEATURES,
    "icons",
    "part_labels",
    "image_paths",
    "captions",
    "colors",
)
# The part of a shape's radius by which rounding to float32 may move a point.
_TOLERANCE = 1e-4


@dataclasses.dataclass(frozen=True, eq=False)
class PointCloudData:
    """Point clouds with labels and names and, where a data set has them, image and text features.

    Args:
        points: Float array of shape `(n, num_points, 3)`; stored as float32, which must keep the
            shapes. The loaders give each cloud centred, its furthest point at distance 1 from the
            origin, and y up.
        labels: Integer array of shape `(n,)`; an index into `class_names`, or -1 for none. Stored
            as int32.
        class_names: The name of each class.
        names: The name of each of the `n` objects.
        image_features: Optional float array of shape `(n, image_dim)`, the features of a frozen
            image teacher, or `(n, views, image_dim)` of several pictures of each object; zeros for
            none. Stored as float32.
        text_features: The same of a frozen text teacher and texts.
        icons: Optional uint8 array of shape `(n, 64, 64, 3)`, RGB pictures of the objects.
        part_labels: Optional integer array of shape `(n, num_points)`; an index into `part_names`
            for each point, or -1 for none. Stored as int32.
        part_names: The name of each part, needed with `part_labels`.
        class_parts: Optional; for each class, the indices of the parts that it can have.
        image_paths: Optional; the path of a picture of each object, or a sequence of several.
        captions: Optional; a text about each object, or a sequence of several.
        colors: Optional array of shape `(n, num_points, 3)`: red, green and blue of each point,
            floats from 0 to 1, or uint8 from 0 to 255. Stored as float32 from 0 to 1.

    Raises:
        ValueError: If a shape, a type or a length does not fit, a number is not finite, a label,
            a part or a colour is out of range, or float32 would move a point by more than 1e-4 of
            its shape's radius, as it does far from the origin.

    Example:

    ```python
    import numpy as np
    from keras_recon.data import PointCloudData

    data = PointCloudData(
        points=np.random.default_rng(0).normal(size=(3, 1024, 3)),
        labels=np.array([0, 1, -1]),
        class_names=("chair", "table"),
        names=("Armchair", "Desk", "Rock"),
    )
    labelled = data.select(data.labels >= 0)
    len(labelled)  # 2
    ```
    """

    points: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    names: tuple[str, ...]
    image_features: np.ndarray | None = None
    text_features: np.ndarray | None = None
    icons: np.ndarray | None = None
    part_labels: np.ndarray | None = None
    part_names: tuple[str, ...] | None = None
    class_parts: tuple[tuple[int, ...], ...] | None = None
    image_paths: tuple[str, ...] | None = None
    captions: tuple[str, ...] | None = None
    colors: np.ndarray | None = None

    def __post_init__(self):
        points = _finite_floats("points", self.points, (None, None, 3))
        check_precision(self.points, points)
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "class_names", tuple(self.class_names))
        object.__setattr__(self, "names", tuple(self.names))

        labels = _indices("labels", self.labels, 1, "class_names", self.class_names)
        object.__setattr__(self, "labels", labels)
        self._set_parts()
        self._set_colors()

        for field in TEACHER_FEATURES:
            if getattr(self, field) is not None:
                features = np.asarray(getattr(self, field))
                rank = 3 if features.ndim == 3 else 2
                features = _finite_floats(field, features, rank * (None,))
                object.__setattr__(self, field, features)

        if self.icons is not None:
            icons = np.asarray(self.icons)
            if icons.shape[1:] != (64, 64, 3) or icons.dtype != np.uint8:
                raise ValueError(
                    "`icons` must be uint8 of shape (n, 64, 64, 3). "
                    f"Received: shape {icons.shape}, dtype {icons.dtype}"
                )
            object.__setattr__(self, "icons", icons)

        for field in ("image_paths", "captions"):
            if getattr(self, field) is not None:
                object.__setattr__(self, field, tuple(map(_one_or_more, getattr(self, field))))

        for field in ("labels", "names", *_OPTIONAL_FIELDS):
            value = getattr(self, field)
            if value is not None and len(value) != len(points):
                raise ValueError(
                    f"`{field}` must have as many entries as `points`, {len(points)}. "
                    f"Received: {len(value)}"
                )

    def _set_parts(self):
        if self.part_labels is None:
            return
        if self.part_names is None:
            raise ValueError("`part_labels` need `part_names`. Received: part_names=None")
        object.__setattr__(self, "part_names", tuple(self.part_names))
        parts = _indices("part_labels", self.part_labels, 2, "part_names", self.part_names)
        if parts.shape[1] != self.points.shape[1]:
            raise ValueError(
                f"`part_labels` must have a label for each of the {self.points.shape[1]} points. "
                f"Received: shape {parts.shape}"
            )
        object.__setattr__(self, "part_labels", parts)
        if self.class_parts is None:
            return
        class_parts = tuple(tuple(int(part) for part in parts) for parts in self.class_parts)
        every_part = {part for parts in class_parts for part in parts}
        if len(class_parts) != len(self.class_names) or not every_part <= {
            *range(len(self.part_names))
        }:
            raise ValueError(
                f"`class_parts` must have, for each of the {len(self.class_names)} `class_names`, "
                f"indices into the {len(self.part_names)} `part_names`. Received: {class_parts}"
            )
        object.__setattr__(self, "class_parts", class_parts)

    def _set_colors(self):
        if self.colors is None:
            return
        colors = np.asarray(self.colors)
        if colors.dtype == np.uint8:
            colors = colors.astype("float32") / 255
        colors = _finite_floats("colors", colors, (None, self.num_points, 3))
        check_color_range("colors", colors)
        object.__setattr__(self, "colors", colors)

    def __len__(self):
        return len(self.points)

    @property
    def num_points(self):
        """Points of each shape."""
        return self.points.shape[1]

    @property
    def feature_dims(self):
        """Width of each teacher's features, by their name; those that are absent are not in it."""
        features = {name: getattr(self, name) for name in TEACHER_FEATURES}
        return {name: value.shape[-1] for name, value in features.items() if value is not None}

    def raw_points(self, channels=3, default_color=DEFAULT_COLOR):
        """Return the points as a model of some channels takes them raw.

        Args:
            channels: The `channels` of a backbone: 3 for points alone, 6 for points with colours.
            default_color: A number from 0 to 1, the colour of points without.

        Returns:
            float32 array of shape `(n, num_points, channels)`.
        """
        return self.points if channels == 3 else add_colors(self.points, self.colors, default_color)

    def read_points(self, index):
        """Return the points `(m, num_points, 3)` of the shapes that an array of indices picks."""
        return self.points[index]

    def read_per_point(self, index):
        """Return the points and, where there are, the colours of some shapes.

        Args:
            index: Integer array of shape `(m,)`.

        Returns:
            A dict of float32 arrays of shape `(m, num_points, 3)`: `"points"` and `"colors"`.
        """
        values = {"points": self.points, "colors": self.colors}
        return {name: value[index] for name, value in values.items() if value is not None}

    def select(self, index):
        """Return the objects that an array of indices, or a boolean array, picks.

        Args:
            index: Integer array of shape `(m,)`, or boolean array of shape `(n,)`.

        Returns:
            A `PointCloudData` of the picked objects, in the order of the indices.
        """
        index = np.arange(len(self))[index]

        def pick(value):
            if isinstance(value, tuple):
                return tuple(value[i] for i in index)
            return None if value is None else value[index]

        fields = ("points", "labels", "names", *_OPTIONAL_FIELDS)
        return dataclasses.replace(self, **{name: pick(getattr(self, name)) for name in fields})


def _one_or_more(value):
    return tuple(map(str, value)) if isinstance(value, list | tuple) else str(value)


def all_of(values):
    """List, for each object, its paths or texts, of which there may be one, several or none.

    Args:
        values: `image_paths` or `captions` of a `PointCloudData`.

    Returns:
        List of tuples of strings; empty strings are left out.

    Example:

    ```python
    from keras_recon.data.point_cloud_data import all_of

    all_of(["a chair", "", ("an oak table", "a table")])
    # [("a chair",), (), ("an oak table", "a table")]
    ```
    """
    several = [(value,) if isinstance(value, str) else value for value in values]
    return [tuple(filter(None, value)) for value in several]


def _indices(field, value, rank, into, names):
    array = np.asarray(value)
    if array.ndim != rank or not np.issubdtype(array.dtype, np.integer):
        wanted = "(n,)" if rank == 1 else "(n, num_points)"
        raise ValueError(
            f"`{field}` must be integers of shape {wanted}. "
            f"Received: shape {array.shape}, dtype {array.dtype}"
        )
    if array.size and not -1 <= array.min() <= array.max() < len(names):
        raise ValueError(
            f"`{field}` must be -1 (none) or an index into the {len(names)} `{into}`. "
            f"Received: labels from {array.min()} to {array.max()}"
        )
    return array.astype("int32", copy=False)


def _finite_floats(field, value, shape):
    array = np.asarray(value)
    fits = array.ndim == len(shape) and all(
        wanted in (None, size) for wanted, size in zip(shape, array.shape, strict=True)
    )
    if not fits or not np.issubdtype(array.dtype, np.floating):
        wanted = ", ".join("any" if size is None else str(size) for size in shape)
        raise ValueError(
            f"`{field}` must be floats of shape ({wanted}). "
            f"Received: shape {array.shape}, dtype {array.dtype}"
        )
    with np.errstate(over="ignore"):
        rounded = array.astype("float32", copy=False)
    if not np.isfinite(rounded).all():
        raise ValueError(
            f"`{field}` must be finite. Received: {np.count_nonzero(~np.isfinite(rounded))} "
            "values that are NaN or infinite in float32"
        )
    return rounded


def check_precision(points, rounded):
    """Raise a `ValueError` if float32 would change shapes, as it does far from the origin.

    Args:
        points: Float array of shape `(n, num_points, 3)`.
        rounded: The same in float32.
    """
    points = np.asarray(points)
    if points.dtype.itemsize <= 4 or not points.size:
        return
    moved = np.linalg.norm(points - rounded, axis=2).max(axis=1)
    # Relative to their first point, coinciding points have a radius of exactly 0: no shape to lose.
    centred = points - points[:, :1]
    centred = centred - centred.mean(axis=1, keepdims=True)
    radius = np.linalg.norm(centred, axis=2).max(axis=1)
    lost = (moved > _TOLERANCE * radius) & (radius > 0)
    if lost.any():
        share = 100 * (moved[lost] / radius[lost]).max()
        raise ValueError(
            f"`points` must keep their places in float32, to {_TOLERANCE} of the shape's radius: "
            "centre each shape first, with `keras_recon.datasets.fit_unit_sphere`. Received: "
            f"{points.dtype} coordinates up to {abs(points).max():.3g}; points of "
            f"{np.count_nonzero(lost)} of the {len(points)} shapes would move by up to "
            f"{share:.2g} % of the radius"
        )


def check_color_range(field, colors):
    """Raise a `ValueError` unless `colors`, a finite float array, are from 0 to 1."""
    if colors.size and not 0 <= colors.min() <= colors.max() <= 1:
        raise ValueError(
            f"`{field}` must be from 0 to 1. Received: from {colors.min():g} to {colors.max():g}"
        )
