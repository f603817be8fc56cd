"""Points of many files."""

import contextlib
import functools
import os

from keras_recon.datasets.answer_requests import MANY_FILES, answer_requests
from keras_recon.datasets.readers.worker import MEMORY, SECONDS, Worker, read_all
from keras_recon.datasets.shape_cache import ShapeCache


def read_files(
    paths,
    seeds,
    num_points,
    num_workers=None,
    cache_dir=None,
    progress=None,
    on_error="raise",
    limited=False,
):
    """Read files in their order; with any number of processes the same points.

    Args:
        paths: The files.
        seeds: For each, the seed of its draws.
        num_points: Points to take of each; None for all of a cloud.
        num_workers: Processes that read; 1 for this one. If not given, as many as there are
            processors where there are at least 64 files.
        cache_dir: Folder to keep points in, so that a file is read once; None for none.
        progress: Whether to show a bar; if not given, of 64 files and more on a terminal.
        on_error: `"raise"`, `"skip"` to go on where a file can't be read, or `"keep"` to go on
            where a library is missing, too.
        limited: Whether other processes read in any case, and a file is an error that takes one of
            them more than 6 GiB of memory, or three minutes.

    Yields:
        For each file a `Shape` or, of one that can't be read, the error.

    Raises:
        ValueError: If an argument is out of range or, unless they are skipped, a file can't be
            read.
        ImportError: If a library is missing that reads a format, unless that is kept.

    Example:

    ```python
    import tempfile

    import numpy as np
    from keras_recon.datasets.read_files import read_files

    path = tempfile.mkdtemp() + "/scan.npy"
    np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
    [shape] = read_files([path], seeds=[0], num_points=2048)
    shape.points.shape  # (2048, 3)
    ```
    """
    if num_workers is not None and num_workers < 1:
        raise ValueError(f"`num_workers` must be at least 1. Received: {num_workers}")
    if num_workers is None:
        # Of fewer files, to start processes takes longer than to read them.
        num_workers = (os.cpu_count() or 1) if len(paths) >= MANY_FILES else 1
    num_workers = max(1, min(num_workers, len(paths)))
    cache = ShapeCache(cache_dir) if cache_dir is not None else None
    requests = [
        (os.fspath(path), num_points, seed) for path, seed in zip(paths, seeds, strict=True)
    ]
    with contextlib.ExitStack() as stack:
        readers = [read_all]
        if num_workers > 1 or limited:
            limits = {"memory": MEMORY, "seconds": SECONDS} if limited else {}
            workers = [
                stack.enter_context(contextlib.closing(Worker(**limits)))
                for _ in range(num_workers)
            ]
            readers = [worker.answer_all for worker in workers]
        if cache is not None:
            readers = [functools.partial(_read_through, cache, reader) for reader in readers]
        yield from answer_requests(requests, readers, progress, on_error)


def _read_through(cache, reader, requests):
    """Read what the cache doesn't have, and keep it."""
    found = [cache.find(*request) for request in requests]
    missing = [request for request, (_, shape) in zip(requests, found, strict=True) if not shape]
    read = reader(missing)
    for (path, *_), (entry, shape) in zip(requests, found, strict=True):
        if shape is None:
            shape = next(read)
            if entry is not None and not isinstance(shape, Exception):
                cache.keep(entry, path, shape)
        yield shape


def tell_unreadable(errors):
    """Say how many files can't be read, and why, as far as a warning has room."""
    return f"{len(errors)} files that can't be read: {first_of(errors)}"


def first_of(sentences, count=3):
    """Join the first sentences, and say how many more there are."""
    more = len(sentences) - count
    return ", ".join(sentences[:count]) + (f" and {more} more" if more > 0 else "")
