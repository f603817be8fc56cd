"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.surfaces import box, copies, extrude, sheet


def roof_over(style, width, depth, y, rise, over):
    """A roof over a rectangle, the ridge along x."""
    x, z = width / 2 + over, depth / 2 + over
    if style == "flat":
        return box((0, y + 0.06, 0), (2 * x, 0.12, 2 * z))
    if style == "shed":
        outline = np.array([(-z, y + rise), (z, y), (z, y + 0.12), (-z, y + rise + 0.12)])
        return extrude(outline, 2 * x, "x")
    ridge = {"gabled": x, "hipped": max(x - z, 0) if x > z else 0.3 * x, "pyramidal": 0.0}[style]
    drop = rise * over / (depth / 2) if style == "gabled" else 0
    eaves = np.array([(-x, y - drop, -z), (x, y - drop, -z), (x, y - drop, z), (-x, y - drop, z)])
    top = np.array(
        [(-ridge, y + rise, 0), (ridge, y + rise, 0), (ridge, y + rise, 0), (-ridge, y + rise, 0)]
    )
    return np.concatenate(
        [sheet(np.stack([eaves, top]), around=True), sheet(eaves[[0, 1, 3, 2]].reshape(2, 2, 3))]
    )


def battlements(width, depth, y, size):
    """Teeth around a flat top."""
    teeth = []
    for along, across, swap in ((width, depth, False), (depth, width, True)):
        number = max(2, round(along / (2 * size)))
        place = np.linspace(-(along - size) / 2, (along - size) / 2, number)
        for side in (-1, 1):
            other = np.full(number, side * (across - 0.5 * size) / 2)
            x, z = (other, place) if swap else (place, other)
            shape = (0.5 * size, size, size) if swap else (size, size, 0.5 * size)
            teeth.append(copies(box((0, y + size / 2, 0), shape), np.stack([x, 0 * x, z], axis=1)))
    return np.concatenate(teeth)
