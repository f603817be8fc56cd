"""x."""

from pathlib import Path


def preset_folder(preset):
    """x."""
    return Path(preset)
