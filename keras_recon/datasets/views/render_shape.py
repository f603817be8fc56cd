"""Pictures of one shape."""

import contextlib
import os

import numpy as np

from keras_recon.datasets.views.directions import view_directions
from keras_recon.datasets.views.draw_file import drawing_worker
from keras_recon.up_axis import check_up_axis

LARGEST_SIZE = 4096


def render_shape(path, directions=None, size=224, up_axis="y"):
    r"""Draw a mesh or a cloud of points from several sides.

    It is fitted to the picture by its bounding sphere, lit softly, on white, in the colours of the
    file, or light grey where it has none. Faces are seen from both sides. A cloud is drawn as
    small discs that close its surface.

    A process of its own draws, which takes about a second to start; for many files see
    `render_views`.

    Args:
        path: The file, of a format that `read_shape` reads.
        directions: Float array of shape `(views, 3)`: from the shape to the camera, y up, of any
            length; if not given, `view_directions(4)`.
        size: Height and width of the pictures, in pixels.
        up_axis: The axis that is up in the file: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or `"-z"`.

    Returns:
        uint8 array of shape `(views, size, size, 3)`.

    Raises:
        ValueError: If an argument is out of range, or the file can't be read or has no surface;
            says why.
        FileNotFoundError: If there is no such file.
        ImportError: If a library is missing; says how to install it.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.views import render_shape

    path = pathlib.Path(tempfile.mkdtemp(), "square.obj")
    path.write_text("v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nf -4 -3 -2 -1\n")
    render_shape(path, size=64)  # (4, 64, 64, 3)
    ```
    """
    directions = view_directions() if directions is None else check_directions(directions)
    check_size(size)
    check_up_axis(up_axis)
    with contextlib.closing(drawing_worker()) as worker:
        [drawing] = worker.answer_all([(os.fspath(path), directions, size, up_axis)])
    if isinstance(drawing, Exception):
        raise drawing
    return drawing.views


def check_size(size):
    """Raise unless pictures can be as large.

    Args:
        size: Height and width, in pixels.

    Raises:
        ValueError: If it is no integer, or not in 8..4096.
    """
    if int(size) != size or not 8 <= size <= LARGEST_SIZE:
        raise ValueError(
            f"`size` must be an integer between 8 and {LARGEST_SIZE}. Received: size={size}"
        )


def check_directions(directions):
    """Give unit vectors.

    Args:
        directions: Array of shape `(views, 3)`.

    Returns:
        float64 array of the same shape.

    Raises:
        ValueError: If it is of another shape, or has a row that is no direction.
    """
    directions = np.asarray(directions, "float64")
    if directions.ndim != 2 or directions.shape[1] != 3 or not len(directions):
        raise ValueError(
            "`directions` must be of shape (views, 3). "
            f"Received: directions of shape {directions.shape}"
        )
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise ValueError(f"`directions` must be finite and not zero. Received: {directions}")
    return directions / lengths
