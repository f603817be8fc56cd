"""Presets: built-in sizes, and folders with a configuration and weights."""

from keras_recon.presets.describe_preset import describe_preset, describe_presets
from keras_recon.presets.preset_files import (
    Preset,
    load_backbone_weights,
    load_task_weights,
    preset_names,
    read_preset,
    write_preset,
)
from keras_recon.presets.stored_object import StoredObject, arguments_of
from keras_recon.presets.upload_preset import upload_preset

__all__ = [
    "Preset",
    "StoredObject",
    "arguments_of",
    "describe_preset",
    "describe_presets",
    "load_backbone_weights",
    "load_task_weights",
    "preset_names",
    "read_preset",
    "upload_preset",
    "write_preset",
]
