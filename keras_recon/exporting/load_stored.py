"""The model that a process is to write as an artefact."""

from keras_recon.models import Backbone, Task
from keras_recon.presets import read_preset


def load_stored(folder):
    """Load a model and its preprocessor from a preset.

    Args:
        folder: Folder that `save_to_preset` wrote.

    Returns:
        The task or, if it was saved from none, the backbone; and the preprocessor, or None.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.load_stored import load_stored

    folder = tempfile.mkdtemp()
    keras_recon.ReConBackbone.from_preset("recon_nano").save_to_preset(folder)
    backbone, preprocessor = load_stored(folder)
    ```
    """
    stored = read_preset(folder)
    model = (Backbone if stored.task is None else Task).from_preset(folder)
    return model, stored.preprocessor and stored.preprocessor.build()
