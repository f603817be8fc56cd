"""The models in 3MF files."""

import array
import collections
import dataclasses
import re
import xml.parsers.expat

import numpy as np

MOST_OBJECTS = 100_000
_LEFT_OUT = {
    "texture2dgroup": "groups of texture coordinates",
    "compositematerials": "groups of mixed materials",
    "multiproperties": "groups of several properties",
    "beam": "beams of lattices",
}


@dataclasses.dataclass
class Component:
    """An object where it is used.

    Args:
        identity: The object's `id`.
        path: The model that has it, or None for the same.
        matrix: Array of shape `(4, 4)` that points, as rows, are multiplied by.

    Example:

    ```python
    import numpy as np
    from keras_recon.datasets.readers.three_mf_model import Component

    Component("1", None, np.eye(4)).identity  # "1"
    ```
    """

    identity: str
    path: str | None
    matrix: np.ndarray


class _Object:
    def __init__(self, attributes):
        self.group, self.place = attributes.get("pid"), attributes.get("pindex")
        self.vertices, self.triangles = array.array("d"), array.array("q")
        # Of each triangle: the group and the places in it of its corners' colours.
        self.looks, self.components = [], []


class Model:
    """The objects of a model, and what is to be built.

    Example:

    ```python
    from keras_recon.datasets.readers.three_mf_model import Model

    Model().objects  # {}
    ```
    """

    def __init__(self):
        self.objects, self.items, self.colors = {}, [], {}
        self.left_out = collections.Counter()
        self.root = None
        self._object = self._group = None
        self._uses = 0

    def corner_colors(self, thing, group, *places):
        """The colours of a triangle's corners, red, green and blue in 0..255, or None."""
        if group is None and places[0] is None:
            places = (thing.place,) * 3
        colors = self.colors.get(group or thing.group)
        if colors is None or places[0] is None:
            return [None] * 3
        return [colors[int(place if place is not None else places[0])] for place in places]

    def begin(self, name, attributes):
        """Take an element of the XML."""
        name = name.rpartition(":")[2]
        if name == "vertex":
            self._object.vertices.extend([float(attributes[axis]) for axis in "xyz"])
        elif name == "triangle":
            self._object.triangles.extend([int(attributes[k]) for k in ("v1", "v2", "v3")])
            self._object.looks.append([attributes.get(k) for k in ("pid", "p1", "p2", "p3")])
        elif name == "object":
            self._object = self.objects[attributes["id"]] = _Object(attributes)
        elif name in ("component", "item"):
            path = next((value for k, value in attributes.items() if k.endswith(":path")), None)
            component = Component(attributes["objectid"], path, _matrix(attributes))
            (self._object.components if name == "component" else self.items).append(component)
            self._uses += 1
            if self._uses > MOST_OBJECTS:
                raise ValueError(f"objects that are used more than {MOST_OBJECTS} times")
        elif name in ("basematerials", "colorgroup"):
            self._group = self.colors.setdefault(attributes["id"], [])
        elif name in ("base", "color"):
            color = attributes.get("displaycolor") or attributes.get("color")
            self._group.append(None if color is None else _color(color))
        elif name == "Relationship" and attributes.get("Type", "").endswith("/3dmodel"):
            self.root = attributes["Target"]
        elif name in _LEFT_OUT:
            self.left_out[_LEFT_OUT[name]] += 1


def read_model(content):
    """Read a model, or the relationships that name it.

    Args:
        content: The bytes of the XML.

    Returns:
        A `Model`.

    Raises:
        ValueError: If it isn't well formed, or has a document type, which 3MF forbids.

    Example:

    ```python
    from keras_recon.datasets.readers.three_mf_model import read_model

    model = read_model(b'<model><build><item objectid="7"/></build></model>')
    model.items[0].identity  # "7"
    ```

    Reference:
        - [3MF core specification](https://github.com/3MFConsortium/spec_core)
    """
    model, parser = Model(), xml.parsers.expat.ParserCreate()

    def refuse(*_):
        raise ValueError("XML with a document type")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = model.begin, refuse
    try:
        parser.Parse(content, True)
    except xml.parsers.expat.ExpatError as error:
        raise ValueError(f"XML that isn't well formed ({error})") from error
    return model


def _color(text):
    if not re.fullmatch("#[0-9a-fA-F]{6,8}", text):
        raise ValueError(f"the colour {text!r}, which isn't written as #RRGGBB")
    return tuple(bytes.fromhex(text[1:7]))


def _matrix(attributes):
    matrix = np.eye(4)
    if "transform" in attributes:
        matrix[:, :3] = np.array(attributes["transform"].split(), "float64").reshape(4, 3)
    return matrix
