"""The command line is parsed before Keras is imported, which takes seconds."""

import contextlib
import os
import pathlib
import sys

from keras_recon.cli.parser import parse_arguments


def is_command():
    """Whether this process was started as `keras-recon` or `python -m keras_recon`."""
    name = pathlib.PurePath((sys.argv or [""])[0]).name
    if name == "-m":  # as it is called until the module that was asked for is found
        words = sys.orig_argv
        return "-m" in words and words[words.index("-m") + 1 :][:1] == ["keras_recon"]
    return name in ("keras-recon", "keras-recon.exe")


@contextlib.contextmanager
def without_stderr():
    """Keep from the terminal what C++ code writes to the standard error meanwhile."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


if is_command():
    parse_arguments()
    if "TF_CPP_MIN_LOG_LEVEL" not in os.environ:
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        # TensorFlow says some things before it looks at its level.
        with without_stderr(), contextlib.suppress(ImportError):
            import keras  # noqa: F401
