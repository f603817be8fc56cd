"""Texts about shapes."""

import hashlib

from keras_recon.data.point_cloud_data import all_of


def texts_of(source):
    """List the texts about each shape: its captions or, where a data set has none, its name.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.

    Returns:
        For each shape a tuple of strings, which may be empty.

    Raises:
        ValueError: If no shape has a text.

    Example:

    ```python
    import keras_recon
    from keras_recon.teachers.texts import texts_of

    texts_of(keras_recon.datasets.load_home3d("test"))[0]  # ("Bed",)
    ```
    """
    texts = all_of(source.names if source.captions is None else source.captions)
    texts = [tuple(text for text in own if text.strip()) for own in texts]
    if not any(texts):
        raise ValueError(
            "Shapes must have captions, or names with words, for a text teacher. Received: "
            f"{len(source)} shapes without"
        )
    return texts


def text_key(text):
    """Hash a text.

    Args:
        text: A string.

    Returns:
        32 bytes.

    Example:

    ```python
    from keras_recon.teachers.texts import text_key

    len(text_key("a chair"))  # 32
    ```
    """
    return hashlib.sha256(text.encode()).digest()
