"""Materials of OBJ files."""

import dataclasses
import re

_OPTIONS = re.compile(
    r"^(?:-[a-z]+(?:\s+(?:on|off|[lmrgbz]|[-+.\d]+(?:e[-+]?\d+)?)(?=\s))+\s+)+", re.I
)


@dataclasses.dataclass
class Material:
    """What an OBJ file's material says of the colour.

    Args:
        color: `Kd`: red, green and blue in 0..1, or None.
        texture: `map_Kd`: the name of the texture's file, or None.
        scale: What texture coordinates are multiplied by, `-s`.
        offset: What is added to them then, `-o`.

    Example:

    ```python
    from keras_recon.datasets.readers.mtl import Material

    Material((1.0, 0.0, 0.0)).texture  # None
    ```
    """

    color: tuple | None = None
    texture: str | None = None
    scale: tuple = (1.0, 1.0)
    offset: tuple = (0.0, 0.0)


def read_materials(text):
    r"""Read the materials of an MTL file.

    Args:
        text: What the file holds.

    Returns:
        Dictionary of `Material`, by their names.

    Example:

    ```python
    from keras_recon.datasets.readers.mtl import read_materials

    materials = read_materials("newmtl old wood\nKd 1 0.5 0\nmap_Kd -s 2 2 old wood.png\n")
    materials["old wood"].color  # (1.0, 0.5, 0.0)
    materials["old wood"].texture  # "old wood.png"
    ```

    Reference:
        - [MTL material format](https://paulbourke.net/dataformats/mtl/)
    """
    materials, material = {}, Material()
    for line in text.splitlines():
        key, _, value = line.strip().replace("\t", " ").partition(" ")
        key, value = key.lower(), value.strip()
        if key == "newmtl":
            material = materials[value] = Material()
        elif key == "kd":
            try:
                # One number stands for all three.
                red, green, blue = ([float(number) for number in value.split()] * 3)[:3]
            except ValueError:  # a spectrum
                continue
            material.color = red, green, blue
        elif key == "map_kd":
            options = _OPTIONS.match(value + " ")
            material.texture = value[options.end() :] if options else value
            options = options[0] if options else ""
            material.scale = _pair(options, "-s", 1.0)
            material.offset = _pair(options, "-o", 0.0)
    return materials


def _pair(options, option, default):
    """The first two numbers behind an option, of which the second may be missing."""
    numbers = re.search(option + r"\s+([-+]?[.\d]\S*)(?:\s+([-+]?[.\d]\S*))?", options)
    if not numbers:
        return default, default
    return tuple(float(number) if number else default for number in numbers.groups())
