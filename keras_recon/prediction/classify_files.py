"""Classes of files."""

import numpy as np

from keras_recon.models import ReConZeroShotClassifier
from keras_recon.prediction.file_answers import FileAnswers
from keras_recon.prediction.file_prediction import FilePrediction
from keras_recon.prediction.prepared_shapes import in_batches, prepared_shapes
from keras_recon.prediction.requested_files import requested_files

# Shapes that are answered in one call of `predict`, if a batch isn't larger.
SHAPES_A_CALL = 256


def classify_files(classifier, paths, batch_size=32, **options):
    """Read files and tell their classes; see `Task.predict_files`.

    Args:
        classifier: A `ReConClassifier` or a `ReConZeroShotClassifier`.
        paths: A path, or a list of paths, of files and folders.
        batch_size: Shapes in a batch.
        **options: As of `prepared_shapes`.

    Returns:
        A `FileAnswers` of `FilePrediction`.

    Raises:
        ValueError: If an argument is out of range or, unless they are skipped, a file can't be
            read.
    """
    files, left_out = requested_files(paths)
    names = classifier.class_names or tuple(map(str, range(classifier.num_classes)))
    shapes = prepared_shapes(classifier, files, **options)
    answers = []
    # Whole batches but for the last one: another size would be compiled anew.
    for batch in in_batches(shapes, batch_size * max(1, SHAPES_A_CALL // batch_size)):
        points = [shape.points for _, shape in batch if not isinstance(shape, Exception)]
        rows = iter(_probabilities(classifier, np.stack(points), batch_size) if points else ())
        for file, shape in batch:
            if isinstance(shape, Exception):
                answers.append(FilePrediction(str(file.path), error=str(shape)))
                continue
            row = next(rows)
            best = int(row.argmax())
            answers.append(
                FilePrediction(
                    str(file.path), names[best], float(row[best]), row, names, shape.notes
                )
            )
    return FileAnswers(answers, left_out)


def _probabilities(classifier, points, batch_size):
    outputs = classifier.predict(points, batch_size=batch_size, verbose=0).astype("float32")
    if isinstance(classifier, ReConZeroShotClassifier):
        return outputs
    powers = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
