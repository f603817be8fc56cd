"""Coloured point clouds whose colours tell parts."""

import numpy as np

from keras_recon.files import replacing

_ROW = np.dtype(
    [
        *((name, "<f8") for name in ("x", "y", "z")),
        *((name, "u1") for name in ("red", "green", "blue")),
        ("part", "<i4"),
    ]
)
_TYPES = {"<f8": "double", "|u1": "uchar", "<i4": "int"}


def write_part_cloud(path, points, labels, part_names):
    """Write points with their parts as a binary PLY file, in the colours of `plot_part_labels`.

    Args:
        path: Path of the file, which is replaced if it is there.
        points: Float array of shape `(N, 3)`.
        labels: Integer array of shape `(N,)`, an index into `part_names` for each point.
        part_names: The names of the parts, which comments in the file tell.

    Returns:
        The path.

    Example:

    ```python
    import tempfile

    import numpy as np
    import keras_recon
    from keras_recon.prediction.part_cloud_file import write_part_cloud

    points = np.random.default_rng(0).normal(size=(300, 3))
    path = tempfile.mkdtemp() + "/chair.ply"
    write_part_cloud(path, points, points[:, 1] > 0, ("chair legs", "chair back"))
    keras_recon.datasets.read_shape(path, num_points=None).colors  # (300, 3)
    ```

    Reference:
        - [PLY - Polygon File Format](https://paulbourke.net/dataformats/ply/)
    """
    from matplotlib import colormaps

    labels = np.asarray(labels, "int32")
    palette = np.round(255 * np.array(colormaps["tab10"].colors)).astype("uint8")
    rows = np.empty(len(labels), _ROW)
    colors = palette[labels % len(palette)]
    for axis, (coordinate, color) in enumerate((("x", "red"), ("y", "green"), ("z", "blue"))):
        rows[coordinate], rows[color] = np.asarray(points)[:, axis], colors[:, axis]
    rows["part"] = labels
    header = [
        "ply",
        "format binary_little_endian 1.0",
        # A name may not end the line, and readers expect ASCII.
        *(f"comment part {number} {name!a}" for number, name in enumerate(part_names)),
        f"element vertex {len(rows)}",
        *(f"property {_TYPES[_ROW[name].str]} {name}" for name in _ROW.names),
        "end_header",
    ]
    with replacing(path) as partial, open(partial, "wb") as file:
        file.write("".join(f"{line}\n" for line in header).encode("ascii"))
        file.write(rows.tobytes())
    return path
