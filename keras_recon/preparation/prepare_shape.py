"""Points and views of one shape."""

import contextlib
import functools
import io
import tempfile
import time
import zlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets import shape_cache
from keras_recon.datasets.readers.optional_import import optional_import
from keras_recon.datasets.readers.worker import MEMORY, SECONDS, Worker
from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.datasets.views import pictures
from keras_recon.datasets.views.directions import view_directions
from keras_recon.datasets.views.draw_file import drawing_worker
from keras_recon.preparation.fetch_shape import fetch_shape
from keras_recon.up_axis import turn


@functools.cache
def _processes():
    """Those of this process that read and draw; a file may take so much and no more."""
    return Worker(memory=MEMORY, seconds=SECONDS), drawing_worker(MEMORY, SECONDS)


def prepare_shape(place, address, settings, store):
    """Keep the points and the views of a shape, unless they are there.

    Points, `points` float32 `(num_points, 3)` and, where it has some, `colors` uint8 of the same
    shape, are those of `load_shape_folder`; views, `view_0` and so on, the bytes of PNG files.

    Args:
        place: Where it is among all shapes, which its draws depend on.
        address: Where to read it.
        settings: A `PreparationSettings`.
        store: A `ResultStore`.

    Returns:
        Dict of `key`, its key in the store, and `facts`: `colored`, whether it has colours;
        `parts`, what of the file isn't in it, and `without_views`, why it has no views, lists of
        sentences. Of a shape that can't be prepared `reason` says why instead. In any case
        `seconds`: a dict of what each stage took, but for what was there.

    Raises:
        ImportError: If a library is missing; says how to install it.
    """
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            with _timed(seconds, "fetch"):
                path, content = fetch_shape(address, folder)
        except OSError as error:
            return {"reason": f"{type(error).__name__}: {error}", "seconds": seconds}
        seed = [settings.seed, zlib.crc32(place.encode())]
        views = [settings.num_views, settings.view_size, settings.elevation]
        versions = [shape_cache.VERSION, pictures.VERSION]
        key = store.key_of(versions, content, settings.num_points, seed, settings.up_axis, views)
        facts = store.facts(key)
        if facts is None:
            try:
                arrays, parts, without_views = _prepare(path, seed, settings, seconds)
            except ValueError as error:
                return {"reason": _of_copy(path, place, error), "seconds": seconds}
            facts = {
                "colored": "colors" in arrays,
                "parts": [_of_copy(path, place, part) for part in parts],
                "without_views": [_of_copy(path, place, error) for error in without_views],
            }
            with _timed(seconds, "keep"):
                store.keep(key, arrays, facts)
    return {"key": key, "facts": facts, "seconds": seconds}


def _prepare(path, seed, settings, seconds):
    reader, drawer = _processes()
    with _timed(seconds, "read"):
        [shape] = reader.answer_all([(str(path), settings.num_points, seed)])
    if isinstance(shape, Exception):
        raise shape
    points = fit_unit_sphere(turn(shape.points, settings.up_axis))
    colors = None if shape.colors is None else shape.colors[None]
    data = PointCloudData(points[None], np.array([-1]), (), ("",), colors=colors)
    arrays = {"points": data.points[0]}
    if colors is not None:
        arrays["colors"] = np.rint(255 * data.colors[0]).astype("uint8")
    parts, without_views = [*shape.left_out], []
    if shape.repeated:
        parts.append(f"{shape.repeated} points repeat others")
    if settings.num_views:
        directions = view_directions(settings.num_views, settings.elevation)
        with _timed(seconds, "draw"):
            request = str(path), directions, settings.view_size, settings.up_axis
            [drawing] = drawer.answer_all([request])
        if isinstance(drawing, ImportError):
            raise drawing
        if isinstance(drawing, Exception):
            without_views.append(drawing)
        else:
            parts += [said for said in drawing.left_out if said not in parts]
            for number, view in enumerate(drawing.views):
                arrays[f"view_{number}"] = _as_png(view)
    return arrays, parts, without_views


def _as_png(view):
    image = optional_import("PIL.Image", "render", "a shape", "Drawing")
    content = io.BytesIO()
    image.fromarray(view).save(content, format="PNG")
    return np.frombuffer(content.getvalue(), "uint8")


def _of_copy(path, place, said):
    """Let what is said of a copy be said of the file."""
    return str(said).replace(str(path), place)


@contextlib.contextmanager
def _timed(seconds, stage):
    start = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - start
