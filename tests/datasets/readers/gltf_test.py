import base64
import io
import json
import struct

import numpy as np
import pytest
from surfaces import area

trimesh = pytest.importorskip("trimesh")
image = pytest.importorskip("PIL.Image")

from keras_recon.datasets.readers.content import Cloud  # noqa: E402
from keras_recon.datasets.readers.gltf import read_gltf  # noqa: E402
from keras_recon.datasets.readers.read_file import read_file  # noqa: E402

SQUARE = np.array([[0, 0, 0], [2, 0, 0], [2, 2, 0], [0, 2, 0]], "float32")
TRIANGLES = np.array([0, 1, 2, 0, 2, 3], "uint16")
TYPES = {
    "int8": 5120,
    "uint8": 5121,
    "int16": 5122,
    "uint16": 5123,
    "uint32": 5125,
    "float32": 5126,
}


class Builder:
    """A glTF file of one mesh and one node, to change before it is written."""

    def __init__(self):
        self.data = b""
        self.tree = {
            "asset": {"version": "2.0"},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": [{"mesh": 0}],
            "meshes": [{"primitives": []}],
            "accessors": [],
            "bufferViews": [],
            "buffers": [{}],
        }

    def view(self, content, **more):
        self.data += b"\0" * (-len(self.data) % 4)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content), **more}
        self.data += content
        self.tree["bufferViews"].append(view)
        return len(self.tree["bufferViews"]) - 1

    def accessor(self, array, **more):
        array = np.asarray(array)
        kind = "SCALAR" if array.ndim == 1 else f"VEC{array.shape[1]}"
        view = {"bufferView": self.view(array.tobytes())} if "bufferView" not in more else {}
        self.tree["accessors"].append(
            {
                "componentType": TYPES[array.dtype.name],
                "count": len(array),
                "type": kind,
                **view,
                **more,
            }
        )
        return len(self.tree["accessors"]) - 1

    def primitive(self, points=SQUARE, indices=TRIANGLES, **more):
        primitive = {"attributes": {"POSITION": self.accessor(points)}, **more}
        if indices is not None:
            primitive["indices"] = self.accessor(indices)
        self.tree["meshes"][0]["primitives"].append(primitive)
        return primitive

    def texture(self, **more):
        """Rows from the top: red, green; blue, white."""
        texels = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]], "uint8")
        file = io.BytesIO()
        image.fromarray(texels).save(file, "png")
        self.tree["images"] = [{"bufferView": self.view(file.getvalue()), **more}]
        self.tree["textures"] = [{"source": 0}]
        return {"index": 0}

    def write(self, path, side_file=None):
        self.tree["buffers"][0]["byteLength"] = len(self.data)
        if path.suffix == ".glb":
            text = json.dumps(self.tree).encode()
            text += b" " * (-len(text) % 4)
            body = struct.pack("<I4s", len(text), b"JSON") + text
            body += struct.pack("<I4s", len(self.data), b"BIN\0") + self.data
            path.write_bytes(b"glTF" + struct.pack("<II", 2, 12 + len(body)) + body)
        else:
            uri = "data:application/octet-stream;base64," + base64.b64encode(self.data).decode()
            if side_file is not None:
                (path.parent / side_file).write_bytes(self.data)
                uri = side_file.replace(" ", "%20")
            self.tree["buffers"][0]["uri"] = uri
            path.write_text(json.dumps(self.tree))
        return path


@pytest.fixture
def builder():
    return Builder()


@pytest.fixture(params=["a.glb", "a.gltf"])
def path(request, tmp_path):
    return tmp_path / request.param


def bounds(surface):
    corners = np.concatenate([part.vertices[part.faces.ravel()] for part in surface.parts])
    return corners.min(axis=0).tolist(), corners.max(axis=0).tolist()


@pytest.mark.parametrize(
    ("mode", "points", "indices"),
    [
        (None, SQUARE, TRIANGLES),
        (4, SQUARE, TRIANGLES.astype("uint8")),
        (4, SQUARE, TRIANGLES.astype("uint32")),
        (4, SQUARE[TRIANGLES], None),
        (5, SQUARE, np.array([0, 1, 3, 2], "uint8")),
        (5, SQUARE[[0, 1, 3, 2]], None),
        (6, SQUARE, np.array([0, 1, 2, 3], "uint16")),
        (6, SQUARE, None),
    ],
)
def test_triangles_strips_and_fans(builder, path, mode, points, indices):
    builder.primitive(points, indices, **({} if mode is None else {"mode": mode}))
    surface = read_gltf(builder.write(path))
    assert area(surface) == pytest.approx(4)
    assert surface.left_out == []
    assert not surface.parts[0].has_colors


