"""The parts of a surface, with what the file says of their colours."""

import numpy as np

from .optional_import import optional_import


def make_part(
    vertices, faces, vertex_colors=None, face_colors=None, uv=None, image=None, base_color=None
):
    """Make a mesh whose `visual` holds the colours that are given, and none if there are none.

    Args:
        vertices: Float array of shape `(vertices, 3)`.
        faces: Integer array of shape `(faces, 3)`.
        vertex_colors: uint8 array of shape `(vertices, 3)`, or None. Multiplied by those of the
            material, where there is one.
        face_colors: uint8 array of shape `(faces, 3)`, or None.
        uv: Float array of shape `(vertices, 2)`, from the image's lower left corner, or None.
        image: A `PIL.Image.Image`, or None.
        base_color: The material's red, green and blue in 0..1, or None.

    Returns:
        A `trimesh.Trimesh`, not processed.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.parts import make_part

    part = make_part(np.eye(3), np.array([[0, 1, 2]]), base_color=(1, 0, 0))
    part.visual.material.baseColorFactor[:3]  # [255, 0, 0]
    ```
    """
    trimesh = optional_import("trimesh", "mesh", "a mesh")
    visual = None
    if base_color is not None or (uv is not None and image is not None):
        if base_color is not None:
            base_color = np.round(np.clip(base_color, 0, 1) * 255).astype("uint8")
        material = trimesh.visual.material.PBRMaterial(
            baseColorFactor=base_color, baseColorTexture=image if uv is not None else None
        )
        visual = trimesh.visual.TextureVisuals(uv=uv, material=material)
        if vertex_colors is not None:
            visual.vertex_attributes["color"] = vertex_colors
        vertex_colors = face_colors = None
    with np.errstate(invalid="ignore"):  # damaged files have every kind of NaN
        vertices = np.asarray(vertices, "float64")
    return trimesh.Trimesh(
        vertices,
        np.asarray(faces, "int64"),
        vertex_colors=vertex_colors,
        face_colors=face_colors,
        visual=visual,
        process=False,
    )


def color_bytes(colors, highest, left_out):
    """Give colours as trimesh holds them.

    Args:
        colors: Number array of shape `(n, 3)`.
        highest: What stands for all of a colour, 1 or 255. None if the file may mean either: 1,
            unless one is above.
        left_out: List of what is left out, to which colours that are not finite are added.

    Returns:
        uint8 array of shape `(n, 3)`, or None if some are not finite.

    Example:

    ```python
    from keras_recon.datasets.readers.parts import color_bytes

    color_bytes([[0.0, 1, 0.2]], None, [])  # [[0, 255, 51]]
    ```
    """
    colors = np.asarray(colors, "float64")
    if not np.isfinite(colors).all():
        left_out.append("colours, of which some are not finite")
        return None
    if highest is None:
        highest = 255 if colors.size and colors.max() > 1 else 1
    return np.round(np.clip(colors / highest, 0, 1) * 255).astype("uint8")
