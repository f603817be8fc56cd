"""From files to what a task says of them."""

from keras_recon.models import ReConClassifier, ReConPartSegmenter, ReConZeroShotClassifier
from keras_recon.prediction.classify_files import classify_files
from keras_recon.prediction.segment_files import segment_files

_OF_SEGMENTERS = {"shape_class", "output_dir", "keep_points"}
_FUNCTIONS = {
    ReConClassifier: classify_files,
    ReConZeroShotClassifier: classify_files,
    ReConPartSegmenter: segment_files,
}


def predict_files(task, paths, **options):
    """Read files and tell what a task says of them; see `Task.predict_files`.

    Args:
        task: A `ReConClassifier`, `ReConZeroShotClassifier` or `ReConPartSegmenter`.
        paths: A path, or a list of paths, of files and folders.
        **options: As of `Task.predict_files`.

    Returns:
        A `FileAnswers`.

    Raises:
        ValueError: If the task is none of these, or an option isn't one of its.

    Example:

    ```python
    import tempfile

    import numpy as np
    import keras_recon

    classifier = keras_recon.ReConClassifier.from_preset(
        "recon_nano_home3d", class_names=["chair", "table"]
    )
    path = tempfile.mkdtemp() + "/scan.npy"
    np.save(path, np.random.default_rng(0).normal(size=(3000, 3)))
    [answer] = keras_recon.prediction.predict_files(classifier, path)
    answer.probabilities  # (2,)
    ```
    """
    misplaced = {name for name in _OF_SEGMENTERS if options.get(name) is not None}
    if misplaced and not isinstance(task, ReConPartSegmenter):
        raise ValueError(
            f"{sorted(_OF_SEGMENTERS)} are options of a ReConPartSegmenter. "
            f"Received: {sorted(misplaced)}, for a {type(task).__name__}"
        )
    if options.get("batch_size", 1) < 1:
        raise ValueError(f"`batch_size` must be at least 1. Received: {options['batch_size']}")
    for task_class, function in _FUNCTIONS.items():
        if isinstance(task, task_class):
            return function(task, paths, **options)
    raise ValueError(
        f"Files are answered by a {', '.join(each.__name__ for each in _FUNCTIONS)}. "
        f"Received: a {type(task).__name__}"
    )
