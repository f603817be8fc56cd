"""Processes of their own, that write artefacts and answer by them."""

import os
import subprocess
import sys

# What a process says before it fails, at most.
KEPT_CHARACTERS = 4000


def run_process(arguments, backend, failure):
    """Run Python in a new process, on the processor: an artefact isn't bound to a GPU.

    Args:
        arguments: Arguments of `python`.
        backend: Keras's backend there.
        failure: What has failed, if it does, for the error.

    Raises:
        RuntimeError: If the process fails, with what it said last.

    Example:

    ```python
    from keras_recon.exporting.run_process import run_process

    run_process(["-c", "print(1)"], "tensorflow", "Python can't count")
    ```
    """
    environment = {
        **os.environ,
        "KERAS_BACKEND": backend,
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{failure}:\n{done.stderr[-KEPT_CHARACTERS:]}")
