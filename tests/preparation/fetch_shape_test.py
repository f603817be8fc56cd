import json

import numpy as np
import pytest

from keras_recon.datasets.readers.read_file import read_file
from keras_recon.preparation.fetch_shape import fetch_shape

pytest.importorskip("fsspec")
image = pytest.importorskip("PIL.Image")


SQUARE = "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"


@pytest.fixture
def textured(tmp_path):
    """An OBJ file whose texture lies in the folder beside its own."""
    folder = tmp_path / "source" / "square"
    (tmp_path / "source" / "pictures").mkdir(parents=True)
    folder.mkdir()
    image.new("RGB", (4, 4), (255, 0, 51)).save(tmp_path / "source" / "pictures" / "red wood.png")
    (folder / "red oak.mtl").write_text("newmtl red\nKd 1 1 1\nmap_Kd ../pictures/red wood.png\n")
    path = folder / "square.obj"
    path.write_text(f"mtllib red oak.mtl\n{SQUARE}usemtl red\nf 1/1 2/2 3/3 4/4\n")
    return path


def fetch(path, folder):
    folder.mkdir()
    return fetch_shape(path, folder)


def test_materials_and_textures_come_along(textured, tmp_path):
    path, _ = fetch(textured, tmp_path / "copy")
    shape, original = read_file(path, 16), read_file(textured, 16)
    assert shape.left_out == ()
    np.testing.assert_allclose(shape.colors, np.tile([1, 0, 0.2], (16, 1)), atol=1e-6)
    np.testing.assert_array_equal(shape.points, original.points)


def test_buffers_of_gltf_come_along(tmp_path):
    (tmp_path / "source").mkdir()
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], "<f4")
    (tmp_path / "source" / "the corners.bin").write_bytes(corners.tobytes())
    tree = {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": 36, "uri": "the%20corners.bin"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "nodes": [{"mesh": 0}],
        "scenes": [{"nodes": [0]}],
    }
    (tmp_path / "source" / "triangle.gltf").write_text(json.dumps(tree))
    path, _ = fetch(tmp_path / "source" / "triangle.gltf", tmp_path / "copy")
    assert read_file(path, 16).points.max() <= 1


def test_the_digest_is_of_everything(textured, tmp_path):
    _, digest = fetch(textured, tmp_path / "first")
    other = textured.with_name("other.obj")
    textured.rename(other)
    assert fetch(other, tmp_path / "second")[1] == digest
    texture = tmp_path / "source" / "pictures" / "red wood.png"
    image.new("RGB", (4, 4), (0, 255, 0)).save(texture)
    assert fetch(other, tmp_path / "third")[1] != digest


def test_nothing_is_fetched_from_far_off(tmp_path):
    (tmp_path / "secret.mtl").write_text("newmtl secret\n")
    folder = tmp_path / "source" / "deep" / "square"
    folder.mkdir(parents=True)
    names = ["../../../secret.mtl", str(tmp_path / "secret.mtl")]
    (folder / "a.obj").write_text("".join(f"mtllib {name}\n" for name in names) + SQUARE)
    fetch(folder / "a.obj", tmp_path / "copy")
    assert [file.name for file in (tmp_path / "copy").rglob("*") if file.is_file()] == ["a.obj"]
