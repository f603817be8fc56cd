"""Write a classifier's preset as a SavedModel; run with TensorFlow as Keras's backend."""

import sys

import keras
import tensorflow as tf

from keras_recon.models import Task


def write_saved_model(preset, path):
    """Write the classifier in the folder `preset` as a SavedModel to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: Folder to write.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.write_saved_model import write_saved_model

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=3).save_to_preset(folder)
    write_saved_model(folder, folder + "/saved_model")
    ```
    """
    classifier = Task.from_preset(preset)

    def serve(points):
        if classifier.preprocessor is not None:
            points = classifier.preprocessor(points)
        return classifier(points, training=False)

    archive = keras.export.ExportArchive()
    archive.track(classifier)
    for endpoint, dtype in (("serve", "float32"), ("serve_float64", "float64")):
        signature = [tf.TensorSpec((None, None, 3), dtype, name="points")]
        archive.add_endpoint(endpoint, serve, input_signature=signature)
    archive.write_out(path, verbose=False)


if __name__ == "__main__":
    write_saved_model(*sys.argv[1:])
