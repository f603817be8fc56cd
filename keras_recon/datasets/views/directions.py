"""Where a shape is looked at from."""

import numpy as np

FIRST_AZIMUTH = 35


def view_directions(num_views=4, elevation=20):
    """Return directions evenly round a shape, from the front right on.

    Args:
        num_views: How many.
        elevation: How far above the shape's level the views are taken, in degrees; below it where
            negative.

    Returns:
        float64 array of shape `(num_views, 3)`: unit vectors from the shape to the camera, y up.

    Raises:
        ValueError: If an argument is out of range.

    Example:

    ```python
    from keras_recon.datasets.views import view_directions

    view_directions(4).shape  # (4, 3)
    ```
    """
    if num_views < 1:
        raise ValueError(f"`num_views` must be at least 1. Received: num_views={num_views}")
    if not -90 < elevation < 90:
        raise ValueError(
            f"`elevation` must be above -90 and below 90 degrees. Received: elevation={elevation}"
        )
    azimuth = np.radians(FIRST_AZIMUTH + 360 * np.arange(num_views) / num_views)
    elevation = np.radians(elevation)
    level = np.cos(elevation)
    height = np.full(num_views, np.sin(elevation))
    return np.stack([level * np.sin(azimuth), height, level * np.cos(azimuth)], axis=1)
