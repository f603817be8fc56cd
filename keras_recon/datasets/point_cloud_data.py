"""The record that every data set loader returns."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class PointCloudData:
    """Point clouds with labels and names and, where a data set has them, image and text features.

    Args:
        points: float array of shape `(n, num_points, 3)`; stored as float32. The loaders give each
            cloud centred, its furthest point at distance 1 from the origin, and y up.
        labels: integer array of shape `(n,)`; an index into `class_names`, or -1 for none. Stored
            as int32.
        class_names: the name of each class.
        names: the name of each of the `n` objects.
        image_features: optional float array of shape `(n, image_dim)`, the features of a frozen
            image teacher; stored as float32.
        text_features: optional float array of shape `(n, text_dim)`, the features of a frozen
            text teacher; stored as float32.
        icons: optional uint8 array of shape `(n, 64, 64, 3)`, RGB pictures of the objects.

    Raises:
        ValueError: if a shape, a type or a length does not fit, a number is not finite, or a label
            is out of range.

    Example:
        ```python
        import numpy as np
        from keras_recon.datasets import PointCloudData

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

    def __post_init__(self):
        points = _finite_floats("points", self.points, (None, None, 3))
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "class_names", tuple(self.class_names))
        object.__setattr__(self, "names", tuple(self.names))

        labels = np.asarray(self.labels)
        if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
            raise ValueError(
                "`labels` must be integers of shape (n,). "
                f"Received: shape {labels.shape}, dtype {labels.dtype}"
            )
        if labels.size and not -1 <= labels.min() <= labels.max() < len(self.class_names):
            raise ValueError(
                "`labels` must be -1 (none) or an index into the "
                f"{len(self.class_names)} `class_names`. "
                f"Received: labels from {labels.min()} to {labels.max()}"
            )
        object.__setattr__(self, "labels", labels.astype("int32", copy=False))

        for field in ("image_features", "text_features"):
            if getattr(self, field) is not None:
                features = _finite_floats(field, getattr(self, field), (None, None))
                object.__setattr__(self, field, features)

        if self.icons is not None:
            icons = np.asarray(self.icons)
            if icons.shape[1:] != (64, 64, 3) or icons.dtype != np.uint8:
                raise ValueError(
                    "`icons` must be uint8 of shape (n, 64, 64, 3). "
                    f"Received: shape {icons.shape}, dtype {icons.dtype}"
                )
            object.__setattr__(self, "icons", icons)

        for field in ("labels", "names", "image_features", "text_features", "icons"):
            value = getattr(self, field)
            if value is not None and len(value) != len(points):
                raise ValueError(
                    f"`{field}` must have as many entries as `points`, {len(points)}. "
                    f"Received: {len(value)}"
                )

    def __len__(self):
        return len(self.points)

    def select(self, index):
        """Returns the objects that an array of indices, or a boolean array, picks.

        Args:
            index: integer array of shape `(m,)`, or boolean array of shape `(n,)`.

        Returns:
            A `PointCloudData` of the picked objects, in the order of the indices.
        """
        index = np.arange(len(self))[index]

        def pick(array):
            return None if array is None else array[index]

        return dataclasses.replace(
            self,
            points=self.points[index],
            labels=self.labels[index],
            names=tuple(self.names[i] for i in index),
            image_features=pick(self.image_features),
            text_features=pick(self.text_features),
            icons=pick(self.icons),
        )


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
    if not np.isfinite(array).all():
        raise ValueError(
            f"`{field}` must be finite. Received: {np.count_nonzero(~np.isfinite(array))} "
            "values that are NaN or infinite"
        )
    return array.astype("float32", copy=False)
