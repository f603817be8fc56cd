"""Many files, several at a time."""

import concurrent.futures
import contextlib
import os
import queue
import sys

import keras

from keras_recon.datasets.readers.read_file import read_file
from keras_recon.datasets.readers.worker import Worker
from keras_recon.datasets.shape_cache import ShapeCache

# Of fewer files, to start processes takes longer than to read them; nobody waits for a bar.
MANY_FILES = 64


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
    readers = queue.SimpleQueue()

    def read(path, seed):
        reader = readers.get()
        try:
            if cache is not None:
                return cache.read(path, num_points, seed, reader)
            return reader(path, num_points, seed)
        except (ValueError, FileNotFoundError) as error:
            return error
        finally:
            readers.put(reader)

    with contextlib.ExitStack() as stack:
        if num_workers == 1:
            readers.put(read_file)
            results = map(read, paths, seeds)
        else:
            for _ in range(num_workers):
                worker = stack.enter_context(contextlib.closing(Worker()))
                readers.put(worker.read)
            pool = concurrent.futures.ThreadPoolExecutor(num_workers)
            stack.callback(pool.shutdown, cancel_futures=True)
            results = pool.map(read, paths, seeds)
        for done, result in enumerate(results, start=1):
            if isinstance(result, Exception) and on_error == "raise":
                raise result
            if bar is not None:
                bar.update(done)
            yield result