def test_a_buffer_in_a_file_of_its_own(builder, tmp_path):
    builder.primitive()
    surface = read_gltf(builder.write(tmp_path / "a.gltf", "my buffer.bin"))
    assert area(surface) == pytest.approx(4)
    assert surface.side_files == [str(tmp_path / "my buffer.bin")]


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("none.bin", "the buffer none.bin, which is missing"),
        ("../../x.bin", "the buffer ../../x.bin, which is outside the folder"),
        ("/etc/hostname", "outside the folder"),
        ("http://localhost/x.bin", "outside the folder"),
        (None, "no data for the buffer 0"),
    ],
)
def test_a_buffer_that_is_not_there_is_named(builder, tmp_path, uri, message):
    builder.primitive()
    path = builder.write(tmp_path / "a.gltf")
    builder.tree["buffers"] = [{"byteLength": 99} if uri is None else {"uri": uri}]
    path.write_text(json.dumps(builder.tree))
    with pytest.raises(ValueError, match=message):
        read_gltf(path)


def test_points_alone_are_a_cloud(builder, path):
    colors = builder.accessor(np.array([[255, 0, 0, 255]] * 4, "uint8"), normalized=True)
    builder.primitive(indices=None, mode=0)["attributes"]["COLOR_0"] = colors
    builder.tree["nodes"][0]["translation"] = [1, 0, 0]
    cloud = read_gltf(builder.write(path))
    assert isinstance(cloud, Cloud)
    np.testing.assert_array_equal(cloud.points, SQUARE + np.array([1, 0, 0]))
    np.testing.assert_array_equal(cloud.colors, [[1, 0, 0]] * 4)


def test_points_and_lines_beside_triangles_are_left_out(builder, path):
    builder.primitive()
    for mode in (0, 1, 2, 3):
        builder.primitive(mode=mode)
    surface = read_gltf(builder.write(path))
    assert area(surface) == pytest.approx(4)
    assert sorted(surface.left_out) == ["1 parts of points", "3 parts of lines"]


def test_lines_alone_are_refused(builder, path):
    builder.primitive(mode=1)
    with pytest.raises(ValueError, match="no triangle or point in the scene and 1 parts of lines"):
        read_gltf(builder.write(path))


def test_a_mesh_stands_where_its_nodes_put_it(builder, path):
    builder.primitive()
    builder.tree["nodes"] = [
        {"children": [1, 2], "translation": [10, 0, 0], "scale": [2, 1, 1]},
        # A quarter turn around z: x to y.
        {"mesh": 0, "rotation": [0, 0, 0.5**0.5, 0.5**0.5]},
        {"mesh": 0, "matrix": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 7, 1]},
    ]
    surface = read_gltf(builder.write(path))
    turned, moved = surface.parts
    np.testing.assert_allclose(
        turned.vertices, [[10, 0, 0], [10, 2, 0], [6, 2, 0], [6, 0, 0]], atol=1e-9
    )
    np.testing.assert_allclose(
        moved.vertices, [[10, 0, 7], [14, 0, 7], [14, 2, 7], [10, 2, 7]], atol=1e-9
    )


def test_a_large_translation_is_float64(builder, path):
    builder.primitive()
    builder.tree["nodes"][0]["translation"] = [4512345.678901, 0, 0]
    assert bounds(read_gltf(builder.write(path)))[0][0] == 4512345.678901


def test_instances_of_a_node(builder, path):
    builder.primitive()
    moves = builder.accessor(np.array([[0, 0, 0], [5, 0, 0], [0, 5, 0]], "float32"))
    extension = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": moves}}}
    builder.tree["nodes"][0]["extensions"] = extension
    builder.tree["extensionsRequired"] = ["EXT_mesh_gpu_instancing"]
    surface = read_gltf(builder.write(path))
    assert bounds(surface) == ([0, 0, 0], [7, 7, 0])
    assert area(surface) == pytest.approx(12)


