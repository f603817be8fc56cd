"""Points of shapes as a model takes them raw, with colours or without."""

from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.default_color import add_colors

NUM_POINTS = 2048


def color_of(model):
    """Tell what a model takes for the colour of a point that has none.

    Args:
        model: What a `ShapeIndex` takes.

    Returns:
        A number from 0 to 1; None for a model of coordinates alone.

    Example:

    ```python
    import keras_recon
    from keras_recon.search.raw_points import color_of

    color_of(keras_recon.search.load_shape_embedder("recon_nano_home3d"))  # None
    ```
    """
    preprocessor, backbone = getattr(model, "preprocessor", None), getattr(model, "backbone", None)
    return getattr(preprocessor or backbone, "default_color", None)


def points_of(model):
    """Tell how many points of a file to read for a model: 2,048 or, if more, what it takes."""
    return max(NUM_POINTS, getattr(getattr(model, "preprocessor", None), "num_points", 0))


def raw_points(shape, default_color=None):
    """Fit the points of a shape to the unit sphere, and add its colours.

    Args:
        shape: A `Shape`.
        default_color: Colour of points without one; None for coordinates alone.

    Returns:
        float32 array of shape `(n, 3)`; with a `default_color` of shape `(n, 6)`.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.read_file import Shape
    from keras_recon.search.raw_points import raw_points

    raw_points(Shape(np.array([[0.0, 0, 0], [0, 4, 0]])), default_color=0.5)[0]
    # [0, -1, 0, 0.5, 0.5, 0.5]
    ```
    """
    return add_colors(fit_unit_sphere(shape.points), shape.colors, default_color)
