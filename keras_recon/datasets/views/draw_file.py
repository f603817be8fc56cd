"""From a file or from triangles to pictures, in a process of its own."""

import contextlib
import dataclasses
import pathlib

import numpy as np

from keras_recon.datasets.readers.content import Surface
from keras_recon.datasets.readers.formats import find_reader
from keras_recon.datasets.readers.parts import Part
from keras_recon.datasets.readers.read_file import finite_points, shape_errors
from keras_recon.datasets.readers.worker import Worker, answer_each
from keras_recon.datasets.views.draw import draw, open_plotter
from keras_recon.datasets.views.soup import fit_parts
from keras_recon.datasets.views.splats import splat_cloud
from keras_recon.up_axis import turn

# One core each for Mesa's software renderer too.
_ENVIRONMENT = {"LP_NUM_THREADS": "1"}


@dataclasses.dataclass(frozen=True, eq=False)
class Drawing:
    """Pictures of a shape.

    Args:
        views: uint8 array of shape `(views, size, size, 3)`.
        left_out: What of the file isn't in them, a sentence each.
        side_files: Paths of other files that were read.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.views.draw_file import Drawing

    Drawing(np.zeros((4, 224, 224, 3), "uint8")).left_out  # ()
    ```
    """

    views: np.ndarray
    left_out: tuple[str, ...] = ()
    side_files: tuple[str, ...] = ()


def drawing_worker(memory=None, seconds=None):
    """Start a process that draws: requests are a path, directions, a size and an axis.

    Args:
        memory: As of `Worker`, and so is the following.
        seconds: How long a request may take.

    Returns:
        A `Worker`.
    """
    module = "keras_recon.datasets.views.draw_file"
    return Worker(module, "draw_files", _ENVIRONMENT, memory, seconds)


def draw_files(requests):
    """Draw files one after the other; in a process without TensorFlow only.

    Args:
        requests: List of tuples of a path, directions `(views, 3)`, a size in pixels, and the axis
            that is up in the file.

    Yields:
        For each a `Drawing` or, if it can't be read or drawn, the error.
    """
    return answer_each(_draw_file, requests)


def triangle_worker():
    """Start a process that draws triangles: requests are as of `draw_triangles`.

    Returns:
        A `Worker`.
    """
    return Worker("keras_recon.datasets.views.draw_file", "draw_triangles", _ENVIRONMENT)


def draw_triangles(requests):
    """Draw surfaces one after the other; in a process without TensorFlow only.

    Args:
        requests: List of tuples of a name, triangles `(T, 3, 3)`, y up, their colours `(T, 3)` in
            0..1, directions `(views, 3)`, and a size in pixels.

    Yields:
        For each a `Drawing` or, if it can't be drawn, the error.
    """
    return answer_each(_draw_triangles, requests)


def _draw_triangles(name, triangles, colors, directions, size):
    corners = np.arange(3 * len(triangles)).reshape(-1, 3)
    part = Part(triangles.reshape(-1, 3), corners, face_colors=colors)
    return Drawing(draw(_plotter(size), fit_parts([part], []), directions))


def _draw_file(path, directions, size, up_axis):
    path = pathlib.Path(path)
    plotter = _plotter(size)
    with shape_errors(path):
        content = find_reader(path)(path)
        left_out = [*content.left_out]
        if isinstance(content, Surface):
            parts = content.parts
        else:
            parts = [splat_cloud(*finite_points(content, left_out))]
        parts = [dataclasses.replace(part, vertices=turn(part.vertices, up_axis)) for part in parts]
        views = draw(plotter, fit_parts(parts, left_out), directions)
    return Drawing(views, (*left_out,), (*content.side_files,))


_open = contextlib.ExitStack()
_plotters = {}


def _plotter(size):
    """The plotter of the process: opening one takes as long as some pictures."""
    if size not in _plotters:
        _open.close()
        _plotters.clear()
        _plotters[size] = _open.enter_context(open_plotter(size))
    return _plotters[size]