def test_so_many_instances_that_memory_ends_are_refused(builder, path, monkeypatch):
    builder.primitive()
    builder.tree["nodes"] = [{"mesh": 0}, {"mesh": 0}, {"mesh": 0}]
    builder.tree["scenes"] = [{"nodes": [0, 1, 2]}]
    count = len(read_gltf(builder.write(path)).parts[0].vertices)
    monkeypatch.setattr("keras_recon.datasets.readers.parts.MOST_VERTICES", 3 * count - 1)
    with pytest.raises(ValueError, match="vertices or .* each as often as it is placed"):
        read_gltf(path)


@pytest.mark.parametrize(
    ("entry", "value"), [("nodes", ["a"]), ("meshes", {}), ("scenes", [3]), ("accessors", [{}])]
)
def test_entries_of_other_types_are_the_reason(builder, path, entry, value):
    builder.primitive()
    builder.tree[entry] = value
    with pytest.raises(ValueError, match="an entry that is missing or of another type"):
        read_gltf(builder.write(path))


def test_the_default_scene_is_read(builder, path):
    builder.primitive()
    builder.tree["nodes"].append({"mesh": 0, "translation": [9, 0, 0]})
    builder.tree |= {"scenes": [{"nodes": [0]}, {"nodes": [1]}], "scene": 1}
    surface = read_gltf(builder.write(path))
    assert bounds(surface) == ([9, 0, 0], [11, 2, 0])
    assert surface.left_out == ["1 other scenes"]


def test_without_scenes_all_nodes_are_read(builder, path):
    builder.primitive()
    del builder.tree["scenes"], builder.tree["scene"]
    assert area(read_gltf(builder.write(path))) == pytest.approx(4)


def test_nodes_that_hold_themselves_are_refused(builder, path):
    builder.primitive()
    builder.tree["nodes"] = [{"children": [1]}, {"children": [0]}]
    with pytest.raises(ValueError, match="nodes that hold themselves"):
        read_gltf(builder.write(path))


@pytest.mark.parametrize("kind", ["int8", "uint8", "int16", "uint16"])
@pytest.mark.parametrize("normalized", [False, True])
def test_quantized_positions(builder, path, kind, normalized):
    most = np.iinfo(kind).max
    points = (SQUARE / 2 * most).astype(kind)
    primitive = builder.primitive()
    primitive["attributes"]["POSITION"] = builder.accessor(points, normalized=normalized)
    builder.tree["nodes"][0]["scale"] = [1, 1, 1] if normalized else [1 / most] * 3
    builder.tree["extensionsRequired"] = ["KHR_mesh_quantization"]
    assert area(read_gltf(builder.write(path))) == pytest.approx(1)


def test_interleaved_attributes(builder, path):
    vertices = np.hstack([SQUARE, np.full((4, 5), 9, "float32")])
    view = builder.view(vertices.tobytes(), byteStride=32)
    builder.primitive()["attributes"]["POSITION"] = builder.accessor(SQUARE, bufferView=view)
    assert area(read_gltf(builder.write(path))) == pytest.approx(4)


@pytest.mark.parametrize("base", [True, False])
def test_a_sparse_accessor(builder, path, base):
    points = SQUARE.copy()
    if not base:
        points[:] = 0
    moved = np.array([1, 2, 3], "uint8")
    sparse = {
        "count": 3,
        "indices": {"bufferView": builder.view(moved.tobytes()), "componentType": 5121},
        "values": {"bufferView": builder.view((2 * SQUARE[moved]).tobytes())},
    }
    primitive = builder.primitive()
    primitive["attributes"]["POSITION"] = index = builder.accessor(points, sparse=sparse)
    if not base:
        del builder.tree["accessors"][index]["bufferView"]
    assert area(read_gltf(builder.write(path))) == pytest.approx(16)


def add_draco_part(builder):
    draco = pytest.importorskip("DracoPy")
    ball = trimesh.creation.icosphere(1)
    content = draco.encode(ball.vertices, ball.faces, quantization_bits=16)
    identity = draco.decode(content).attributes[0]["unique_id"]
    primitive = builder.primitive(
        ball.vertices.astype("float32"), ball.faces.ravel().astype("uint16")
    )
    for index in (primitive["attributes"]["POSITION"], primitive["indices"]):
        del builder.tree["accessors"][index]["bufferView"]
    primitive["extensions"] = {
        "KHR_draco_mesh_compression": {
            "bufferView": builder.view(content),
            "attributes": {"POSITION": identity},
        }
    }
    return ball.area


