"""Pictures of shapes whose parts have colours, predictions beside the truth."""

import numpy as np

from keras_recon.visualization.figure_file import save_figure
from keras_recon.visualization.point_panel import draw_points, panel_limits
from keras_recon.visualization.shape_grid import shape_grid

# The last column lists the parts.
COLUMNS, WIDTHS = ("prediction", "truth", "wrong", ""), (1, 1, 1, 0.5)
WRONG_COLOR, RIGHT_COLOR = "#d1495b", "#c9d1d9"


def plot_part_labels(points, predicted, truth, part_names, names, path):
    """Draw a grid of shapes, one a row: predicted parts, true parts, and where they differ.

    Args:
        points: Float array of shape `(B, N, 3)`, y up.
        predicted: Integer array of shape `(B, N)`: an index into `part_names` for each point.
        truth: Integer array of shape `(B, N)`, likewise; -1 for points without a part.
        part_names: The name of each part.
        names: B strings.
        path: Path of the picture to write.

    Returns:
        The path.

    Raises:
        ValueError: If the shapes of the arrays don't fit.

    Example:

    ```python
    import tempfile
    import numpy as np
    import keras_recon

    test = keras_recon.datasets.load_parts("test").select(np.arange(4))
    path = tempfile.mkdtemp() + "/parts.png"
    keras_recon.visualization.plot_part_labels(
        test.points, test.part_labels, test.part_labels, test.part_names, test.names, path
    )
    ```
    """
    from matplotlib import colormaps

    points, predicted, truth = (np.asarray(array) for array in (points, predicted, truth))
    if not predicted.shape == truth.shape == points.shape[:2] or len(names) != len(points):
        raise ValueError(
            "`predicted` and `truth` must have a part for each of the `points`, and `names` a "
            f"name for each shape. Received: points of shape {points.shape}, predicted "
            f"{predicted.shape}, truth {truth.shape}, {len(names)} names"
        )
    palette = colormaps["tab10"].colors

    def colored(labels, shape):
        return [
            (points[shape, labels == part], palette[part % len(palette)] if part >= 0 else "#888")
            for part in np.unique(labels)
        ]

    figure, rows = shape_grid(names, COLUMNS, WIDTHS)
    for shape, row in enumerate(rows):
        limits = panel_limits(points[shape])
        known = truth[shape] >= 0
        wrong = known & (predicted[shape] != truth[shape])
        errors = [(points[shape, ~wrong], RIGHT_COLOR), (points[shape, wrong], WRONG_COLOR)]
        draw_points(row[0], colored(predicted[shape], shape), 5, limits)
        draw_points(row[1], colored(truth[shape], shape), 5, limits)
        draw_points(row[2], errors, 5, limits)
        present = np.unique([predicted[shape], truth[shape]])
        for line, part in enumerate(present[present >= 0]):
            row[3].text(
                0,
                0.9 - 0.12 * line,
                part_names[part],
                transform=row[3].transAxes,
                fontsize=9,
                color=palette[part % len(palette)],
            )
    return save_figure(figure, path)
