"""Which layers of a model are frozen, in a form that can be saved."""

from keras_recon.sublayers import sublayers


def frozen_layers(model, besides=()):
    """Paths of the frozen layers, by the attributes that lead to them.

    Args:
        model: A model or a layer.
        besides: Layers to leave out with all that is in them.

    Returns:
        A list of strings such as `"backbone/blocks/0"`, `""` for the model itself; what lies in a
        frozen layer isn't listed again.

    Example:

    ```python
    import keras_recon
    from keras_recon.models.frozen_layers import frozen_layers

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    backbone.patch_embedding.trainable = False
    frozen_layers(backbone)  # ["patch_embedding"]
    ```
    """
    if not model.trainable:
        return [""]
    return [
        f"{name}/{path}".rstrip("/")
        for name, layer in sublayers(model).items()
        if all(layer is not other for other in besides)
        for path in frozen_layers(layer, besides)
    ]


def freeze_layers(model, paths):
    """Freeze the layers at the paths that `frozen_layers` gives, where there are such.

    Example:

    ```python
    import keras_recon
    from keras_recon.models.frozen_layers import freeze_layers

    backbone = keras_recon.ReConBackbone.from_preset("recon_nano")
    freeze_layers(backbone, ["patch_embedding", "blocks/0"])
    ```
    """
    for path in paths:
        if not path:
            model.trainable = False
        for name, layer in sublayers(model).items():
            if f"{path}/".startswith(f"{name}/"):
                freeze_layers(layer, [path[len(name) + 1 :]])
