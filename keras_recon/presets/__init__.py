"""Presets: built-in sizes, and folders with a configuration and weights."""

from keras_recon.presets.preset_files import Preset, preset_names, read_preset, write_preset

__all__ = ["Preset", "preset_names", "read_preset", "write_preset"]
