"""A process that reads files, asked over its standard input, without Keras."""

import dataclasses
import os
import pathlib
import pickle
import subprocess
import sys

from .read_file import Shape, read_file

_FIELDS = dataclasses.fields(Shape)
_ERRORS = {error.__name__: error for error in (ValueError, FileNotFoundError, ImportError)}
# The folder above, so that this package is the whole of what a process imports.
_START = f"import sys; sys.path[0] = {str(pathlib.Path(__file__).parents[1])!r}; "
_START += "from readers.worker import serve; serve()"
# One core each; and memory that is kept, not given back after each file: of two processes, each
# was a tenth slower for the other's page faults.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
}


def serve():
    """Answer requests until there are no more: lists of arguments in, arrays or an error out."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    while True:
        try:
            requests = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        for shape in read_all(requests):
            if isinstance(shape, Shape):
                answer = {field.name: getattr(shape, field.name) for field in _FIELDS}
            else:
                answer = (type(shape).__name__, str(shape))
            pickle.dump(answer, answers)
            answers.flush()


def read_all(requests):
    """Read files one after the other.

    Args:
        requests: List of the arguments of `read_file`, tuples.

    Yields:
        For each a `Shape` or, if it can't be read, the error.

    Example:

    ```python
    from keras_recon.datasets.readers.worker import read_all

    [error] = read_all([("missing.npy", 2048, 0)])  # a FileNotFoundError
    ```
    """
    for arguments in requests:
        try:
            yield read_file(*arguments)
        except tuple(_ERRORS.values()) as error:
            yield error


class Worker:
    """A process that reads files.

    What kills it, such as a file that needs more memory than there is, is an error like others.

    Example:

    ```python
    from keras_recon.datasets.readers.worker import Worker

    worker = Worker()
    [error] = worker.read_all([("missing.npy", 2048, 0)])  # a FileNotFoundError
    worker.close()
    ```
    """

    def __init__(self):
        self._process = None

    def read_all(self, requests):
        """Read files as the function `read_all` does."""
        done = 0
        while done < len(requests):
            try:
                # All at once, so that it doesn't wait for the next one.
                self._send(requests[done:])
                for _ in requests[done:]:
                    answer = pickle.load(self._process.stdout)
                    done += 1
                    if isinstance(answer, dict):
                        yield Shape(**answer)
                    else:
                        yield _ERRORS[answer[0]](answer[1])
            except (EOFError, BrokenPipeError, pickle.UnpicklingError):
                code = self._process.wait()
                self._process = None
                yield ValueError(
                    f"A shape must be readable: the process that read it ended with {code}. "
                    f"Received: {requests[done][0]}"
                )
                done += 1

    def _send(self, requests):
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **_ENVIRONMENT},
            )
        pickle.dump(requests, self._process.stdin)
        self._process.stdin.flush()

    def close(self):
        """End the process."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()
            self._process = None
