"""Many files, several at a time."""

import concurrent.futures
import contextlib
import itertools
import queue
import sys

import keras

# Of fewer files, nobody waits for a bar.
MANY_FILES = 64
# Files that a process is asked for at once.
CHUNK = 8


def answer_requests(requests, functions, progress=None, on_error="raise"):
    """Answer requests in their order, as many at a time as there are functions.

    Args:
        requests: List of requests, a file each.
        functions: Functions of a list of requests that yield a result or an error for each, such
            as `Worker.answer_all`.
        progress: Whether to show a bar; if not given, of 64 files and more on a terminal.
        on_error: `"raise"`; `"skip"` to give errors among the results, but for that a library is
            missing; or `"keep"` to give that, too.

    Yields:
        For each request the result or the error.

    Raises:
        ValueError: If `on_error` is none of these or, unless they are skipped, as a function says.
        ImportError: If a library is missing, unless it is kept.

    Example:

    ```python
    from keras_recon.datasets.answer_requests import answer_requests
    from keras_recon.datasets.readers.worker import read_all

    [error] = answer_requests([("missing.npy", 2048, 0)], [read_all], on_error="skip")
    ```
    """
    if on_error not in ("raise", "skip", "keep"):
        raise ValueError(f"`on_error` must be 'raise', 'skip' or 'keep'. Received: {on_error!r}")
    if progress is None:
        progress = len(requests) >= MANY_FILES and sys.stdout.isatty()
    bar = keras.utils.Progbar(len(requests), unit_name="file") if progress else None
    with contextlib.closing(_answer(requests, functions)) as results:
        for done, result in enumerate(results, start=1):
            raised = {"raise": Exception, "skip": ImportError, "keep": ()}[on_error]
            if isinstance(result, raised):
                raise result
            if bar is not None:
                bar.update(done)
            yield result


def _answer(requests, functions):
    if len(functions) == 1:
        for request in requests:
            yield from functions[0]([request])
        return
    free = queue.SimpleQueue()
    for function in functions:
        free.put(function)

    def answer_chunk(chunk):
        function = free.get()
        try:
            return [*function(chunk)]
        finally:
            free.put(function)

    chunks = [requests[i : i + CHUNK] for i in range(0, len(requests), CHUNK)]
    pool = concurrent.futures.ThreadPoolExecutor(len(functions))
    try:
        yield from itertools.chain.from_iterable(pool.map(answer_chunk, chunks))
    finally:
        pool.shutdown(cancel_futures=True)
