"""Embeddings of many files."""

import dataclasses
import sys

import keras
import numpy as np

from keras_recon.datasets.read_files import read_files
from keras_recon.search.raw_points import raw_points
from keras_recon.up_axis import turn

# Shapes that are read, embedded and kept at once: what an interruption costs.
BLOCK = 512


def embed_files(
    paths,
    embed,
    num_points,
    up_axis,
    on_error,
    cache=None,
    num_workers=None,
    progress=None,
    default_color=None,
):
    """Read and embed files, block by block, but for those that a cache has.

    Args:
        paths: The files.
        embed: Function from points `(B, num_points, 3)`, y up and in the unit sphere, to
            embeddings `(B, D)` and thumbnails `(B, P, 3)`; with a `default_color` from points
            `(B, num_points, 6)`.
        num_points: Points of each shape.
        up_axis: The axis that is up in the files.
        on_error: `"raise"`, or `"skip"` to go on where a file can't be read.
        cache: An `EmbeddingCache`, or None.
        num_workers: As of `read_files`.
        progress: Whether to show a bar; if not given, for more than 512 files on a terminal.
        default_color: A number from 0 to 1: colours follow the coordinates, this one where a file
            has none. None for coordinates alone.

    Returns:
        A dict from the place of a file in `paths` to its embedding `(D,)` and thumbnail `(P, 3)`;
        and a list of sentences on the files that can't be read.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.search.embed_files import embed_files

    path = tempfile.mkdtemp() + "/scan.npy"
    np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
    rows, unreadable = embed_files(
        [path], lambda points: (np.ptp(points, axis=1), points), 64, up_axis="y", on_error="skip"
    )
    embedding, thumbnail = rows[0]
    thumbnail.shape, unreadable  # (64, 3), []
    ```
    """
    found = [(None, None) if cache is None else cache.find(path) for path in paths]
    rows = {place: row for place, (_, row) in enumerate(found) if row is not None}
    missing = [place for place in range(len(paths)) if place not in rows]
    if progress is None:
        progress = len(missing) > BLOCK and sys.stdout.isatty()
    bar = keras.utils.Progbar(len(missing), unit_name="file") if progress else None
    unreadable = []
    for start in range(0, len(missing), BLOCK):
        block = missing[start : start + BLOCK]
        shapes = read_files(
            [paths[place] for place in block],
            [0] * len(block),
            num_points,
            num_workers,
            progress=False,
            on_error=on_error,
        )
        read, points, entries = [], [], []
        for place, shape in zip(block, shapes, strict=True):
            if not isinstance(shape, Exception):
                turned = dataclasses.replace(shape, points=turn(shape.points, up_axis))
                upright = raw_points(turned, default_color)
                if not upright[:, :3].any():
                    shape = ValueError(f"All points of {paths[place]} coincide")
                    if on_error == "raise":
                        raise shape
            if isinstance(shape, Exception):
                unreadable.append(str(shape))
                continue
            read.append(place)
            points.append(upright)
            if cache is not None:
                entries.append(cache.entry(paths[place], found[place][0], shape.side_files))
        if read:
            embeddings, thumbnails = embed(np.stack(points))
            rows.update(zip(read, zip(embeddings, thumbnails, strict=True), strict=True))
            if cache is not None:
                cache.keep(entries, embeddings, thumbnails)
        if bar is not None:
            bar.update(start + len(block))
    return rows, unreadable
