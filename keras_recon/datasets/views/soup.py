"""Triangles that are ready to be drawn."""

import dataclasses

import numpy as np

from keras_recon.datasets.views.corner_normals import corner_normals

# What has no colour.
GREY = 0.75
# More texels than pixels are seldom seen.
_LARGEST_TEXTURE = 1024


@dataclasses.dataclass(frozen=True, eq=False)
class Soup:
    """Triangles of one texture.

    Args:
        triangles: float32 array of shape `(faces, 3, 3)`.
        normals: float32 array of the same shape: that of each corner.
        colors: uint8 array of the same shape: that of each corner.
        texels: uint8 array of shape `(height, width, 3)`, which colours are multiplied by, or
            None.
        uv: float32 array of shape `(faces, 3, 2)`, from the image's lower left corner, or None.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.views.soup import Soup

    corner = np.eye(3, dtype="float32")[None]
    Soup(corner, corner, np.zeros((1, 3, 3), "uint8")).texels  # None
    ```
    """

    triangles: np.ndarray
    normals: np.ndarray
    colors: np.ndarray
    texels: np.ndarray | None = None
    uv: np.ndarray | None = None


def fit_parts(parts, left_out):
    """Bring the parts of a shape to the unit sphere around the middle of their bounding box.

    Args:
        parts: List of `Part`. Faces that are not finite are left out.
        left_out: List of what is left out, a sentence each, which is added to.

    Returns:
        List of `Soup`.

    Raises:
        ValueError: If there is no face, or none with an area.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.parts import Part
    from keras_recon.datasets.views.soup import fit_parts

    [soup] = fit_parts([Part(np.eye(3), np.array([[0, 1, 2]]))], left_out=[])
    soup.colors[0, 0]  # [191, 191, 191]
    ```
    """
    if not sum(len(part.faces) for part in parts):
        raise ValueError("no face")
    kept, lost = [], 0
    for part in parts:
        triangles = part.triangles
        faces = np.flatnonzero(np.isfinite(triangles).all(axis=(1, 2)))
        lost += len(triangles) - len(faces)
        if len(faces):
            kept.append((part, faces, triangles[faces]))
    if not kept:
        raise ValueError("no finite triangle")
    if lost:
        left_out.append(f"{lost} triangles that are not finite")
    low = np.min([triangles.min(axis=(0, 1)) for *_, triangles in kept], axis=0)
    high = np.max([triangles.max(axis=(0, 1)) for *_, triangles in kept], axis=0)
    center = low / 2 + high / 2
    # Squares of the very large and the very small have no float.
    size = (high / 2 - low / 2).max()
    if not size > 0:
        raise ValueError("a surface of area 0")
    fitted = [(triangles - center) / size for *_, triangles in kept]
    radius = max(np.linalg.norm(triangles, axis=2).max() for triangles in fitted)
    return [
        _to_soup(part, faces, triangles / radius)
        for (part, faces, _), triangles in zip(kept, fitted, strict=True)
    ]


def _to_soup(part, faces, triangles):
    colors = np.full(triangles.shape, 1.0 if part.has_colors else GREY)
    if part.base_color is not None:
        colors *= np.clip(part.base_color, 0, 1)
    if part.face_colors is not None:
        colors *= np.nan_to_num(part.face_colors[faces])[:, None]
    if part.vertex_colors is not None:
        colors *= np.nan_to_num(part.vertex_colors)[part.faces[faces]]
    texels = uv = None
    if part.has_texture:
        image = part.image.convert("RGB")
        image.thumbnail((_LARGEST_TEXTURE, _LARGEST_TEXTURE))
        texels = np.asarray(image)
        uv = np.nan_to_num(np.asarray(part.uv, "float64")[part.faces[faces]])
        # It repeats: numbers near zero are exact in float32.
        uv = (uv - np.floor(uv.mean(axis=1, keepdims=True))).astype("float32")
    return Soup(
        triangles.astype("float32"),
        corner_normals(triangles).astype("float32"),
        np.round(255 * colors).astype("uint8"),
        texels,
        uv,
    )
