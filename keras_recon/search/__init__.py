"""Shapes found by what models make of them."""

from keras_recon.search.shape_index import ShapeIndex

__all__ = ["ShapeIndex"]
