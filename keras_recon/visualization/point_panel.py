"""Points in a panel of a picture."""

import numpy as np

AZIMUTH, ELEVATION = np.radians(35), np.radians(20)


def project(points):
    """Turn and flatten points for a picture, seen from the front right and a little above.

    Args:
        points: Float array of shape `(N, 3)`, y up.

    Returns:
        Float array of shape `(N, 3)`: right, up, and nearness to the viewer.

    Example:

    ```python
    import numpy as np
    from keras_recon.visualization.point_panel import project

    project(np.eye(3))  # (3, 3)
    ```
    """
    x, y, z = np.asarray(points).T
    right = np.cos(AZIMUTH) * x - np.sin(AZIMUTH) * z
    toward = np.sin(AZIMUTH) * x + np.cos(AZIMUTH) * z
    up = np.cos(ELEVATION) * y - np.sin(ELEVATION) * toward
    return np.stack([right, up, np.sin(ELEVATION) * y + np.cos(ELEVATION) * toward], axis=-1)


def panel_limits(points):
    """Limits of a square panel that holds the points.

    Args:
        points: Float array of shape `(N, 3)`, y up.

    Returns:
        For either axis of the panel its lower limit and half its length.

    Example:

    ```python
    import numpy as np
    from keras_recon.visualization.point_panel import panel_limits

    panel_limits(np.eye(3))
    ```
    """
    right, up, _ = project(points).T
    half = 0.56 * max(np.ptp(right), np.ptp(up))
    return [(axis.min() / 2 + axis.max() / 2 - half, half) for axis in (right, up)]


def draw_points(panel, parts, size, limits):
    """Scatter parts together, far points first, farther ones paler.

    Args:
        panel: Matplotlib axes.
        parts: List of pairs of points `(N, 3)` and their colour.
        size: Size of a point.
        limits: What `panel_limits` gives.

    Example:

    ```python
    import numpy as np
    from matplotlib.figure import Figure
    from keras_recon.visualization.point_panel import draw_points, panel_limits

    points = np.eye(3)
    panel = Figure().subplots()
    draw_points(panel, [(points, "red")], size=9, limits=panel_limits(points))
    ```
    """
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
