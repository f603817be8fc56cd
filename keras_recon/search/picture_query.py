"""A picture as a query."""

import numpy as np

from keras_recon.presets import read_preset
from keras_recon.teachers import encode_images, read_picture


def picture_query(path, teacher, preset):
    """Describe a picture as its teacher does, centred as the network learned its features.

    Args:
        path: The picture.
        teacher: Name of the image teacher that the network was distilled from.
        preset: The preset of the network, whose metadata may have the mean feature.

    Returns:
        Float array of shape `(D,)`, a query for a `ShapeIndex` of mode `"image"`.

    Raises:
        ValueError: If the picture can't be read or the teacher is unknown.
        ImportError: If the teacher's library is missing; says how to install it.

    Example:

    ```python
    import tempfile

    import numpy as np
    import keras_recon
    from PIL import Image

    path = tempfile.mkdtemp() + "/photo.png"
    Image.fromarray(np.zeros((64, 64, 3), "uint8")).save(path)
    keras_recon.search.picture_query(path, "efficientnet_lite0", "recon_nano_home3d")  # (1280,)
    ```
    """
    feature = encode_images(read_picture(path)[None], teacher)[0]
    return feature - np.array(read_preset(preset).metadata.get("image_mean", 0))
