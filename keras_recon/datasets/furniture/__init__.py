"""The generator of furniture with exact part labels."""

from keras_recon.datasets.furniture.load_furniture_parts import load_furniture_parts

__all__ = ["load_furniture_parts"]
