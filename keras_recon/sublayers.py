"""The layers that a layer or a model holds, by the attributes that lead to them."""

import keras


def sublayers(layer):
    """Return the layers that a layer holds itself, by attribute and by number in a list.

    Unlike automatic names, and places among all layers, these are the same for every instance of
    a class, whatever else it holds.

    Args:
        layer: A layer or a model.

    Returns:
        A dict from strings such as `"norm"` and `"blocks/0"` to layers.

    Example:

    ```python
    import keras_recon
    from keras_recon.sublayers import sublayers

    list(sublayers(keras_recon.ReConBackbone.from_preset("recon_nano")))  # ["blocks/0", ...]
    ```
    """
    if isinstance(layer, keras.Sequential):
        return {str(index): each for index, each in enumerate(layer.layers)}
    found = {}
    # PyTorch keeps modules, which layers are there, apart from other attributes.
    attributes = {**vars(layer), **vars(layer).get("_modules", {})}
    for name, value in sorted(attributes.items()):
        if isinstance(value, keras.layers.Layer) and not name.startswith("_"):
            found[name] = value
        elif isinstance(value, list | tuple) and not name.startswith("_"):
            layers = [each for each in value if isinstance(each, keras.layers.Layer)]
            found |= {f"{name}/{index}": each for index, each in enumerate(layers)}
    return found
