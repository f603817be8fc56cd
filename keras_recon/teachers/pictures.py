"""Pictures as image teachers take them."""

import hashlib
import os

import numpy as np

from keras_recon.data.point_cloud_data import all_of
from keras_recon.teachers.optional_import import optional_import


def read_picture(picture):
    """Read a picture, on white where it is transparent.

    Args:
        picture: Path of a file, PNG, JPEG and others that Pillow reads; or a uint8 array.

    Returns:
        RGB, uint8 of shape `(H, W, 3)`.

    Raises:
        ValueError: If the file is damaged, empty, or no picture.
        FileNotFoundError: If there is no such file.
        ImportError: If Pillow isn't installed.

    Example:

    ```python
    import tempfile
    import keras
    import numpy as np
    from keras_recon.teachers import read_picture

    path = tempfile.mkdtemp() + "/red.png"
    keras.utils.save_img(path, np.full((32, 48, 3), [255, 0, 0]), scale=False)
    read_picture(path)  # (32, 48, 3)
    ```
    """
    if isinstance(picture, np.ndarray):
        return picture
    image_library, operations = [
        optional_import(module, "teachers", "Reading pictures")
        for module in ("PIL.Image", "PIL.ImageOps")
    ]
    try:
        with image_library.open(picture) as image:
            rgba = operations.exif_transpose(image).convert("RGBA")
    except FileNotFoundError:
        raise
    except Exception as error:  # each format has its own
        raise ValueError(
            "A picture must be a whole file of a format that Pillow reads "
            f"({type(error).__name__}: {error}). Received: {picture}"
        ) from error
    white = image_library.new("RGBA", rgba.size, "white")
    return np.asarray(image_library.alpha_composite(white, rgba).convert("RGB"))


def encode_pictures(teacher, pictures):
    """Encode pictures of any sizes, those of one size together.

    Args:
        teacher: An `ImageTeacher`.
        pictures: List of uint8 arrays of shape `(H, W, 3)`.

    Returns:
        float32 array of shape `(len(pictures), dim)`.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers import ImageTeacher
    from keras_recon.teachers.pictures import encode_pictures


    class MeanColor(ImageTeacher):
        def encode_image_batch(self, images):
            return images.mean(axis=(1, 2)) / 255


    pictures = [np.zeros((side, 8, 3), "uint8") for side in (8, 12, 8)]
    encode_pictures(MeanColor("mean_color", dim=3), pictures)  # (3, 3)
    ```
    """
    features = np.empty((len(pictures), teacher.dim), "float32")
    for size in dict.fromkeys(picture.shape for picture in pictures):
        places = [i for i, picture in enumerate(pictures) if picture.shape == size]
        features[places] = teacher.encode_images(np.stack([pictures[i] for i in places]))
    return features


def pictures_of(source):
    """List the pictures of each shape: those of `image_paths`, or else `icons`.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.

    Returns:
        For each shape a tuple of paths or of uint8 arrays, which may be empty.

    Raises:
        ValueError: If no shape has a picture.

    Example:

    ```python
    import keras_recon
    from keras_recon.teachers.pictures import pictures_of

    first, *_ = pictures_of(keras_recon.datasets.load_home3d("test"))
    first[0].shape  # (64, 64, 3)
    ```
    """
    if source.image_paths is not None:
        pictures = all_of(source.image_paths)
    else:
        icons = getattr(source, "icons", None)
        pictures = [() for _ in range(len(source))] if icons is None else [(i,) for i in icons]
    if not any(pictures):
        raise ValueError(
            "Shapes must have pictures for an image teacher: `image_paths`, as "
            "`load_shape_folder(views_dir=...)` gives them, or `icons`. Received: "
            f"{len(source)} shapes without"
        )
    return pictures


def picture_key(picture):
    """Hash what a picture is: the content of its file, or its pixels.

    Args:
        picture: Path of a file, or a uint8 array.

    Returns:
        32 bytes.

    Raises:
        FileNotFoundError: If there is no such file.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers.pictures import picture_key

    len(picture_key(np.zeros((8, 8, 3), "uint8")))  # 32
    ```
    """
    if isinstance(picture, np.ndarray):
        return hashlib.sha256(f"{picture.shape}".encode() + picture.tobytes()).digest()
    with open(os.fspath(picture), "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
