"""Shapes found by what models make of them."""

from keras_recon.search.load_shape_embedder import load_shape_embedder
from keras_recon.search.picture_query import picture_query
from keras_recon.search.shape_index import ShapeIndex
from keras_recon.search.shape_query import shape_query

__all__ = ["ShapeIndex", "load_shape_embedder", "picture_query", "shape_query"]
