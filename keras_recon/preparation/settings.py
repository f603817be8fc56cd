"""What prepared shapes depend on, beside their files."""

import dataclasses

from keras_recon.datasets.views.directions import view_directions
from keras_recon.datasets.views.render_shape import check_size
from keras_recon.up_axis import check_up_axis


@dataclasses.dataclass(frozen=True)
class PreparationSettings:
    """What is made of each shape.

    Args:
        num_points: Points of each shape.
        up_axis: The axis that is up in the files: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or `"-z"`.
        seed: Seed of the points that are drawn.
        num_views: Pictures of each shape; 0 for none.
        view_size: Their height and width, in pixels.
        elevation: How far above the shape they are taken, in degrees.
        image_teacher: A name that `load_teacher` takes, or None.
        text_teacher: Likewise.

    Raises:
        ValueError: If one is out of range.

    Example:

    ```python
    from keras_recon.preparation import PreparationSettings

    PreparationSettings(num_views=12).num_points  # 2048
    ```
    """

    num_points: int = 2048
    up_axis: str = "y"
    seed: int = 0
    num_views: int = 4
    view_size: int = 224
    elevation: float = 20.0
    image_teacher: str | None = "efficientnet_lite0"
    text_teacher: str | None = "all_minilm_l6_v2"

    def __post_init__(self):
        if self.num_points < 1:
            raise ValueError(
                f"`num_points` must be at least 1. Received: num_points={self.num_points}"
            )
        check_up_axis(self.up_axis)
        check_size(self.view_size)
        if self.num_views:
            view_directions(self.num_views, self.elevation)
        elif self.image_teacher is not None:
            raise ValueError(
                "`num_views` must be at least 1 for an image teacher. Received: num_views=0, "
                f"image_teacher={self.image_teacher!r}"
            )
