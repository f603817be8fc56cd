"""A shape with each axis up, to see which one is."""

import numpy as np

from keras_recon.up_axis import UP_AXES, turn
from keras_recon.visualization.figure_file import save_figure
from keras_recon.visualization.point_panel import draw_points, panel_limits


def plot_orientations(points, path):
    """Draw a shape six times, each time with another axis up.

    The panel where it stands upright has the `up_axis` for `PointCloudPreprocessor`, `read_shape`
    and `load_shape_folder` as its title. A shape that stands upright may face any side.

    Args:
        points: Float array of shape `(N, 3)`, in any unit.
        path: Path of the picture to write.

    Returns:
        The path.

    Raises:
        ValueError: If the points are of another shape.

    Example:

    ```python
    import tempfile
    import keras_recon

    [chair, *_] = keras_recon.datasets.load_home3d("test").points
    path = tempfile.mkdtemp() + "/orientations.png"
    keras_recon.visualization.plot_orientations(chair, path)
    ```
    """
    from matplotlib.figure import Figure

    points = np.asarray(points, "float64")
    if points.ndim != 2 or points.shape[1] != 3 or not np.isfinite(points).all():
        raise ValueError(
            "`points` must be finite, of shape (N, 3), those of one shape. "
            f"Received: points of shape {points.shape}"
        )
    points = points - points.mean(axis=0)
    figure = Figure(figsize=(7.2, 5.2), layout="constrained")
    for panel, up_axis in zip(figure.subplots(2, 3).ravel(), UP_AXES, strict=True):
        upright = turn(points, up_axis)
        draw_points(panel, [(upright, "#2a6f97")], 4, panel_limits(upright))
        panel.axis("off")
        panel.set_title(f'up_axis="{up_axis}"', fontsize=11, color="#333333")
    return save_figure(figure, path)
