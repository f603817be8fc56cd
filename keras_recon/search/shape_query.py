"""A shape as a query."""

from keras_recon.datasets.read_shape import read_shape
from keras_recon.search.raw_points import color_of, points_of, raw_points


def shape_query(path, model, mode="full", up_axis="y"):
    """Describe the shape of a file as a `ShapeIndex` of the same model describes its shapes.

    Args:
        path: The file of a mesh or a point cloud.
        model: What the index was made with.
        mode: The mode that it was made with.
        up_axis: The axis that is up in the file.

    Returns:
        Float array of shape `(D,)`, the query; and the shape's points, float32 of shape `(n, 3)`,
        y up and in the unit sphere, for a picture.

    Raises:
        ValueError: If an argument is out of range or the file can't be read.
        FileNotFoundError: If there is no such file.
        ImportError: If a library is missing that reads the format; says how to install it.

    Example:

    ```python
    import tempfile

    import numpy as np
    import keras_recon

    path = tempfile.mkdtemp() + "/scan.npy"
    np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
    model = keras_recon.search.load_shape_embedder("recon_nano_home3d")
    query, points = keras_recon.search.shape_query(path, model, mode="text")
    query.shape, points.shape  # (384,), (2048, 3)
    ```
    """
    shape = read_shape(path, points_of(model), up_axis)
    points = raw_points(shape, color_of(model))
    [query] = model.embed(points[None], mode=mode)
    return query, points[:, :3]
