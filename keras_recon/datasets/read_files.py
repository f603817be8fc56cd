"""Many files, several at a time."""

import concurrent.futures
import contextlib
import itertools
import os
import queue
import sys

import keras

from keras_recon.datasets.readers.worker import Worker, read_all
from keras_recon.datasets.shape_cache import ShapeCache

# Of fewer files, to start processes takes longer than to read them; nobody waits for a bar.
MANY_FILES = 64
# Files that a process is asked for at once.
CHUNK = 8


def read_files(
    paths, seeds, num_points, num_workers=None, cache_dir=None, progress=None, on_error="raise"
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
        on_error: `"raise"`, or `"skip"` to go on where a file can't be read.

    Yields:
        For each file a `Shape` or, of one that can't be read, the error.

    Raises:
        ValueError: If an argument is out of range or, unless they are skipped, a file can't be
            read.
        ImportError: If a library is missing that reads a format.

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
    if on_error not in ("raise", "skip"):
        raise ValueError(f"`on_error` must be 'raise' or 'skip'. Received: {on_error!r}")
    if num_workers is not None and num_workers < 1:
        raise ValueError(f"`num_workers` must be at least 1. Received: {num_workers}")
    many = len(paths) >= MANY_FILES
    if num_workers is None:
        num_workers = (os.cpu_count() or 1) if many else 1
    num_workers = max(1, min(num_workers, len(paths)))
    if progress is None:
        progress = many and sys.stdout.isatty()
    bar = keras.utils.Progbar(len(paths), unit_name="file") if progress else None
    cache = ShapeCache(cache_dir) if cache_dir is not None else None
    requests = [
        (os.fspath(path), num_points, seed) for path, seed in zip(paths, seeds, strict=True)
    ]
    chunks = [requests[i : i + CHUNK] for i in range(0, len(requests), CHUNK)]
    readers = queue.SimpleQueue()

    def read_chunk(chunk):
        reader = readers.get()
        try:
            return [*(reader(chunk) if cache is None else _read_through(cache, chunk, reader))]
        finally:
            readers.put(reader)

    with contextlib.ExitStack() as stack:
        if num_workers == 1:
            readers.put(read_all)
            results = (read_chunk([request]) for request in requests)
        else:
            for _ in range(num_workers):
                worker = stack.enter_context(contextlib.closing(Worker()))
                readers.put(worker.read_all)
            pool = concurrent.futures.ThreadPoolExecutor(num_workers)
            stack.callback(pool.shutdown, cancel_futures=True)
            results = pool.map(read_chunk, chunks)
        for done, result in enumerate(itertools.chain.from_iterable(results), start=1):
            missing_library = isinstance(result, ImportError)
            if isinstance(result, Exception) and (on_error == "raise" or missing_library):
                raise result
            if bar is not None:
                bar.update(done)
            yield result


def _read_through(cache, requests, reader):
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
