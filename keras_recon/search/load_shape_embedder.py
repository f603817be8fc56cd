"""A pretrained network as what embeds shapes."""

import keras
import numpy as np

from keras_recon.models import ReConPretrainer, ReConZeroShotClassifier
from keras_recon.models.masked_pretrainer import MaskedPretrainer
from keras_recon.presets import read_preset

_EMBEDDERS = (ReConZeroShotClassifier, MaskedPretrainer)


def load_shape_embedder(preset, load_weights=True):
    """Load a pretrained network as a model for `ShapeIndex`.

    Args:
        preset: A built-in name, a folder or an address of the preset of a pretrainer, ReCon's or
            ReCon++'s, or of a zero-shot classifier.
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
    task = read_preset(preset).task
    saved_from = task and keras.saving.get_registered_object(task.registered_name)
    if not isinstance(saved_from, type) or not issubclass(saved_from, _EMBEDDERS):
        saved_from = ReConPretrainer
    model = saved_from.from_preset(preset, load_weights)
    if isinstance(model, ReConZeroShotClassifier):
        return model
    # Classes are not asked for: any will do.
    feature = np.ones((1, model.text_dim or model.image_dim or 1), "float32")
    return ReConZeroShotClassifier.from_pretrainer(model, ["any"], feature)
