"""Pictures of all shapes in a folder."""

import contextlib
import dataclasses
import functools
import os
import pathlib
import warnings

from keras_recon.datasets.answer_requests import CHUNK, answer_requests
from keras_recon.datasets.find_shapes import find_shapes
from keras_recon.datasets.read_files import first_of, tell_unreadable
from keras_recon.datasets.readers.formats import SUFFIXES
from keras_recon.datasets.views.directions import view_directions
from keras_recon.datasets.views.draw_file import drawing_worker
from keras_recon.datasets.views.pictures import (
    fit,
    is_own,
    list_pictures,
    remove_pictures,
    write_pictures,
)
from keras_recon.datasets.views.render_shape import check_size
from keras_recon.up_axis import check_up_axis


@dataclasses.dataclass(frozen=True)
class RenderedViews:
    """What came of rendering a folder.

    Args:
        rendered: Number of shapes that were drawn now.
        found: Number of shapes whose pictures were there.
        unreadable: Sentences on the files that were skipped.
        left_out: Sentences on what of other files isn't in their pictures.

    Example:

    ```python
    from keras_recon.datasets.views import RenderedViews

    RenderedViews(rendered=10, found=0).unreadable  # ()
    ```
    """

    rendered: int
    found: int
    unreadable: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def render_views(
    folder,
    views_dir,
    num_views=4,
    size=224,
    elevation=20,
    up_axis="y",
    on_error="skip",
    num_workers=None,
    progress=None,
):
    r"""Draw each shape in a folder from several sides, evenly round it.

    The pictures of `folder/chair/a.obj` are `views_dir/chair/a.obj/0.png`, `1.png` and so on, see
    `render_shape` for what they show. What is there is not drawn again unless the file, one that
    it refers to, or a setting is another. Pictures of your own may lie there too: then nothing is
    drawn of that shape.

    Args:
        folder: Folder of meshes and clouds of points, as deep as you like.
        views_dir: Folder for the pictures, made if need be. It may lie in `folder`.
        num_views: Pictures of each shape.
        size: Their height and width, in pixels.
        elevation: How far above the shape's level they are taken, in degrees.
        up_axis: The axis that is up in the files: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or `"-z"`.
        on_error: `"skip"` to leave out files that can't be read or drawn, which a warning counts,
            or `"raise"`.
        num_workers: Processes that draw; if not given, one for each processor, but not more than
            one for eight shapes.
        progress: Whether to show a bar; if not given, for 64 files and more on a terminal.

    Returns:
        A `RenderedViews`.

    Raises:
        ValueError: If an argument is out of range, or no file, or unless they are skipped any,
            can't be read or has nothing to be seen; says why.
        FileNotFoundError: If there is no shape.
        ImportError: If a library is missing; says how to install it.

    Example:

    ```python
    import pathlib
    import tempfile

    from keras_recon.datasets.views import find_views, render_views

    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "square.obj").write_text("v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nf -4 -3 -2 -1\n")
    render_views(folder, folder / "views", num_views=2, size=64).rendered  # 1
    [views] = find_views(folder / "views", ["square.obj"])
    len(views)  # 2
    ```
    """
    directions = view_directions(num_views, elevation)
    check_size(size)
    check_up_axis(up_axis)
    if on_error not in ("raise", "skip"):
        raise ValueError(f"`on_error` must be 'raise' or 'skip'. Received: {on_error!r}")
    if num_workers is not None and num_workers < 1:
        raise ValueError(f"`num_workers` must be at least 1. Received: {num_workers}")
    folder, views_dir = pathlib.Path(folder), pathlib.Path(views_dir)
    paths = [file.path for file in find_shapes(folder, labels=False).files]
    if not paths:
        raise FileNotFoundError(
            f"A folder must hold shapes, files with one of {' '.join(SUFFIXES)}. Received: {folder}"
        )
    settings = [
        [number, int(num_views), int(size), float(elevation), up_axis]
        for number in range(num_views)
    ]
    places = {path: views_dir / path.relative_to(folder) for path in paths}
    missing = [path for path in paths if not _is_done(places[path], path, settings)]
    requests = [(os.fspath(path), directions, int(size), up_axis) for path in missing]
    if num_workers is None:
        num_workers = os.cpu_count() or 1
    num_workers = max(1, min(num_workers, -(-len(requests) // CHUNK)))

    unreadable, left_out = [], []
    with contextlib.ExitStack() as stack:
        workers = [drawing_worker() for _ in range(num_workers)]
        for worker in workers:
            stack.callback(worker.close)
        functions = [functools.partial(_draw, worker, places, settings) for worker in workers]
        results = answer_requests(requests, functions, progress, on_error)
        for path, result in zip(missing, results, strict=True):
            if isinstance(result, Exception):
                unreadable.append(str(result))
            else:
                place = path.relative_to(folder).as_posix()
                left_out += [f"{place}: {reason}" for reason in result]
    if len(unreadable) == len(paths):
        raise ValueError(f"No shape could be drawn: {unreadable[0]}")
    reasons = [tell_unreadable(unreadable)] if unreadable else []
    if left_out:
        reasons.append(f"of {len(left_out)} files a part: {first_of(left_out)}")
    if reasons:
        warnings.warn(f"Not drawn of {folder}: " + "; ".join(reasons), stacklevel=2)
    return RenderedViews(
        len(missing) - len(unreadable), len(paths) - len(missing), (*unreadable,), (*left_out,)
    )


def _is_done(place, path, settings):
    """Whether there are the pictures of a file, or a user's."""
    pictures = list_pictures(place)
    return bool(pictures) and (not all(map(is_own, pictures)) or fit(pictures, path, settings))


def _draw(worker, places, settings, requests):
    """Draw and write; give what is left out of each, or the error."""
    for (path, *_), drawing in zip(requests, worker.answer_all(requests), strict=True):
        path = pathlib.Path(path)
        if isinstance(drawing, Exception):
            remove_pictures(places[path])
            yield drawing
        else:
            write_pictures(places[path], path, settings, drawing)
            yield drawing.left_out
