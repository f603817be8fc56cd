"""What a file holds, before a fixed number of points is taken from it."""

import dataclasses

import numpy as np


@dataclasses.dataclass
class Cloud:
    """The points of a file, as they are there.

    Args:
        points: Float array of shape `(n, 3)`, float64 where the file may hold as much. Some may be
            not finite.
        colors: Float array of shape `(n, 3)`, red, green and blue in 0..1, or None.
        left_out: What of the file isn't read, a sentence each.
        side_files: Paths of other files that were read.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.content import Cloud

    Cloud(np.zeros((100, 3))).left_out  # []
    ```
    """

    points: np.ndarray
    colors: np.ndarray | None = None
    left_out: list[str] = dataclasses.field(default_factory=list)
    side_files: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Surface:
    """The meshes of a file, each where the file puts it.

    Args:
        parts: List of `Part`.
        left_out: What of the file isn't read, a sentence each.
        side_files: Paths of other files that were read, such as textures.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.content import Surface
    from keras_recon.datasets.readers.parts import Part

    len(Surface([Part(np.eye(3), np.array([[0, 1, 2]]))]).parts)  # 1
    ```
    """

    parts: list
    left_out: list[str] = dataclasses.field(default_factory=list)
    side_files: list[str] = dataclasses.field(default_factory=list)