def test_a_part_compressed_with_draco_among_others(builder, path):
    builder.primitive()
    expected = add_draco_part(builder) + 4
    builder.tree["extensionsRequired"] = ["KHR_draco_mesh_compression"]
    surface = read_gltf(builder.write(path))
    assert len(surface.parts) == 2
    assert area(surface) == pytest.approx(expected, rel=1e-3)


def add_meshopt_part(builder):
    primitive = builder.primitive()
    view = builder.tree["accessors"][primitive["attributes"]["POSITION"]]["bufferView"]
    builder.tree["bufferViews"][view]["extensions"] = {"EXT_meshopt_compression": {"buffer": 0}}
    builder.tree["bufferViews"][view]["buffer"] = len(builder.tree["buffers"])
    builder.tree["buffers"].append({"byteLength": 48})
    builder.tree["extensionsRequired"] = ["EXT_meshopt_compression"]


def test_a_part_compressed_with_meshopt_is_left_out(builder, path):
    builder.primitive()
    add_meshopt_part(builder)
    surface = read_gltf(builder.write(path))
    assert area(surface) == pytest.approx(4)
    assert surface.left_out == ["1 parts compressed with meshopt"]


def test_parts_compressed_with_meshopt_alone_are_refused(builder, path):
    add_meshopt_part(builder)
    with pytest.raises(ValueError, match="1 parts compressed with meshopt"):
        read_gltf(builder.write(path))


def test_an_extension_that_is_needed_and_unknown_is_named(builder, path):
    builder.primitive()
    builder.tree["extensionsRequired"] = ["KHR_materials_unlit", "ACME_spheres"]
    with pytest.raises(ValueError, match="needs the extension ACME_spheres"):
        read_gltf(builder.write(path))


def test_skins_and_morph_targets_are_said(builder, path):
    builder.primitive(targets=[{}])
    builder.tree["nodes"][0]["skin"] = 0
    assert read_gltf(builder.write(path)).left_out == [
        "1 morph targets",
        "1 skins, without which the shape stands in its rest pose",
    ]


def with_material(builder, **look):
    builder.tree["materials"] = [{"pbrMetallicRoughness": look}]
    return builder.primitive(material=0)


def test_a_material_that_states_no_color_is_none(builder, path):
    with_material(builder, metallicFactor=0)
    assert read_file(builder.write(path), 3).colors is None


def test_base_color_and_colors_of_vertices_are_multiplied(builder, path):
    colors = builder.accessor(np.full((4, 3), 0.5, "float32"))
    with_material(builder, baseColorFactor=[1, 0.2, 0, 1])["attributes"]["COLOR_0"] = colors
    np.testing.assert_allclose(
        read_file(builder.write(path), 2).colors, [[0.5, 0.1, 0]] * 2, atol=0.003
    )


UV = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], "float32")


@pytest.mark.parametrize("place", ["bufferView", "data", "file"])
def test_a_texture(builder, tmp_path, place):
    texture = builder.texture()
    with_material(builder, baseColorTexture=texture)["attributes"]["TEXCOORD_0"] = builder.accessor(
        UV
    )
    view = builder.tree["bufferViews"][builder.tree["images"][0]["bufferView"]]
    content = builder.data[view["byteOffset"] :][: view["byteLength"]]
    if place == "data":
        uri = "data:image/png;base64," + base64.b64encode(content).decode()
        builder.tree["images"] = [{"uri": uri}]
    elif place == "file":
        (tmp_path / "my wood.png").write_bytes(content)
        builder.tree["images"] = [{"uri": "my%20wood.png"}]
    shape = read_file(builder.write(tmp_path / "a.glb"), 200)
    right, upper = (shape.points[:, :2] > 1).T[..., None]
    expected = np.where(
        upper, np.where(right, [0, 1, 0], [1, 0, 0]), np.where(right, [1, 1, 1], [0, 0, 1])
    )
    np.testing.assert_array_equal(shape.colors, expected)
    assert len(shape.side_files) == (place == "file")


