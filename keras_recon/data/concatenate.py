"""Several data sets as one."""

import numpy as np

from keras_recon.data.point_cloud_data import TEACHER_FEATURES, all_of
from keras_recon.data.point_cloud_stream import PointCloudStream


def concatenate(*sources):
    """Put data sets one after the other, to train on all of them.

    Points stay where they are, in memory or not. Classes of the same name are one. Where one has
    several pictures' or texts' features of a shape, the others get rows of zeros, which stand for
    none.

    Args:
        *sources: `PointCloudData` or `PointCloudStream`s of as many points a shape.

    Returns:
        A `PointCloudStream`, coloured if all of them are; `load()` makes it a `PointCloudData`. It
        has features and captions as far as one of them has some, and no paths of pictures, parts
        or icons.

    Raises:
        ValueError: If they differ in the number of points or the width of features, or some have
            features that stay on disk.

    Example:

    ```python
    import numpy as np
    from keras_recon.data import concatenate
    from keras_recon.datasets import load_home3d, load_procedural_shapes

    home3d = load_home3d("train")
    twice = home3d.select(np.tile(np.arange(len(home3d)), 2))
    len(concatenate(twice, load_procedural_shapes("train", 100)))  # 1476
    ```
    """
    sizes = {source.num_points for source in sources}
    if len(sizes) != 1 or any(getattr(source, "feature_shapes", None) for source in sources):
        raise ValueError(
            "`sources` must have as many points a shape, and their features in memory. Received: "
            f"{sorted(sizes)} points"
        )
    class_names = tuple(dict.fromkeys(name for source in sources for name in source.class_names))
    labels = [
        np.array([*map(class_names.index, source.class_names), -1])[source.labels]
        for source in sources
    ]
    stops = np.cumsum([len(source) for source in sources])
    colored = all(
        source.colored if isinstance(source, PointCloudStream) else source.colors is not None
        for source in sources
    )
    names = ("points", "colors") if colored else ("points",)

    def read(index):
        values = np.empty((len(index), *sizes, 3 * len(names)), "float32")
        owner = np.searchsorted(stops, index, side="right")
        for number in np.unique(owner):
            source = sources[number]
            own = source.read_per_point(index[owner == number] - (stops[number] - len(source)))
            values[owner == number] = np.concatenate([own[name] for name in names], axis=-1)
        return values

    captions = None
    if any(source.captions is not None for source in sources):
        captions = [
            texts for source in sources for texts in all_of(source.captions or source.names)
        ]
    return PointCloudStream(
        read,
        *sizes,
        np.concatenate(labels),
        class_names,
        [name for source in sources for name in source.names],
        captions=captions,
        block_size=max(getattr(source, "block_size", 1) for source in sources),
        colored=colored,
        **{name: _features(name, sources) for name in TEACHER_FEATURES},
    )


def _features(name, sources):
    """Features of all, `(n, D)` or `(n, views, D)`; None if none has some."""
    features = [getattr(source, name) for source in sources]
    shapes = [own.shape[1:] for own in features if own is not None]
    if not shapes:
        return None
    dims = {shape[-1] for shape in shapes}
    if len(dims) > 1:
        raise ValueError(f"`sources` must have {name} of one width. Received: {sorted(dims)}")
    shape = max(shapes, key=lambda shape: (len(shape), shape[0]))
    joined = np.zeros((sum(map(len, sources)), *shape), "float32")
    start = 0
    for source, own in zip(sources, features, strict=True):
        place = joined[start : start + len(source)]
        start += len(source)
        if own is not None and own.ndim == place.ndim:
            place[:, : own.shape[1]] = own
        elif own is not None:
            place[:, 0] = own
    return joined
