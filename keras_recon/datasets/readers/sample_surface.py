"""Points of surfaces."""

import numpy as np

_UNCOLORED = 0.4


def sample_surface(parts, num_points, random):
    """Draw points from surfaces, evenly by area.

    Args:
        parts: List of `Part`.
        num_points: How many.
        random: A `numpy.random.Generator`.

    Returns:
        float64 array of shape `(num_points, 3)`; float32 array of the same shape, red, green and
        blue in 0..1 as they are stored, with no conversion of colour spaces, or None if no part
        has a colour; and a list of what is left out, a sentence each. Parts without a colour
        among others that have one are grey.

    Raises:
        ValueError: If there is no face, or none with an area.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.parts import Part
    from keras_recon.datasets.readers.sample_surface import sample_surface

    part = Part(np.eye(3), np.array([[0, 1, 2]]))
    points, colors, left_out = sample_surface([part], 5, np.random.default_rng(0))
    points.sum(axis=1)  # [1, 1, 1, 1, 1]
    colors  # None
    ```
    """
    triangles = np.concatenate([np.empty((0, 3, 3)), *(part.triangles for part in parts)])
    if not len(triangles):
        raise ValueError("no face")
    left_out = []
    finite = np.isfinite(triangles).all(axis=(1, 2))
    if not finite.all():
        left_out.append(f"{np.count_nonzero(~finite)} triangles that are not finite")
    cumulative = np.cumsum(np.where(finite, _areas(triangles, finite), 0))
    if not cumulative[-1] > 0:
        raise ValueError("a surface of area 0" if finite.any() else "no finite triangle")
    # The last face with an area; the product may round up to the whole.
    last = np.searchsorted(cumulative, cumulative[-1])
    drawn = random.random(num_points) * cumulative[-1]
    chosen = np.minimum(np.searchsorted(cumulative, drawn, side="right"), last)
    root, share = np.sqrt(random.random(num_points)), random.random(num_points)
    weights = np.stack([1 - root, root * (1 - share), root * share], axis=1)
    points = np.einsum("pc,pcd->pd", weights, triangles[chosen])
    return points, sample_colors(parts, chosen, weights), left_out


def _areas(triangles, finite):
    # Differences first: far from the origin, products would lose the digits.
    with np.errstate(invalid="ignore", over="ignore"):
        edges = triangles[:, 1:] - triangles[:, :1]
        # Squares of the very large and the very small have no float.
        size = np.abs(edges[finite]).max(initial=0)
        edges /= size or 1
        return np.sqrt(np.square(np.cross(edges[:, 0], edges[:, 1])).sum(axis=1))


def sample_colors(parts, chosen, weights):
    """Look up the colours of points on surfaces.

    Args:
        parts: List of `Part`.
        chosen: Integer array of shape `(n,)`: the triangle of each point, counted through all
            parts.
        weights: Float array of shape `(n, 3)`: its barycentric coordinates on it.

    Returns:
        float32 array of shape `(n, 3)`, red, green and blue in 0..1, or None if no part has a
        colour.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.parts import Part
    from keras_recon.datasets.readers.sample_surface import sample_colors

    red = Part(np.eye(3), np.array([[0, 1, 2]]), base_color=(1, 0, 0))
    sample_colors([red], np.array([0]), np.array([[0.5, 0.5, 0]]))  # [[1, 0, 0]]
    ```
    """
    if not any(part.has_colors for part in parts):
        return None
    colors = np.full((len(chosen), 3), _UNCOLORED, "float32")
    ends = np.cumsum([len(part.faces) for part in parts])
    owners = np.searchsorted(ends, chosen, side="right")
    texels = {}  # of an image that several parts share
    for i in np.unique(owners):
        if parts[i].has_colors:
            own = owners == i
            faces = chosen[own] - (ends[i] - len(parts[i].faces))
            colors[own] = _part_colors(parts[i], faces, weights[own], texels)
    return colors


def _part_colors(part, faces, weights, texels):
    def interpolate(values):
        return np.einsum("pc,pcd->pd", weights, np.asarray(values)[part.faces[faces]])

    colors = np.ones((len(faces), 3))
    if part.base_color is not None:
        colors *= np.clip(part.base_color, 0, 1)
    if part.face_colors is not None:
        colors *= part.face_colors[faces]
    if part.vertex_colors is not None:
        colors *= interpolate(part.vertex_colors)
    if part.has_texture:
        if id(part.image) not in texels:
            texels[id(part.image)] = np.asarray(part.image.convert("RGB"))
        colors *= _look_up(texels[id(part.image)], interpolate(part.uv))
    return colors


def _look_up(texels, uv):
    """The nearest texels. The image repeats, but both its borders belong to it."""
    height, width = texels.shape[:2]
    u, v = np.nan_to_num(np.where((uv >= 0) & (uv <= 1), uv, uv % 1)).T
    columns = np.minimum(u * width, width - 1).astype("int64")
    rows = np.minimum((1 - v) * height, height - 1).astype("int64")
    return texels[rows, columns] / 255