def test_textures_of_one_name_are_two(builder, path):
    builder.tree["images"], builder.tree["textures"], builder.tree["materials"] = [], [], []
    for i, color in enumerate([(255, 0, 0), (0, 0, 255)]):
        file = io.BytesIO()
        image.new("RGB", (1, 1), color).save(file, "png")
        builder.tree["images"].append({"bufferView": builder.view(file.getvalue()), "name": "a"})
        builder.tree["textures"].append({"source": i})
        look = {"baseColorTexture": {"index": i}}
        builder.tree["materials"].append({"pbrMetallicRoughness": look})
        primitive = builder.primitive(SQUARE + np.float32(5 * i), material=i)
        primitive["attributes"]["TEXCOORD_0"] = builder.accessor(UV)
    shape = read_file(builder.write(path), 100)
    right = shape.points[:, :1] > 4
    np.testing.assert_array_equal(shape.colors, np.where(right, [0, 0, 1], [1, 0, 0]))


def test_other_coordinates_and_their_transform(builder, path):
    texture = builder.texture()
    transform = {"offset": [0.6, 0.6], "scale": [0, 0], "texCoord": 1}  # lower right
    texture["extensions"] = {"KHR_texture_transform": transform}
    builder.tree["extensionsRequired"] = ["KHR_texture_transform"]
    primitive = with_material(builder, baseColorTexture=texture, baseColorFactor=[1, 0.2, 0, 1])
    primitive["attributes"]["TEXCOORD_1"] = builder.accessor(UV)
    colors = read_file(builder.write(path), 2).colors
    np.testing.assert_allclose(colors, [[1, 0.2, 0]] * 2, atol=1e-6)


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        ({"uri": "none.png"}, "the texture none.png, which is missing"),
        ({"uri": "../../a.png"}, "the texture ../../a.png, which is outside the folder"),
        ({"uri": "data:image/png;base64,AAAA", "name": "wood"}, "the texture wood: can't be read"),
    ],
)
def test_a_texture_that_is_not_read_leaves_the_color(builder, path, picture, said):
    texture = builder.texture()
    builder.tree["images"] = [picture]
    primitive = with_material(builder, baseColorTexture=texture, baseColorFactor=[0, 0, 1, 1])
    primitive["attributes"]["TEXCOORD_0"] = builder.accessor(UV)
    shape = read_file(builder.write(path), 2)
    np.testing.assert_array_equal(shape.colors, [[0, 0, 1]] * 2)
    assert shape.left_out == (said,)


ZEROS = {"componentType": 5126, "count": 10**12, "type": "VEC3"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tree: tree["accessors"][0].update(count=10**12), "an accessor of 1000000000000"),
        (lambda tree: tree["accessors"][0].pop("bufferView"), "a surface of area 0"),
        (lambda tree: tree["accessors"].__setitem__(0, ZEROS), "1000000000000 zeros"),
        (lambda tree: tree["bufferViews"][0].update(byteLength=10**12), "of a buffer of"),
        (lambda tree: tree["bufferViews"][0].update(byteOffset=-4), "bytes -4 to"),
        (lambda tree: tree["accessors"][0].update(byteOffset=-4), "items at -4"),
        (lambda tree: tree["bufferViews"][0].update(byteStride=1), "1 bytes apart"),
        (lambda tree: tree["accessors"][0].update(count=3), "the index 3"),
        (lambda tree: tree["asset"].update(version="1.0"), "version 1.0"),
        (lambda tree: tree["scenes"][0].update(nodes=[]), "no triangle or point"),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused(builder, path, change, message):
    builder.primitive()
    change(builder.tree)
    with pytest.raises(ValueError, match=message):
        read_file(builder.write(path))


def test_a_file_that_is_not_whole_is_refused(builder, tmp_path):
    builder.primitive()
    path = builder.write(tmp_path / "a.glb")
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(ValueError, match=f"{len(content) - 1} of {len(content)} bytes"):
        read_gltf(path)


def test_a_scene_of_trimesh(tmp_path):
    scene = trimesh.Scene()
    for i, color in enumerate([[255, 0, 0, 255], [0, 0, 255, 255]]):
        box = trimesh.creation.box((1, 2, 3))
        box.visual.vertex_colors = color
        scene.add_geometry(box, transform=trimesh.transformations.translation_matrix([5 * i, 0, 0]))
    scene.export(tmp_path / "a.glb")
    shape = read_file(tmp_path / "a.glb", 100)
    right = shape.points[:, :1] > 2.5
    np.testing.assert_array_equal(shape.colors, np.where(right, [0, 0, 1], [1, 0, 0]))
    assert area(read_gltf(tmp_path / "a.glb")) == pytest.approx(44)
