"""Pictures of what a network saw, what it made of it, and the truth."""

import numpy as np

from keras_recon.visualization.figure_file import save_figure

COLUMNS = ("what the network saw", "what it reconstructed", "the truth")
SEEN_COLOR, MADE_COLOR = "#9aa5b1", "#d1495b"
AZIMUTH, ELEVATION = np.radians(35), np.radians(20)


def project(points):
    """Turn and flatten points for a picture, seen from the front right and a little above.

    Args:
        points: Float array of shape `(N, 3)`, y up.

    Returns:
        Float array of shape `(N, 3)`: right, up, and nearness to the viewer.
    """
    x, y, z = np.asarray(points).T
    right = np.cos(AZIMUTH) * x - np.sin(AZIMUTH) * z
    toward = np.sin(AZIMUTH) * x + np.cos(AZIMUTH) * z
    up = np.cos(ELEVATION) * y - np.sin(ELEVATION) * toward
    return np.stack([right, up, np.sin(ELEVATION) * y + np.cos(ELEVATION) * toward], axis=-1)


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
    from matplotlib.figure import Figure

    counts = [len(part) for part in (visible, reconstruction, truth, names)]
    if len(set(counts)) != 1:
        raise ValueError(
            "`visible`, `reconstruction`, `truth` and `names` must be of one length. "
            f"Received: lengths {counts}"
        )
    # Two shapes side by side, so that the picture fits a page.
    sides = 2 if len(names) > 3 else 1
    rows = -(-len(names) // sides)
    figure = Figure(figsize=(7.2 * sides, 2.4 * rows + 0.4), layout="constrained")
    panels = figure.subplots(rows, 3 * sides, squeeze=False)
    for panel in panels.ravel():
        panel.axis("off")
    for side in range(sides):
        for column, title in enumerate(COLUMNS):
            panels[0, 3 * side + column].set_title(title, fontsize=11, color="#333333")
    for shape, name in enumerate(names):
        row = panels[shape // sides, 3 * (shape % sides) : 3 * (shape % sides) + 3]
        limits = _limits(truth[shape])
        _draw(row[0], [(visible[shape], SEEN_COLOR)], 9, limits)
        parts = [(visible[shape], SEEN_COLOR), (reconstruction[shape], MADE_COLOR)]
        _draw(row[1], parts, 9, limits)
        _draw(row[2], [(truth[shape], "#2a6f97")], 4, limits)
        row[0].text(
            0.02, 0.02, name, transform=row[0].transAxes, fontsize=10, fontweight="bold", va="top"
        )
    return save_figure(figure, path)


def _limits(points):
    right, up, _ = project(points).T
    half = 0.56 * max(np.ptp(right), np.ptp(up))
    return [(axis.min() / 2 + axis.max() / 2 - half, half) for axis in (right, up)]


def _draw(panel, parts, size, limits):
    """Scatter the parts together, far points first, farther ones paler."""
    from matplotlib.colors import to_rgb

    flat = [project(points) for points, _ in parts]
    colors = [np.tile(to_rgb(color), (len(points), 1)) for points, color in parts]
    points, colors = np.concatenate(flat), np.concatenate(colors)
    nearness = (points[:, 2] - points[:, 2].min()) / max(np.ptp(points[:, 2]), 1e-9)
    pale = 0.6 * (1 - nearness[:, None])
    order = np.argsort(points[:, 2])
    panel.scatter(*points[order, :2].T, s=size, c=((1 - pale) * colors + pale)[order], linewidths=0)
    for set_limits, (low, half) in zip((panel.set_xlim, panel.set_ylim), limits, strict=True):
        set_limits(low, low + 2 * half)
    panel.set_aspect("equal")
