"""What published encoders do to an image before they see it."""

import numpy as np

from keras_recon.teachers.optional_import import optional_import


def resized_center_crop(images, resize, crop):
    """Scale the shorter side with a bicubic filter and cut out the middle.

    Pillow resizes, and sides and offsets are rounded as torchvision does it: the encoders were
    trained on these pixels, and other libraries' filters give others.

    Args:
        images: uint8 `(B, H, W, 3)`.
        resize: Length of the shorter side afterwards, in pixels.
        crop: Side of the square that is kept.

    Returns:
        uint8 `(B, crop, crop, 3)`.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers.image_preprocessing import resized_center_crop

    resized_center_crop(np.zeros((2, 40, 60, 3), "uint8"), resize=32, crop=28)  # (2, 28, 28, 3)
    ```
    """
    image_library = optional_import("PIL.Image", "teachers", "Encoding images")
    height, width = images.shape[1:3]
    shorter = min(height, width)
    height, width = resize * height // shorter, resize * width // shorter
    top, left = round((height - crop) / 2), round((width - crop) / 2)
    resized = [
        np.asarray(
            image_library.fromarray(image).resize((width, height), image_library.Resampling.BICUBIC)
        )
        for image in images
    ]
    return np.stack(resized)[:, top : top + crop, left : left + crop]


def standardize(images, mean, deviation):
    """Bring pixels to the mean and the deviation that an encoder was trained with.

    Args:
        images: uint8 `(B, H, W, 3)`.
        mean: Mean of each channel, of pixels in 0..1.
        deviation: Standard deviation of each channel.

    Returns:
        float32 array of the same shape.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers.image_preprocessing import standardize

    standardize(np.full((1, 1, 1, 3), 255, "uint8"), mean=0.5, deviation=0.5).max()  # 1.0
    ```
    """
    mean, deviation = np.asarray(mean, "float32"), np.asarray(deviation, "float32")
    return (images.astype("float32") / 255 - mean) / deviation
