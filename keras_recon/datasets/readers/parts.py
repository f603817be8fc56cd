"""The parts of a surface, with what the file says of their colours."""

import dataclasses

import numpy as np

MOST_VERTICES = 20_000_000
MOST_TRIANGLES = 40_000_000


class Size:
    """The size of parts together: few bytes of a file may place one mesh many times.

    Example:

    ```python
    from keras_recon.datasets.readers.parts import Size

    size = Size()
    size.add(3, 1)
    size.vertices, size.triangles  # (3, 1)
    ```
    """

    def __init__(self):
        self.vertices = self.triangles = 0

    def add(self, vertices, triangles):
        """Count those of a part, or raise a ValueError if they become too many."""
        self.vertices += vertices
        self.triangles += triangles
        if self.vertices > MOST_VERTICES or self.triangles > MOST_TRIANGLES:
            raise ValueError(
                f"more than {MOST_VERTICES} vertices or {MOST_TRIANGLES} triangles, each as often "
                "as it is placed"
            )


@dataclasses.dataclass
class Part:
    """Triangles, and their colours as far as there are any: all that are given are multiplied.

    Args:
        vertices: Float array of shape `(vertices, 3)`, kept as float64. Some may be not finite.
        faces: Integer array of shape `(faces, 3)`.
        vertex_colors: Float array of shape `(vertices, 3)` in 0..1, or None.
        face_colors: Float array of shape `(faces, 3)` in 0..1, or None.
        uv: Float array of shape `(vertices, 2)`, from the image's lower left corner, or None.
        image: A `PIL.Image.Image`, or None.
        base_color: The material's red, green and blue in 0..1, or None.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.parts import Part

    part = Part(2 * np.eye(3), np.array([[0, 1, 2]]), base_color=(1, 0, 0))
    part.has_colors  # True
    ```
    """

    vertices: np.ndarray
    faces: np.ndarray
    vertex_colors: np.ndarray | None = None
    face_colors: np.ndarray | None = None
    uv: np.ndarray | None = None
    image: object = None
    base_color: tuple | None = None

    def __post_init__(self):
        self.vertices = np.asarray(self.vertices, "float64")
        self.faces = np.asarray(self.faces, "int64").reshape(-1, 3)

    @property
    def triangles(self):
        """The corners of the faces: float64 array of shape `(faces, 3, 3)`."""
        return self.vertices[self.faces]

    @property
    def has_texture(self):
        """Whether there is an image, and where on it the vertices are."""
        return self.image is not None and self.uv is not None

    @property
    def has_colors(self):
        """Whether the file says anything of the colour."""
        stated = (self.vertex_colors, self.face_colors, self.base_color)
        return self.has_texture or any(colors is not None for colors in stated)
