"""The few-shot tasks drawn from ModelNet40."""

import pathlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.modelnet import stack_clouds
from keras_recon.datasets.restricted_unpickler import load_restricted_pickle
from keras_recon.datasets.text_files import require_file


def load_modelnet_few_shot(folder, ways, shots, fold):
    """Load one few-shot task: some classes, some shapes of each to train on, 20 to test on.

    Each cloud is fitted to the unit sphere; y is up.

    Args:
        folder: Folder that holds `5way_10shot` and its like.
        ways: Number of classes, 5 or 10 as published.
        shots: Shapes of each class to train on, 10 or 20 as published.
        fold: Number of the task, 0 to 9 as published.

    Returns:
        Two `PointCloudData`, to train and to test on: points `(n, num_points, 3)`; labels from 0
        to `ways - 1`, in the order of the file's; a shape's name is that of its class.

    Raises:
        ValueError: If the file is damaged, laid out otherwise, or holds another task.
        FileNotFoundError: If the file is missing.

    Example:

    ```python
    import pathlib
    import pickle
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_modelnet_few_shot

    folder = pathlib.Path(tempfile.mkdtemp())
    shapes = [(np.eye(6), 0, "sofa"), (np.eye(6), 1, "desk")]
    (folder / "2way_1shot").mkdir()
    content = pickle.dumps({"train": shapes, "test": shapes})
    (folder / "2way_1shot" / "0.pkl").write_bytes(content)
    train, test = load_modelnet_few_shot(folder, ways=2, shots=1, fold=0)
    train.points.shape  # (2, 6, 3)
    ```

    Reference:
        - [Sharma and Kaul, Self-Supervised Few-Shot Learning on Point Clouds,
          2020](https://arxiv.org/abs/2009.14168)
    """
    path = pathlib.Path(folder) / f"{ways}way_{shots}shot" / f"{fold}.pkl"
    content = load_restricted_pickle(require_file(path, "a pickled few-shot task"))
    accepted = (
        'A task must be {"train": [(points (n, 6), label, name), …], "test": […]} with '
        f"{ways} classes of {shots} shapes to train on"
    )
    try:
        shapes = {
            split: [(cloud, int(label), str(name)) for cloud, label, name in content[split]]
            for split in ("train", "test")
        }
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise ValueError(
            f"{accepted} ({type(error).__name__}: {error}). Received: {path}"
        ) from error
    counts = {}
    for _, label, _ in shapes["train"]:
        counts[label] = counts.get(label, 0) + 1
    tested = {label for _, label, _ in shapes["test"]}
    if len(counts) != ways or {*counts.values()} != {shots} or tested != {*counts}:
        raise ValueError(
            f"{accepted} and the same classes to test on. Received: {path} with shapes of each "
            f"label {counts} to train on, labels {sorted(tested)} to test on"
        )
    labels = sorted(counts)
    name_of = {label: name for _, label, name in shapes["train"]}
    class_names = [name_of[label] for label in labels]

    def data(split):
        clouds, found, _ = zip(*shapes[split], strict=True)
        numbers = np.array([labels.index(label) for label in found])
        points = stack_clouds(clouds, [f"{path}, {split} {i}" for i in range(len(clouds))])
        return PointCloudData(points, numbers, class_names, [class_names[i] for i in numbers])

    return data("train"), data("test")
