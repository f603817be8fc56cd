"""Pictures of what a network saw, what it made of it, and the truth."""

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
