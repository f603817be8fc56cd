"""A process that works on files, asked over its standard input, without Keras."""

import os
import pathlib
import pickle
import subprocess
import sys
import threading

from .read_file import read_file

# What a file may take that nobody vouches for: an OBJ of ten million points takes 4.5 GB.
MEMORY = 6 * 2**30
SECONDS = 180

_ERRORS = (ValueError, FileNotFoundError, ImportError)
# The packages above a module are there by name only: what they import, Keras and a backend, isn't.
_START = """
import importlib, os, sys, types
root, module, function, memory = sys.argv[1:]
parents = module.split(".")[:-1]
for depth in range(1, len(parents) + 1):
    package = types.ModuleType(".".join(parents[:depth]))
    package.__path__ = [os.path.join(root, *parents[1:depth])]
    sys.modules[package.__name__] = package
from keras_recon.datasets.readers.worker import limit_memory, serve
limit_memory(int(memory))
serve(getattr(importlib.import_module(module), function))
"""
# One core each; and memory that is kept, not given back after each file: of two processes, each
# was a tenth slower for the other's page faults.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
}


def limit_memory(size):
    """Make this process fail to take more memory, where the system can.

    Args:
        size: How many bytes; 0 for any number.
    """
    try:
        import resource
    except ImportError:  # on Windows
        return
    if size and hasattr(resource, "RLIMIT_DATA"):
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most != resource.RLIM_INFINITY:
            size = min(size, most)
        resource.setrlimit(resource.RLIMIT_DATA, (size, most))


def serve(answer_all):
    """Answer requests until there are no more.

    Args:
        answer_all: Function of a list of requests that yields for each a result or an error.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    while True:
        try:
            requests = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        for answer in answer_all(requests):
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
    return answer_each(read_file, requests)


def answer_each(function, requests):
    """Call a function with one request after the other.

    Args:
        function: What is called with each.
        requests: List of its arguments, tuples.

    Yields:
        For each what it returns, or the error of a file or library that it raises.

    Example:

    ```python
    from keras_recon.datasets.readers.worker import answer_each

    [number, error] = answer_each(int, [("3",), ("three",)])
    number  # 3
    ```
    """
    for arguments in requests:
        try:
            yield function(*arguments)
        except _ERRORS as error:
            # Others, and what they hold, may not get through to another process.
            kind = next(kind for kind in _ERRORS if isinstance(error, kind))
            yield kind(str(error))


class Worker:
    """A process that works on files.

    What kills it, such as a file that breaks a library, is an error like others.

    Args:
        module: The module with the function that it serves, which is imported without the packages
            that it is in. If not given, files are read.
        function: The name of that function, of a list of requests, tuples that begin with a path;
            it yields a result or an error for each.
        environment: Dictionary of variables to add to those of this process.
        memory: Bytes that it may take; if not given, any number. Linux alone keeps to it.
        seconds: How long a request may take; if not given, for ever.

    Example:

    ```python
    from keras_recon.datasets.readers.worker import Worker

    worker = Worker()
    [error] = worker.answer_all([("missing.npy", 2048, 0)])  # a FileNotFoundError
    worker.close()
    ```
    """

    def __init__(
        self,
        module="keras_recon.datasets.readers.worker",
        function="read_all",
        environment=None,
        memory=None,
        seconds=None,
    ):
        root = str(pathlib.Path(__file__).parents[2])
        self._arguments = [root, module, function, str(memory or 0)]
        self._seconds = seconds
        self._environment = {**os.environ, **_ENVIRONMENT, **(environment or {})}
        self._process = None

    def answer_all(self, requests):
        """Let it answer requests, and yield what it answers."""
        done = 0
        while done < len(requests):
            try:
                # All at once, so that it doesn't wait for the next one.
                self._send(requests[done:])
                for _ in requests[done:]:
                    answer = self._receive()
                    done += 1
                    yield answer
            except (EOFError, BrokenPipeError, pickle.UnpicklingError, TimeoutError) as error:
                code = self._process.wait()
                self._process = None
                reason = f"the process that read it ended with {code}"
                if isinstance(error, TimeoutError):
                    reason = f"it took more than {self._seconds} s"
                yield ValueError(
                    f"A shape must be readable: {reason}. Received: {requests[done][0]}"
                )
                done += 1

    def _receive(self):
        if self._seconds is None:
            return pickle.load(self._process.stdout)
        late = threading.Event()

        def end():
            late.set()
            self._process.kill()

        timer = threading.Timer(self._seconds, end)
        timer.start()
        try:
            return pickle.load(self._process.stdout)
        except (EOFError, pickle.UnpicklingError):
            if late.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()

    def _send(self, requests):
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._environment,
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
