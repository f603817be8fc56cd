"""Pictures of shapes whose parts have colours, predictions beside the truth."""

import numpy as np

from keras_recon.visualization.figure_file import save_figure
from keras_recon.visualization.point_panel import draw_points, panel_limits

COLUMNS = ("prediction", "truth", "wrong")
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
    from matplotlib.figure import Figure

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

    # Two shapes side by side, so that the picture fits a page.
    sides = 2 if len(names) > 3 else 1
    rows = -(-len(names) // sides)
    figure = Figure(figsize=(8.4 * sides, 2.4 * rows + 0.4), layout="constrained")
    panels = figure.subplots(rows, 4 * sides, squeeze=False, width_ratios=(2, 2, 2, 1) * sides)
    for panel in panels.ravel():
        panel.axis("off")
    for panel, title in zip(panels[0], (*COLUMNS, "") * sides, strict=True):
        panel.set_title(title, fontsize=11, color="#333333")
    for shape, name in enumerate(names):
        row = panels[shape // sides, 4 * (shape % sides) : 4 * (shape % sides) + 4]
        limits = panel_limits(points[shape])
        known = truth[shape] >= 0
        wrong = known & (predicted[shape] != truth[shape])
        errors = [(points[shape, ~wrong], RIGHT_COLOR), (points[shape, wrong], WRONG_COLOR)]
        draw_points(row[0], colored(predicted[shape], shape), 5, limits)
        draw_points(row[1], colored(truth[shape], shape), 5, limits)
        draw_points(row[2], errors, 5, limits)
        # Longer than its panel is wide, which the layout must not follow.
        row[0].text(
            0.02, 0.02, name, transform=row[0].transAxes, fontsize=9, fontweight="bold", va="top"
        ).set_in_layout(False)
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
