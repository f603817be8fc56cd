"""Turned, mirrored, bent, twisted and tapered surfaces.

Each function takes and returns points of any shape `(..., 3)`.
"""

import numpy as np

_OTHERS = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}


def rotate(points, axis, angle):
    """Rotate about an axis through the origin.

    Args:
        points: Array of shape `(..., 3)`.
        axis: `"x"`, `"y"` or `"z"`.
        angle: In radians, one number or any array that fits the leading axes.
    """
    first, second = _OTHERS[axis]
    sine, cosine = np.sin(angle), np.cos(angle)
    rotated = np.array(
        np.broadcast_to(points, np.broadcast_shapes(points.shape, (*np.shape(angle), 1)))
    )
    rotated[..., first] = cosine * points[..., first] - sine * points[..., second]
    rotated[..., second] = sine * points[..., first] + cosine * points[..., second]
    return rotated


def mirror(points, axis="x"):
    """Mirror in the plane through the origin that is normal to an axis."""
    return points * np.where(np.array(["x", "y", "z"]) == axis, -1, 1)


def shear(triangles, pivot, slope):
    """Shear to the back above the height `pivot`."""
    leaning = triangles.copy()
    leaning[..., 2] -= slope * (triangles[..., 1] - pivot)
    return leaning


def bend(points, angle, low=None, high=None):
    """Bend what stands on the ground to the side of x, as an arc of an angle in radians.

    Args:
        points: Array of shape `(..., 3)`.
        angle: Angle between the ends, not 0.
        low: Height from which it is bent; the lowest point's if not given.
        high: Height up to which it is bent, straight above; the highest point's if not given.
    """
    y = points[..., 1]
    low, high = y.min() if low is None else low, y.max() if high is None else high
    radius = (high - low) / angle
    along = np.clip((y - low) / (high - low), 0, 1)
    turned, beyond = angle * along, y - low - (high - low) * along
    bent = points.copy()
    out = radius - points[..., 0]
    bent[..., 0] = radius - out * np.cos(turned) + beyond * np.sin(turned)
    bent[..., 1] = low + out * np.sin(turned) + beyond * np.cos(turned)
    return bent


def twist(points, angle):
    """Turn about the vertical axis, more and more from the lowest point, 0, to the highest."""
    y = points[..., 1]
    return rotate(points, "y", angle * (y - y.min()) / (y.max() - y.min()))


def taper(points, top, axes=(0, 2)):
    """Scale from 1 at the lowest to `top` at the highest point, across the vertical axis.

    Args:
        points: Array of shape `(..., 3)`.
        top: Scale at the highest point.
        axes: The axes that are scaled, around 0.
    """
    y = points[..., 1]
    scale = 1 + (top - 1) * (y - y.min()) / (y.max() - y.min())
    tapered = points.copy()
    for axis in axes:
        tapered[..., axis] *= scale
    return tapered


def roughen(points, amount, random, frequency=4.0):
    """Move points to and fro by smooth waves, those in one place alike.

    Args:
        points: Array of shape `(..., 3)`.
        amount: About how far.
        random: A NumPy generator.
        frequency: Radians a unit of length.
    """
    waves = random.normal(0, frequency, (3, 4))
    phases = random.uniform(0, 2 * np.pi, 4)
    return points + amount * np.sin(points @ waves + phases) @ random.normal(0, 0.5, (4, 3))
