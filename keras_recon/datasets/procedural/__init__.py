"""The generator of everyday objects, with captions, colours and part labels."""

from keras_recon.datasets.procedural.categories import CATEGORIES, CLASS_PARTS, PART_NAMES
from keras_recon.datasets.procedural.load_procedural_shapes import load_procedural_shapes
from keras_recon.datasets.procedural.procedural_shape import ProceduralShape, generate_shape

__all__ = [
    "CATEGORIES",
    "CLASS_PARTS",
    "PART_NAMES",
    "ProceduralShape",
    "generate_shape",
    "load_procedural_shapes",
]
