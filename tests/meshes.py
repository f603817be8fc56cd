"""Files of meshes to draw."""

import numpy as np

CUBE = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], "float64")
CUBE_FACES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
# Off the axes, and lower than wide.
BLOCK = CUBE * [3, 1, 2]


def write_obj(path, vertices, faces, colors=None):
    """An OBJ file of polygons, the vertices coloured or not."""
    rows = np.asarray(vertices) if colors is None else np.hstack([vertices, colors])
    lines = ["v " + " ".join(repr(float(number)) for number in row) for row in rows]
    lines += ["f " + " ".join(str(index + 1) for index in face) for face in faces]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def write_block(path):
    return write_obj(path, BLOCK, CUBE_FACES)


def write_ply(path, points, colors=None):
    """A PLY file of points, with a colour each, from 0 to 255, or without."""
    header = ["ply", "format ascii 1.0", f"element vertex {len(points)}"]
    header += [f"property double {axis}" for axis in "xyz"]
    rows = [" ".join(repr(float(number)) for number in point) for point in points]
    if colors is not None:
        header += [f"property uchar {name}" for name in ("red", "green", "blue")]
        rows = [f"{row} {r} {g} {b}" for row, (r, g, b) in zip(rows, colors, strict=True)]
    path.write_text("\n".join([*header, "end_header", *rows]) + "\n")
    return path
