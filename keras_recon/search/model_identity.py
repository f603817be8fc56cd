"""What tells a model from others in a cache."""

import hashlib
import json

import keras


def model_identity(model):
    """Hash what a model computes: its configuration, names left out, and its weights.

    Args:
        model: A `keras.Model` with a `get_config`.

    Returns:
        64 hexadecimal digits, the same in every process and on every backend.

    Raises:
        ValueError: If the model isn't a `keras.Model`.

    Example:

    ```python
    import keras_recon
    from keras_recon.search.model_identity import model_identity

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano_home3d")
    same = keras_recon.ReConBackbone.from_preset("recon_nano_home3d", name="other")
    model_identity(backbone) == model_identity(same)  # True
    ```
    """
    if not isinstance(model, keras.Model):
        raise ValueError(
            "A model that isn't a `keras.Model` must have a `model_name`, which tells it from "
            f"others in the cache. Received: a {type(model).__name__}"
        )
    config = json.dumps(_without_names(model.get_config()), sort_keys=True, default=str)
    digest = hashlib.sha256(f"{type(model).__name__} {config}".encode())
    for weight in model.weights:
        values = keras.ops.convert_to_numpy(weight)
        digest.update(f"{values.shape} {values.dtype}".encode())
        digest.update(values.tobytes())
    return digest.hexdigest()


def _without_names(config):
    # Keras numbers the models of a process in their names.
    if isinstance(config, dict):
        return {key: _without_names(value) for key, value in config.items() if key != "name"}
    if isinstance(config, list | tuple):
        return [_without_names(value) for value in config]
    return config
