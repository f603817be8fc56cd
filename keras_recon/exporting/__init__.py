"""Export to formats that answer without Keras ReCon."""

from keras_recon.exporting.export import export

__all__ = ["export"]
