"""Features of a teacher, which may be given by its name."""

from keras_recon.teachers.load_teacher import load_teacher


def encode_images(images, teacher):
    """Encode images with a frozen teacher.

    Args:
        images: RGB, uint8 of shape `(B, H, W, 3)`.
        teacher: A name that `load_teacher` takes, or, to load it once, a teacher.

    Returns:
        float32 array `(B, dim)`.

    Raises:
        TypeError: If the teacher doesn't encode images.
        ValueError: If the images or the name are wrong.

    Example:

    ```python
    import keras_recon

    icons = keras_recon.datasets.load_home3d("test").icons[:4]
    keras_recon.teachers.encode_images(icons, "efficientnet_lite0")  # (4, 1280)
    ```
    """
    return _able("encode_images", teacher)(images)


def encode_texts(texts, teacher):
    """Encode texts with a frozen teacher.

    Args:
        texts: List of strings, none of them empty.
        teacher: A name that `load_teacher` takes, or, to load it once, a teacher.

    Returns:
        float32 array `(B, dim)`.

    Raises:
        TypeError: If the teacher doesn't encode texts, or these are no strings.
        ValueError: If a text is empty or the name is wrong.

    Example:

    ```python
    import keras_recon

    keras_recon.teachers.encode_texts(["a chair"], "all_minilm_l6_v2")  # (1, 384)
    ```
    """
    return _able("encode_texts", teacher)(texts)


def _able(method, teacher):
    if isinstance(teacher, str):
        teacher = load_teacher(teacher)
    if not hasattr(teacher, method):
        raise TypeError(
            f"The teacher must have a method `{method}`. Received: "
            f"{getattr(teacher, 'name', type(teacher).__name__)}"
        )
    return getattr(teacher, method)
