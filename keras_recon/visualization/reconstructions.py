"""Pictures of what a network saw, what it made of it, and the truth."""

import numpy as np

from keras_recon.default_color import add_colors
from keras_recon.visualization.figure_file import save_figure
from keras_recon.visualization.point_panel import draw_points, panel_limits
from keras_recon.visualization.shape_grid import shape_grid

COLUMNS = ("what the network saw", "what it reconstructed", "the truth")
SEEN_COLOR, MADE_COLOR = "#9aa5b1", "#d1495b"


def plot_reconstructions(visible, reconstruction, truth, names, path):
    """Draw a grid of shapes, one a row: visible points, reconstructed points, all points.

    Args:
        visible: Float array of shape `(B, V, 3)`: the points of the visible patches.
        reconstruction: Float array of shape `(B, R, 3)`: the points made for the hidden ones.
        truth: Float array of shape `(B, N, 3)`.
        names: B strings.
        path: Path of the picture to write.

    Returns:
        The path.

    Raises:
        ValueError: If the numbers of shapes differ.

    Example:

    ```python
    import tempfile
    import numpy as np
    import keras_recon

    points = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 512, 3))
    path = tempfile.mkdtemp() + "/reconstructions.png"
    keras_recon.visualization.plot_reconstructions(
        points[:, :200], points[:, 200:], points, ["cube", "box"], path
    )
    ```
    """
    counts = [len(part) for part in (visible, reconstruction, truth, names)]
    if len(set(counts)) != 1:
        raise ValueError(
            "`visible`, `reconstruction`, `truth` and `names` must be of one length. "
            f"Received: lengths {counts}"
        )
    figure, rows = shape_grid(names, COLUMNS, [1] * len(COLUMNS))
    for shape, row in enumerate(rows):
        limits = panel_limits(truth[shape])
        draw_points(row[0], [(visible[shape], SEEN_COLOR)], 9, limits)
        parts = [(visible[shape], SEEN_COLOR), (reconstruction[shape], MADE_COLOR)]
        draw_points(row[1], parts, 9, limits)
        draw_points(row[2], [(truth[shape], "#2a6f97")], 4, limits)
    return save_figure(figure, path)


def plot_reconstructions_of(pretrainer, source, path, num_shapes=6):
    """Draw what a pretrained network makes of shapes: of each class one, the largest classes first.

    Args:
        pretrainer: A pretrainer with a preprocessor.
        source: A `PointCloudData` or a `PointCloudStream`. Where it has too few classes, its first
            shapes follow.
        path: Path of the picture to write.
        num_shapes: Number of shapes at most.

    Returns:
        The path.

    Example:

    ```python
    import tempfile
    import keras_recon

    pretrainer = keras_recon.ReConPretrainer.from_preset("recon_nano_home3d")
    test = keras_recon.datasets.load_home3d("test")
    path = tempfile.mkdtemp() + "/reconstructions.png"
    keras_recon.visualization.plot_reconstructions_of(pretrainer, test, path, num_shapes=2)
    ```
    """
    _, first, counts = np.unique(source.labels, return_index=True, return_counts=True)
    of_classes = first[np.argsort(-counts, kind="stable")]
    index = np.array([*dict.fromkeys([*of_classes, *range(len(source))])][:num_shapes])
    values, names = source.read_per_point(index), [source.names[i] for i in index]
    color = pretrainer.backbone.default_color
    raw = add_colors(values["points"], values.get("colors"), color)
    parts = pretrainer.reconstruct(pretrainer.preprocessor(raw))
    places = {name: points[..., :3] for name, points in parts.items()}
    return plot_reconstructions(**places, truth=values["points"], names=names, path=path)
