"""A check that must come before Keras is imported."""

import importlib.util
import os
import sys


def check_import_order():
    """Refuse an order of imports that would end the process in a segmentation fault.

    On PyTorch Keras loads triton, where it is installed, and triton must not come after
    TensorFlow. TensorFlow imports Keras by itself, and so crashes before anyone can say so; only
    with `TF_USE_LEGACY_KERAS` is it left to this import.

    Raises:
        ImportError: If Keras would import PyTorch and triton after TensorFlow.
    """
    if (
        os.environ.get("KERAS_BACKEND") == "torch"
        and "tensorflow" in sys.modules
        and not {"keras", "triton"} & sys.modules.keys()
        and importlib.util.find_spec("triton")
    ):
        raise ImportError(
            "With KERAS_BACKEND=torch and the package triton, which comes with PyTorch's CUDA "
            "build, `keras` or `keras_recon` must be imported before `tensorflow`. "
            "Received: TensorFlow, imported before them"
        )


check_import_order()
