"""The initial distribution of every kernel and learned token."""

from keras import initializers


def truncated_normal():
    """Return a new truncated normal initializer of standard deviation 0.02.

    New each time: one Keras initializer gives the same values whenever it is used again.

    Example:

    ```python
    from keras_recon.layers.initializers import truncated_normal

    truncated_normal()((3, 4))
    ```
    """
    return initializers.TruncatedNormal(stddev=0.02)
