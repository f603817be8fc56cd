"""From a file to a fixed number of points."""

import contextlib
import dataclasses
import pathlib

import numpy as np

from .content import Surface
from .formats import find_reader
from .sample_surface import sample_surface

_LONGEST = 300


@dataclasses.dataclass(frozen=True, eq=False)
class Shape:
    """Points of a shape.

    Args:
        points: float64 array of shape `(n, 3)`, in the file's own units and axes.
        colors: float32 array of shape `(n, 3)`, red, green and blue in 0..1, or None.
        left_out: What of the file isn't in it, a sentence each.
        repeated: Number of points that repeat others, because the file has fewer than asked for.
        side_files: Paths of other files that were read, such as materials and textures.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.read_file import Shape

    Shape(np.zeros((2048, 3))).repeated  # 0
    ```
    """

    points: np.ndarray
    colors: np.ndarray | None = None
    left_out: tuple[str, ...] = ()
    repeated: int = 0
    side_files: tuple[str, ...] = ()


def read_file(path, num_points=2048, seed=0):
    """Read a mesh or a point cloud.

    Args:
        path: The file.
        num_points: Points to draw from a surface, by area, or to keep of a cloud. None for all of
            a cloud.
        seed: Integer, or sequence of them, that the draws depend on.

    Returns:
        A `Shape`.

    Raises:
        ValueError: If the file can't be read; says why.
        FileNotFoundError: If there is no such file.
        ImportError: If a library is missing that reads the format.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.datasets.readers.read_file import read_file

    path = tempfile.mkdtemp() + "/scan.npy"
    np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
    read_file(path, num_points=1024).points.shape  # (1024, 3)
    ```
    """
    path = pathlib.Path(path)
    with shape_errors(path):
        content = find_reader(path)(path)
        random = np.random.default_rng(seed)
        if isinstance(content, Surface):
            return _of_surface(content, num_points, random)
        return _of_cloud(content, num_points, random)


def say(text):
    """Make a sentence of a text that a file may have put anything into, any length of it too."""
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return text.encode("utf-8", "replace").decode()  # JSON may have halves of characters


@contextlib.contextmanager
def shape_errors(path):
    """Turn what readers raise into a `ValueError` that names the file.

    Args:
        path: The file that is read in the body. That it is missing, or a library, stays as it is.
    """
    try:
        yield
    except (ImportError, FileNotFoundError):
        raise
    except MemoryError as error:
        raise ValueError(
            f"A shape must need no more memory than there is for a file. Received: {path}"
        ) from error
    except Exception as error:  # each format and library has its own
        reason = str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
        raise ValueError(
            "A shape must be a whole file of a format that can be read: "
            f"{say(reason)}. Received: {path}"
        ) from error


def _of_surface(surface, num_points, random):
    if num_points is None:
        raise ValueError("`num_points` must be given for a mesh: its surface has no number")
    points, colors, left_out = sample_surface(surface.parts, num_points, random)
    left_out = [*surface.left_out, *left_out]
    colors = _finite(colors, left_out)
    return Shape(points, colors, (*map(say, left_out),), 0, (*surface.side_files,))


def finite_points(cloud, left_out):
    """The points of a cloud that are finite, and their colours.

    Args:
        cloud: A `Cloud`.
        left_out: List of what is left out, which is added to.

    Returns:
        float64 array of shape `(n, 3)`, and float32 array of the same shape or None.

    Raises:
        ValueError: If there is none.
    """
    points = np.asarray(cloud.points)
    if points.ndim != 2 or points.shape[1] != 3 or points.dtype.kind not in "fiu":
        raise ValueError(f"no points (n, 3) but {points.dtype} of shape {points.shape}")
    points = points.astype("float64")
    colors = None if cloud.colors is None else np.asarray(cloud.colors, "float32")
    finite = np.isfinite(points).all(axis=1)
    if not finite.any():
        raise ValueError(f"no point with finite coordinates among {len(points)}")
    if not finite.all():
        left_out.append(f"{np.count_nonzero(~finite)} points that are not finite")
        points, colors = points[finite], None if colors is None else colors[finite]
    return points, _finite(colors, left_out)


def _of_cloud(cloud, num_points, random):
    left_out = [*cloud.left_out]
    points, colors = finite_points(cloud, left_out)
    repeated = 0
    if num_points is not None and num_points != len(points):
        chosen = np.resize(random.permutation(len(points)), num_points)
        repeated = max(0, num_points - len(points))
        points, colors = points[chosen], None if colors is None else colors[chosen]
    return Shape(points, colors, (*map(say, left_out),), repeated, (*cloud.side_files,))


def _finite(colors, left_out):
    """The colours, or None if some are not finite."""
    if colors is None or np.isfinite(colors).all():
        return colors
    left_out.append("colours, of which some are not finite")
    return None
