"""The version of Keras ReCon."""

__version__ = "0.1.0"
