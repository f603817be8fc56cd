"""Pictures of what a classifier takes for what."""

import numpy as np

from keras_recon.visualization.figure_file import save_figure


def plot_confusion_matrix(matrix, class_names, path):
    """Draw a confusion matrix: counts as numbers, shares of the true class as shade.

    Args:
        matrix: Integer array of shape `(classes, classes)`: true class by predicted class.
        class_names: Name of each class.
        path: Path of the picture to write.

    Returns:
        The path.

    Raises:
        ValueError: If the matrix isn't square, of one row a class name.

    Example:

    ```python
    import tempfile
    import numpy as np
    import keras_recon

    path = tempfile.mkdtemp() + "/confusion_matrix.png"
    keras_recon.visualization.plot_confusion_matrix(
        np.array([[8, 2], [1, 9]]), ["chair", "sofa"], path
    )
    ```
    """
    from matplotlib.figure import Figure

    matrix, count = np.asarray(matrix), len(class_names)
    if matrix.shape != (count, count):
        raise ValueError(
            f"`matrix` must have the shape ({count}, {count}), a row and a column for each of "
            f"the class names. Received: shape {matrix.shape}"
        )
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    size = 2 + 0.34 * count
    figure = Figure(figsize=(size, size), layout="constrained")
    panel = figure.subplots()
    panel.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(matrix):
        panel.text(
            column,
            row,
            matrix[row, column],
            ha="center",
            va="center",
            fontsize=7,
            color="white" if share[row, column] > 0.5 else "black",
        )
    panel.set_xticks(range(count), class_names, rotation=90, fontsize=8)
    panel.set_yticks(range(count), class_names, fontsize=8)
    panel.set_xlabel("predicted")
    panel.set_ylabel("true")
    panel.spines[:].set_visible(False)
    panel.tick_params(length=0)
    return save_figure(figure, path)
