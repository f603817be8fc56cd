"""One object that a program makes."""

import dataclasses
import zlib

import numpy as np

from keras_recon.datasets.procedural.categories import CATEGORIES, MAKERS, PART_NAMES
from keras_recon.datasets.surfaces import rotate, sample_triangles
from keras_recon.datasets.unit_sphere import fit_unit_sphere

SPLITS = ("train", "test", "val")
# To be raised when the same arguments give other shapes.
VERSION = 1
# How much a shape is stretched along each axis, as the deviation of a logarithm, and turned about
# each, in degrees.
_STRETCH = 0.04
_TURNS = {"x": 2, "y": 10, "z": 2}
_PART_INDEX = {name: index for index, name in enumerate(PART_NAMES)}


@dataclasses.dataclass(frozen=True, eq=False)
class ProceduralShape:
    """An object of one category, as triangles.

    Args:
        category: Its name, one of `CATEGORIES`.
        captions: Tuple of texts that are true of it, from the one that says all to its category.
        triangles: float32 array of shape `(T, 3, 3)`, y up, centred on its bounding box, whose
            furthest corner is at distance 1.
        parts: int32 array of shape `(T,)`: an index into `PART_NAMES` for each triangle.
        colors: float32 array of shape `(T, 3)`: red, green and blue, from 0 to 1.
        seed: Tuple of integers that its points are drawn from.

    Example:

    ```python
    from keras_recon.datasets.procedural import generate_shape

    shape = generate_shape("teapot", 3)
    shape.captions[-1]  # "a teapot"
    points, parts, colors = shape.sample(1024)
    points.shape  # (1024, 3)
    ```
    """

    category: str
    captions: tuple[str, ...]
    triangles: np.ndarray
    parts: np.ndarray
    colors: np.ndarray
    seed: tuple[int, ...] = ()

    @property
    def label(self):
        """The index of the category."""
        return CATEGORIES.index(self.category)

    def sample(self, num_points=2048):
        """Draw points evenly over all triangles, those inside others too.

        Args:
            num_points: How many.

        Returns:
            Points, float32 array of shape `(num_points, 3)`, centred on their mean, the furthest
            at distance 1, in random order; the part of each, int32 `(num_points,)`, an index into
            `PART_NAMES`; and its colour, float32 `(num_points, 3)`, from 0 to 1. Always the same.
        """
        random = np.random.default_rng((*self.seed, num_points))
        points, triangle = sample_triangles(self.triangles, num_points, random)
        return fit_unit_sphere(points), self.parts[triangle], self.colors[triangle]


def generate_shape(category, number, split="train", seed=0):
    """Make an object, always the same for the same arguments.

    It varies in proportions, style, number of parts and details. Its surfaces are composed of
    boxes, rods, revolved and swept profiles, and plates with holes, in the plausible colours of
    materials; it is turned and stretched a little.

    Args:
        category: One of `CATEGORIES`, such as `"teapot"`.
        number: Which one, from 0 on, without end.
        split: `"train"`, `"test"` or `"val"`; the shapes of each are drawn from seeds of its own.
        seed: An integer, at least 0; another one gives other shapes.

    Returns:
        A `ProceduralShape`.

    Raises:
        ValueError: If an argument is unknown or negative.

    Example:

    ```python
    from keras_recon.datasets.procedural import generate_shape

    shape = generate_shape("chair", number=0, split="test")
    shape.triangles.shape[1:]  # (3, 3)
    shape.captions[-1]  # "a chair"
    ```
    """
    if category not in MAKERS:
        raise ValueError(f"`category` must be among {list(CATEGORIES)}. Received: {category!r}")
    if split not in SPLITS:
        raise ValueError(f"`split` must be among {list(SPLITS)}. Received: {split!r}")
    if number < 0 or seed < 0:
        raise ValueError(
            f"`number` and `seed` must be at least 0. Received: number={number}, seed={seed}"
        )
    # The name rather than its place: further categories change no shape of the others.
    own_seed = (seed, SPLITS.index(split), zlib.crc32(category.encode()), number)
    random = np.random.default_rng(own_seed)
    make, _ = MAKERS[category]
    captions, pieces = make(random)
    sizes = [len(surface) for _, surface, _ in pieces]
    triangles = np.concatenate([surface for _, surface, _ in pieces])
    triangles *= np.exp(random.normal(0, _STRETCH, 3))
    for axis, deviation in _TURNS.items():
        triangles = rotate(triangles, axis, np.radians(random.normal(0, deviation)))
    corners = triangles.reshape(-1, 3)
    triangles = triangles - (corners.min(axis=0) + corners.max(axis=0)) / 2
    triangles /= np.sqrt(np.square(triangles).sum(axis=-1).max())
    parts = [_PART_INDEX[f"{category} {part}"] for part, _, _ in pieces]
    return ProceduralShape(
        category,
        captions,
        triangles.astype("float32"),
        np.repeat(np.array(parts, "int32"), sizes),
        np.repeat(np.array([color for _, _, color in pieces], "float32"), sizes, axis=0),
        own_seed,
    )
