"""Vision transformers trained on ImageNet."""

import keras

from keras_recon.teachers.hub_preset import load_hub_preset
from keras_recon.teachers.image_preprocessing import resized_center_crop, standardize
from keras_recon.teachers.teacher import ImageTeacher

MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


class ViTTeacher(ImageTeacher):
    """A vision transformer, on the active backend: its class token after the last norm.

    Published ReCon takes its image targets from `vit_base_patch16_224`, trained on ImageNet-21k
    (768 features), of images with ImageNet's mean and deviation. Images are scaled to 256 pixels
    by their shorter side, bicubic, of which the middle 224 are kept; for encoders of other sizes
    both grow alike. Published training cuts out a random part instead.

    Args:
        preset: A preset of `keras_hub.models.ViTBackbone`, `"vit_base_patch16_224_imagenet21k"`:
            a built-in name, fetched from Kaggle, an address, or a local folder.
        batch_size: Number of images that are encoded at once.

    Raises:
        ImportError: If keras-hub isn't installed.
        ConnectionError: If the preset can't be fetched.
        FileNotFoundError: If a file of it is missing.
        ValueError: If it is another model's or damaged, or has no class token.

    Example:

    ```python
    import tempfile
    import keras_hub
    import numpy as np
    import keras_recon

    # A small one with random weights; with a network, "vit_base_patch16_224_imagenet21k".
    folder = tempfile.mkdtemp()
    keras_hub.models.ViTBackbone((32, 32, 3), 16, 1, 2, 12, 24).save_to_preset(folder)
    teacher = keras_recon.teachers.ViTTeacher(folder)
    teacher.encode_images(np.zeros((3, 64, 48, 3), "uint8"))  # (3, 12)
    ```

    Reference:
        - [Dosovitskiy et al., An Image is Worth 16x16 Words](https://arxiv.org/abs/2010.11929)
    """

    def __init__(self, preset, batch_size=32):
        [backbone] = load_hub_preset(["ViTBackbone"], preset, "The ViT teacher")
        if not backbone.use_class_token:
            raise ValueError(f"The encoder must have a class token. Received: {preset!r} without")
        super().__init__(f"vit:{preset}", backbone.hidden_dim, batch_size)
        self._size = backbone.image_shape[0]
        self._encoder = keras.Model(backbone.input, backbone.output[:, 0])

    def encode_image_batch(self, images):
        images = resized_center_crop(images, round(self._size * 256 / 224), self._size)
        return self._encoder.predict_on_batch(standardize(images, MEAN, DEVIATION))
