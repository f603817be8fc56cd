"""Surfaces of objects that a program makes: arrays of triangles, `(T, 3, 3)`, y up.

Solids, revolved and swept profiles, plates with holes, rows and rings of copies, and ways to bend
what there is.
"""

from keras_recon.datasets.surfaces.deform import bend, mirror, rotate, roughen, shear, taper, twist
from keras_recon.datasets.surfaces.plates import circle, extrude, fill, rectangle, regular, star
from keras_recon.datasets.surfaces.repeat import around, copies, wireframe
from keras_recon.datasets.surfaces.sample import sample, sample_triangles
from keras_recon.datasets.surfaces.sheets import curve, hollow, revolve, sheet, sweep
from keras_recon.datasets.surfaces.solids import (
    box,
    ellipsoid,
    lathe,
    rod,
    rods,
    rounded_box,
    slab,
    torus,
)

__all__ = [
    "around",
    "bend",
    "box",
    "circle",
    "copies",
    "curve",
    "ellipsoid",
    "extrude",
    "fill",
    "hollow",
    "lathe",
    "mirror",
    "rectangle",
    "regular",
    "revolve",
    "rod",
    "rods",
    "rotate",
    "roughen",
    "rounded_box",
    "sample",
    "sample_triangles",
    "shear",
    "sheet",
    "slab",
    "star",
    "sweep",
    "taper",
    "torus",
    "twist",
    "wireframe",
]
