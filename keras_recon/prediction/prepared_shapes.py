"""Shapes of files as a task takes them."""

import dataclasses
import sys

import keras
import numpy as np

from keras_recon.datasets.answer_requests import MANY_FILES
from keras_recon.datasets.read_files import read_files
from keras_recon.datasets.readers.read_file import Shape
from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.default_color import add_colors
from keras_recon.up_axis import check_up_axis, turn
from keras_recon.validation import check_points

# As many points as `read_shape` and `load_shape_folder` give.
NUM_POINTS = 2048
# Shapes and points that are held at once.
BLOCK, BLOCK_POINTS = 512, 2**20


@dataclasses.dataclass(frozen=True, eq=False)
class PreparedShape:
    """A shape that was read.

    Args:
        shape: A `Shape`, in the file's own units and axes.
        points: Float array of shape `(N, 3)`: raw points as the task's preprocessor takes them;
            where it gives points a colour, `(N, 6)`.
        notes: What isn't in it, or more than once, a sentence each.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.read_file import Shape
    from keras_recon.prediction.prepared_shapes import PreparedShape

    PreparedShape(Shape(np.ones((2048, 3))), np.ones((2048, 3), "float32"), notes=())
    ```
    """

    shape: Shape
    points: np.ndarray
    notes: tuple[str, ...]


def prepared_shapes(
    task,
    files,
    num_points=None,
    up_axis=None,
    on_error="skip",
    num_workers=None,
    progress=None,
):
    """Read files block by block, and fit and turn their points as a task's preprocessor takes them.

    Args:
        task: A `Task` with a preprocessor.
        files: List of `RequestedFile`.
        num_points: Points to read of each; if not given, 2,048 or, if that is more, twice as many
            as the preprocessor picks.
        up_axis: The axis that is up in the files; if not given, the preprocessor's `up_axis`.
        on_error: `"raise"`, or `"skip"` to go on where a file can't be read.
        num_workers: Processes that read, whose memory and time are limited; 1 for this one, where
            they are not. If not given, one, or of 64 files and more as many as there are
            processors.
        progress: Whether to show a bar; if not given, of 64 files and more on a terminal.

    Yields:
        Each file, and a `PreparedShape` or, of one that can't be read, the error.

    Raises:
        ValueError: If the task has no preprocessor, an argument is out of range or, unless they
            are skipped, a file can't be read.

    Example:

    ```python
    import keras_recon
    from keras_recon.prediction.prepared_shapes import prepared_shapes
    from keras_recon.prediction.requested_files import requested_files

    classifier = keras_recon.ReConClassifier.from_preset("recon_nano_home3d", num_classes=2)
    files, left_out = requested_files("missing.obj")
    [(file, error)] = prepared_shapes(classifier, files)  # a FileNotFoundError
    ```
    """
    preprocessor = task.preprocessor
    if preprocessor is None:
        raise ValueError(
            "A task that reads files must have a preprocessor, which says how many points it "
            "takes: give `preprocessor=keras_recon.layers.PointCloudPreprocessor(num_points)` to "
            "`from_preset`. Received: preprocessor=None"
        )
    if on_error not in ("raise", "skip"):
        raise ValueError(f"`on_error` must be 'raise' or 'skip'. Received: {on_error!r}")
    wanted, fewest = preprocessor.num_points, task.backbone.minimum_points
    if num_points is None:
        num_points = max(NUM_POINTS, 2 * wanted)
    if num_points < fewest:
        raise ValueError(
            f"`num_points` must be at least {fewest}, as many as the model groups. "
            f"Received: num_points={num_points}"
        )
    up_axis = preprocessor.up_axis if up_axis is None else up_axis
    check_up_axis(up_axis)

    def prepare(shape, path):
        distinct = num_points - shape.repeated
        if distinct < fewest:
            raise ValueError(
                f"A shape must have at least {fewest} points, as many as the model groups. "
                f"Received: {distinct} points in {path}"
            )
        notes = [*shape.left_out]
        if distinct < wanted:
            notes.append(f"{distinct} points where the model takes {wanted}: some are repeated")
        points = turn(shape.points, up_axis, preprocessor.up_axis)
        if not preprocessor.normalize:
            # It knows the unit of its points.
            check_points(points[None], values=True)
            points = add_colors(points, shape.colors, preprocessor.default_color)
            return PreparedShape(shape, points, tuple(notes))
        with np.errstate(over="ignore", invalid="ignore"):
            points = fit_unit_sphere(points)
        if not (points.any() and np.isfinite(points).all()):
            raise ValueError(
                "The points of a shape must not all coincide, and the squares of their distances "
                f"must be numbers that float64 has. Received: {path}"
            )
        points = add_colors(points, shape.colors, preprocessor.default_color)
        return PreparedShape(shape, points, tuple(notes))

    if progress is None:
        progress = len(files) >= MANY_FILES and sys.stdout.isatty()
    bar = keras.utils.Progbar(len(files), unit_name="file") if progress else None
    size = max(1, min(BLOCK, BLOCK_POINTS // num_points))
    for start in range(0, len(files), size):
        block = files[start : start + size]
        there = [file.path for file in block if file.error is None]
        shapes = read_files(
            there,
            [0] * len(there),
            num_points,
            num_workers,
            progress=False,
            on_error="keep",
            limited=num_workers != 1,
        )
        for done, file in enumerate(block, start + 1):
            shape = next(shapes) if file.error is None else file.error
            if not isinstance(shape, Exception):
                try:
                    shape = prepare(shape, file.path)
                except ValueError as error:
                    shape = _about(file.path, error)
            if isinstance(shape, Exception) and on_error == "raise":
                raise shape
            if bar is not None:
                bar.update(done)
            yield file, shape


def _about(path, error):
    return error if str(path) in str(error) else ValueError(f"{error}, in {path}")


def in_batches(shapes, size):
    """Gather so many shapes that could be read, with the errors between them.

    Args:
        shapes: What `prepared_shapes` yields.
        size: Number of shapes.

    Yields:
        Lists of what `shapes` has, the last one with fewer.

    Example:

    ```python
    from keras_recon.prediction.prepared_shapes import in_batches

    [*in_batches([("a", 1), ("b", ValueError()), ("c", 2), ("d", 3)], size=2)]  # of 3 and 1
    ```
    """
    batch, readable = [], 0
    for file, shape in shapes:
        batch.append((file, shape))
        readable += not isinstance(shape, Exception)
        if readable == size:
            yield batch
            batch, readable = [], 0
    if batch:
        yield batch
