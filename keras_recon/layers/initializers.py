"""The initial distribution of every kernel and learned token."""

import contextlib
import contextvars

import keras
from keras import ops

_UNDRAWN = contextvars.ContextVar("undrawn", default=False)


@keras.saving.register_keras_serializable(package="keras_recon")
class TruncatedNormal(keras.initializers.TruncatedNormal):
    """Keras' truncated normal initializer, which gives zeros inside `undrawn`.

    Args:
        **kwargs: As of `keras.initializers.TruncatedNormal`.

    Example:

    ```python
    from keras_recon.layers.initializers import TruncatedNormal

    TruncatedNormal(stddev=0.02)((3, 4))  # (3, 4)
    ```
    """

    def __call__(self, shape, dtype=None):
        return ops.zeros(shape, dtype) if _UNDRAWN.get() else super().__call__(shape, dtype)


def truncated_normal():
    """Return a new truncated normal initializer of standard deviation 0.02.

    New each time: one Keras initializer gives the same values whenever it is used again.

    Example:

    ```python
    from keras_recon.layers.initializers import truncated_normal

    truncated_normal()((3, 4))
    ```
    """
    return TruncatedNormal(stddev=0.02)


@contextlib.contextmanager
def undrawn(skip=True):
    """Let what is built begin with zeros, because its weights are set next.

    Drawn numbers take several times their memory for a while, five times on PyTorch. The seeds of
    what is built later are the same either way: an initializer has its seed when it is made.

    Args:
        skip: Whether to, if not already so.

    Example:

    ```python
    from keras_recon.layers.initializers import truncated_normal, undrawn

    with undrawn():
        kernel = truncated_normal()((2, 2))
    kernel  # [[0, 0], [0, 0]]
    ```
    """
    token = _UNDRAWN.set(skip or _UNDRAWN.get())
    try:
        yield
    finally:
        _UNDRAWN.reset(token)
