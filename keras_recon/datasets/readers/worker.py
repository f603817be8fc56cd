"""A process that reads files, asked over its standard input, without Keras."""

import dataclasses
import os
import pathlib
import pickle
import subprocess
import sys

from .read_file import Shape, read_file

_ERRORS = {error.__name__: error for error in (ValueError, FileNotFoundError, ImportError)}
# The folder above, so that this package is the whole of what a process imports.
_START = f"import sys; sys.path[0] = {str(pathlib.Path(__file__).parents[1])!r}; "
_START += "from readers.worker import serve; serve()"


def serve():
    """Answer requests until there are no more: arguments of `read_file` in, arrays or error out."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    while True:
        try:
            arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            shape = read_file(*arguments)
            answer = {field.name: getattr(shape, field.name) for field in dataclasses.fields(shape)}
        except tuple(_ERRORS.values()) as error:
            answer = (type(error).__name__, str(error))
        pickle.dump(answer, answers)
        answers.flush()


class Worker:
    """A process that reads one file at a time.

    What kills it, such as a file that needs more memory than there is, is an error like others.
    """

    def __init__(self):
        self._process = None

    def read(self, path, num_points, seed):
        """Read a file as `read_file` does, and raise what it raises."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        try:
            pickle.dump((os.fspath(path), num_points, seed), self._process.stdin)
            self._process.stdin.flush()
            answer = pickle.load(self._process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            code = self._process.wait()
            self._process = None
            raise ValueError(
                f"A shape must be readable: the process that read it ended with {code}. "
                f"Received: {path}"
            ) from error
        if isinstance(answer, dict):
            return Shape(**answer)
        name, message = answer
        raise _ERRORS[name](message)

    def close(self):
        """End the process."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()
            self._process = None
