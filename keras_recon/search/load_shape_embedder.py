"""A pretrained network as what embeds shapes."""

import numpy as np

from keras_recon.models import ReConPretrainer, ReConZeroShotClassifier


def load_shape_embedder(preset, load_weights=True):
    """Load a pretrained network as a model for `ShapeIndex`.

    Args:
        preset: A built-in name, a folder or an address of a pretrainer's preset.
        load_weights: Whether to load its weights.

    Returns:
        A `ReConZeroShotClassifier`, whose `embed` puts shapes where the network's teachers put
        their pictures and texts.

    Raises:
        ValueError: If the preset is unknown, or it was not distilled from a teacher.
        FileNotFoundError: If a file is missing from the folder.

    Example:

    ```python
    import keras_recon

    model = keras_recon.search.load_shape_embedder("recon_nano_home3d")
    test = keras_recon.datasets.load_home3d("test")
    model.embed(test.points[:2])  # (2, 384)
    ```
    """
    pretrainer = ReConPretrainer.from_preset(preset, load_weights)
    # Classes are not asked for: any will do.
    feature = np.ones((1, pretrainer.text_dim or pretrainer.image_dim or 1), "float32")
    return ReConZeroShotClassifier.from_pretrainer(pretrainer, ["any"], feature)
