"""One shape from one file."""

import dataclasses

from keras_recon.datasets.readers.read_file import read_file
from keras_recon.up_axis import check_up_axis, turn


def read_shape(path, num_points=2048, up_axis="y", seed=0):
    """Read a mesh or a point cloud.

    The format is told by the content and the name of the file; the README lists which there are.
    A mesh is sampled evenly over its surface; of a cloud a random subset is kept or, if it has
    fewer points, some of them are repeated. Points and triangles that are not finite are left out.

    Args:
        path: The file.
        num_points: Points to give; None for all of a cloud, as they are.
        up_axis: The axis that is up in the file: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or `"-z"`.
            The points are turned so that y is.
        seed: Integer, or sequence of integers, that the draws depend on.

    Returns:
        A `Shape`: `points`, float64 of shape `(num_points, 3)` in the file's own unit, not
        centred; `colors`, float32 of shape `(num_points, 3)` in 0..1, as the file stores them, or
        None; `left_out`, a tuple of sentences on what of the file isn't in it; `repeated`, the
        number of points that repeat others; `side_files`, those that were read as well.

    Raises:
        ValueError: If an argument is out of range, or the file is damaged, empty or of a format
            or kind that can't be read; the message says which.
        FileNotFoundError: If there is no such file.
        ImportError: If a library is missing that reads the format; says how to install it.

    Example:

    ```python
    import tempfile

    import numpy as np
    import keras_recon

    path = tempfile.mkdtemp() + "/scan.npy"
    np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
    shape = keras_recon.datasets.read_shape(path, num_points=1024, up_axis="z")
    shape.points.shape, shape.colors, shape.left_out  # ((1024, 3), None, ())
    ```
    """
    if num_points is not None and num_points < 1:
        raise ValueError(f"`num_points` must be at least 1. Received: num_points={num_points}")
    check_up_axis(up_axis)
    shape = read_file(path, num_points, seed)
    return dataclasses.replace(shape, points=turn(shape.points, up_axis))
