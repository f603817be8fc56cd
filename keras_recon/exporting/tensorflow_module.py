"""A model as TensorFlow functions of raw points."""

import tensorflow as tf

from keras_recon.exporting.answer import answer, embed
from keras_recon.exporting.load_stored import load_stored
from keras_recon.models import ReConPartSegmenter


def tensorflow_module(preset):
    """Make a `tf.Module` of a preset, whose functions take any number of shapes and points.

    Args:
        preset: Folder that `save_to_preset` wrote.

    Returns:
        A `tf.Module` with functions `answer` and `embed`, which give dicts, and `serve` and
        `serve_float64`, which give what the model gives; as `keras_recon.export` describes.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.tensorflow_module import tensorflow_module

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=3).save_to_preset(folder)
    tensorflow_module(folder).answer
    ```
    """
    model, preprocessor = load_stored(preset)

    def serve(*inputs):
        outputs = answer(model, preprocessor, *inputs)
        own = [value for name, value in outputs.items() if name != "features"]
        return own[0] if len(own) == 1 else outputs

    def points(dtype="float32"):
        channels = getattr(model, "backbone", model).channels
        return tf.TensorSpec((None, None, channels), dtype, name="points")

    others = []
    if isinstance(model, ReConPartSegmenter):
        others = [tf.TensorSpec((None,), "int32", name="shape_class")]
    module = tf.Module()
    module.weights = [variable.value for variable in model.variables]
    module.serve = tf.function(serve, [points(), *others])
    module.serve_float64 = tf.function(serve, [points("float64"), *others])

    def named(points, shape_class=None):
        return answer(model, preprocessor, points, shape_class)

    module.answer = tf.function(named, [points(), *others])
    module.embed = tf.function(lambda points: embed(model, preprocessor, points), [points()])
    return module
