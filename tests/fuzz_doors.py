"""The doors by which files come in: for each what it takes, and how it is entered.

Modules are imported when a door is entered, as those of a backend take seconds.
"""

import contextlib
import dataclasses
import io
import json
import os
import pickle
import struct
import time
from collections.abc import Callable
from pathlib import Path

import hostile_files
import numpy as np
import published_layouts
from meshes import BLOCK, CUBE, CUBE_FACES, write_block, write_obj

NUM_POINTS = 64
_WHOLE = 20 * "whole "


@dataclasses.dataclass(frozen=True)
class Door:
    """A way in.

    Args:
        write: Function of a folder, a `pathlib.Path`, that writes what the door takes.
        enter: Function of that folder that reads all of it.
        errors: What it raises for what it doesn't take.
        share: How often it is drawn, compared with others.
        backend: Whether a backend or TensorFlow runs, which takes longer.
        repair: Function of the folder and a generator that makes damage less obvious.
    """

    write: Callable
    enter: Callable
    errors: tuple = (ValueError, FileNotFoundError)
    share: float = 1.0
    backend: bool = False
    repair: Callable | None = None


# === Shapes ===


def _shape_files():
    """Pairs of a file's name and its bytes, or a function that writes it and others to a folder."""
    points = np.random.default_rng(0).normal(size=(40, 3))
    colors = np.random.default_rng(1).integers(0, 256, (40, 3))
    rows = [(*point, *color) for point, color in zip(points.tolist(), colors, strict=True)]

    def text(separator, head=""):
        return (head + "".join(separator.join(map(str, row)) + "\n" for row in rows)).encode()

    cube, faces = CUBE.astype("<f4").tobytes(), hostile_files._faces(*CUBE_FACES)
    yield "textured.obj", _write_textured
    yield "plain.obj", lambda folder: write_block(folder / "plain.obj")
    yield "colored.obj", lambda folder: write_obj(folder / "colored.obj", BLOCK, CUBE_FACES, CUBE)
    yield "binary.ply", hostile_files.ply(8, 6, cube + faces)
    text_faces = "".join(f"4 {a} {b} {c} {d}\n" for a, b, c, d in CUBE_FACES)
    body = (hostile_files._vertices() + text_faces).encode()
    yield "text.ply", hostile_files.ply(8, 6, body, form="ascii")
    strips = struct.pack("<i4i", 4, 0, 1, 2, 3)
    extra = "element tristrips 1\nproperty list int int vertex_indices\n"
    yield "strips.ply", hostile_files.ply(body=cube + strips, extra=extra)
    yield "binary.stl", hostile_files.stl(CUBE[[[0, 1, 2], [1, 2, 3], [4, 5, 6]]])
    facets = "".join(
        "facet normal 0 0 1\nouter loop\n"
        + "".join("vertex {} {} {}\n".format(*CUBE[corner]) for corner in face[:3])
        + "endloop\nendfacet\n"
        for face in CUBE_FACES
    )
    yield "text.stl", f"solid cube\n{facets}endsolid\n".encode()
    yield "cube.off", f"OFF\n8 6 0\n{hostile_files._vertices()}{text_faces}".encode()
    yield "cloud.gltf", json.dumps(hostile_files.gltf_tree()).encode()
    yield "scene.gltf", _write_scene
    yield "scene.glb", hostile_files.glb(_scene_tree(), _scene_buffer())
    yield "model.3mf", hostile_files.three_mf(hostile_files.three_mf_model())
    yield "colored.3mf", hostile_files.archive([("3D/3dmodel.model", _colored_model())])
    yield "binary.pcd", hostile_files.pcd()
    yield (
        "text.pcd",
        hostile_files.pcd(data="ascii", body=hostile_files._vertices().encode()),
    )
    # Eight runs of twelve bytes as they are.
    runs = b"".join(b"\x0b" + cube[i : i + 12] for i in range(0, 96, 12))
    body = struct.pack("<II", len(runs), 96) + runs
    yield "compressed.pcd", hostile_files.pcd(data="binary_compressed", body=body)
    for name, compress in (("cloud.las", False), ("cloud.laz", True)):
        with contextlib.suppress(ImportError):
            yield name, _las(points, compress)
    for name, separator, head in (
        ("cloud.xyz", " ", ""),
        ("cloud.txt", "\t", ""),
        ("cloud.csv", ";", "x;y;z;r;g;b\n"),
        ("cloud.pts", " ", "40\n"),
        ("cloud.asc", ", ", "// x y z\n"),
    ):
        yield name, text(separator, head)
    yield "points.npy", hostile_files._npy_of(points)
    records = np.zeros(40, [(axis, "f4") for axis in "xyz"])
    for axis, column in zip("xyz", points.T, strict=True):
        records[axis] = column
    yield "records.npy", hostile_files._npy_of(records)
    arrays = io.BytesIO()
    np.savez(arrays, points=points, colors=colors.astype("uint8"))
    yield "arrays.npz", arrays.getvalue()
    compressed = io.BytesIO()
    np.savez_compressed(compressed, points=points)
    yield "compressed.npz", compressed.getvalue()


def _write_textured(folder):
    from PIL import Image

    Image.new("RGB", (4, 4), (200, 100, 50)).save(folder / "wood.png")
    (folder / "wood.mtl").write_text("newmtl wood\nKd 1 0.5 0\nmap_Kd -s 2 2 wood.png\n")
    vertices = "".join(f"v {line}\n" for line in hostile_files._vertices().splitlines())
    faces = "".join("f " + " ".join(f"{i + 1}/{i % 4 + 1}" for i in f) + "\n" for f in CUBE_FACES)
    corners = "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
    text = f"mtllib wood.mtl\n{vertices}{corners}usemtl wood\n{faces}l 1 2\n"
    (folder / "textured.obj").write_text(text)


def _scene_buffer():
    indices = np.array([[a, b, c] for a, b, c, _ in CUBE_FACES], "<u2")
    colors = np.full((8, 4), 200, "u1")
    return CUBE.astype("<f4").tobytes() + indices.tobytes() + colors.tobytes()


def _scene_tree(**buffer):
    """Nodes in a node, triangles with indices, colours and a material."""
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [
            {"children": [1, 2], "translation": [1, 0, 0]},
            {"mesh": 0, "rotation": [0, 0, 0, 1], "scale": [1, 2, 1]},
            {"mesh": 0, "matrix": np.eye(4).ravel().tolist()},
        ],
        "meshes": [
            {
                "primitives": [
                    {
                        "attributes": {"POSITION": 0, "COLOR_0": 2},
                        "indices": 1,
                        "material": 0,
                        "mode": 4,
                    }
                ]
            }
        ],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [1, 0.5, 0, 1]}}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5123, "count": 18, "type": "SCALAR"},
            {
                "bufferView": 2,
                "componentType": 5121,
                "count": 8,
                "type": "VEC4",
                "normalized": True,
            },
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 96, "byteStride": 12},
            {"buffer": 0, "byteOffset": 96, "byteLength": 36},
            {"buffer": 0, "byteOffset": 132, "byteLength": 32},
        ],
        "buffers": [{"byteLength": 164, **buffer}],
    }


def _write_scene(folder):
    (folder / "scene.bin").write_bytes(_scene_buffer())
    (folder / "scene.gltf").write_text(json.dumps(_scene_tree(uri="scene.bin")))


def _colored_model():
    mesh = hostile_files._MESH.replace("<triangle ", '<triangle pid="2" p1="0" p2="1" p3="0" ')
    objects = (
        '<colorgroup id="2"><color color="#FF0000"/><color color="#00FF00FF"/></colorgroup>'
        f'<object id="1" pid="2" pindex="0">{mesh}</object>'
        '<object id="3"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 5 0 0"/>'
        '<component objectid="1"/></components></object>'
    )
    return hostile_files.three_mf_model(objects, '<item objectid="3"/>')


def _las(points, compress):
    import laspy

    data = laspy.create(point_format=2)
    data.header.scales = [0.01, 0.01, 0.01]
    data.xyz = points
    data.red = data.green = data.blue = np.arange(len(points)) * 1000
    content = io.BytesIO()
    data.write(content, do_compress=compress)
    return content.getvalue()


def _shape_doors():
    for name, content in _shape_files():

        def write(folder, name=name, content=content):
            if callable(content):
                content(folder)
            else:
                (folder / name).write_bytes(content)

        def enter(folder, name=name):
            from keras_recon.datasets import read_shape

            shape = read_shape(folder / name, NUM_POINTS)
            assert shape.points.shape == (NUM_POINTS, 3)
            assert np.isfinite(shape.points).all()

        errors = (ValueError, FileNotFoundError, ImportError)
        yield f"shape_{name}", Door(write, enter, errors)


# === Data sets ===


def _modelnet(pickled):
    def write(folder):
        published_layouts.write_modelnet(folder, 10, 1, 20, pickled)

    def enter(folder):
        from keras_recon.datasets import load_modelnet

        load_modelnet(folder, "train", 10, pickled=pickled, num_points=None if pickled else 10)

    return Door(write, enter)


def _few_shot():
    def enter(folder):
        from keras_recon.datasets import load_modelnet_few_shot

        load_modelnet_few_shot(folder, 2, 1, 0)

    return Door(
        lambda folder: published_layouts.write_modelnet_few_shot(folder, 2, 1, 1, 10), enter
    )


def _scanobjectnn(folder):
    from keras_recon.datasets import load_scanobjectnn

    load_scanobjectnn(folder, "obj_bg", "test")
    stream = load_scanobjectnn(folder, "obj_bg", "test", stream=True)
    stream.read_points(np.arange(len(stream)))


def _write_chunked(folder):
    """As published, compressed in chunks."""
    import h5py

    (folder / "main_split").mkdir()
    with h5py.File(folder / "main_split" / "test_objectdataset.h5", "w") as file:
        points = np.random.default_rng(0).normal(size=(12, 20, 3)).astype("float32")
        file.create_dataset("data", data=points, chunks=(4, 20, 3), compression="gzip")
        file.create_dataset("label", data=np.arange(12), chunks=(4,), compression="gzip")


def _shapenet55(folder):
    from keras_recon.datasets import load_shapenet55

    load_shapenet55(folder, "test", stream=False)


def _shapenetpart(folder):
    from keras_recon.datasets import load_shapenetpart

    load_shapenetpart(folder, "test", num_points=32)


def _objaverse_lvis(folder):
    from keras_recon.datasets import load_objaverse_lvis, load_openshape_class_features

    data = load_objaverse_lvis(folder, stream=False)
    load_openshape_class_features("objaverse_lvis", folder, data.class_names)


def _openshape(folder):
    from keras_recon.datasets import load_openshape

    stream = load_openshape(folder, "train")
    stream.read_shapes(np.arange(len(stream)))


def _openshape_modelnet40(folder):
    from keras_recon.datasets import load_openshape_class_features, load_openshape_modelnet40

    data = load_openshape_modelnet40(folder)
    load_openshape_class_features("openshape_modelnet40", folder, data.class_names)


def _openshape_scanobjectnn(folder):
    from keras_recon.datasets import load_openshape_class_features, load_openshape_scanobjectnn

    data = load_openshape_scanobjectnn(folder)
    load_openshape_class_features("openshape_scanobjectnn", folder, data.class_names)


def _write_folder(folder):
    for name in ("chair/a.npy", "chair/b.npy", "table/c.npy"):
        (folder / "shapes" / name).parent.mkdir(parents=True, exist_ok=True)
        np.save(folder / "shapes" / name, np.random.default_rng(0).normal(size=(80, 3)))
    rows = [("chair/a.npy", "chair", "train"), ("chair/b.npy", "chair", "test")]
    rows.append(("table/c.npy", "table", "train"))
    lines = [",".join((*row, "a shape")) for row in rows]
    (folder / "labels.csv").write_text("\n".join(["path,label,split,caption", *lines]) + "\n")
    entries = [
        dict(zip(("path", "label", "split", "caption"), (*row, ["a", "b"]), strict=True))
        for row in rows
    ]
    (folder / "labels.json").write_text(json.dumps(entries))
    (folder / "pairs.json").write_text(json.dumps({row[0]: row[1] for row in rows}))


def _label_files(folder):
    from keras_recon.datasets.find_shapes import find_shapes

    errors = []
    for name in ("labels.csv", "labels.json", "pairs.json"):
        try:
            find_shapes(folder / "shapes", folder / name)
        except (ValueError, FileNotFoundError) as error:
            errors.append(error)
    if errors:
        raise errors[0]


def _shape_folder(folder):
    from keras_recon.datasets import load_shape_folder

    load_shape_folder(
        folder / "shapes", "train", NUM_POINTS, labels=folder / "labels.csv", progress=False
    )


# === Pickles ===


def _write_pickles(folder):
    content = [np.eye(3), {"label": np.int64(3), "name": "a"}, (b"raw", None, 2.5, {1, 2})]
    for protocol in range(6):
        (folder / f"{protocol}.pkl").write_bytes(pickle.dumps(content, protocol))
    np.save(folder / "object.npy", {"xyz": np.eye(3), "id": "a"}, allow_pickle=True)
    np.save(folder / "array.npy", np.eye(3))


def _pickles(folder):
    from keras_recon.datasets.restricted_unpickler import (
        load_restricted_npy,
        load_restricted_pickle,
    )

    errors = []
    for path in sorted(folder.iterdir()):
        load = load_restricted_npy if path.suffix == ".npy" else load_restricted_pickle
        try:
            repr(load(path))
        except (ValueError, OSError) as error:
            errors.append(error)
    if errors:
        raise errors[0]


# === What the package wrote itself ===


def _write_shards(folder):
    from keras_recon.data import PointCloudData, write_tfrecords

    random = np.random.default_rng(0)
    data = PointCloudData(
        points=random.normal(size=(12, 20, 3)),
        labels=np.arange(12) % 3 - 1,
        class_names=("chair", "table"),
        names=[f"shape {i}" for i in range(12)],
        image_features=random.normal(size=(12, 2, 5)),
        text_features=random.normal(size=(12, 4)),
        part_labels=random.integers(0, 2, (12, 20)),
        part_names=("leg", "seat"),
        class_parts=((0, 1), (0,)),
        colors=random.uniform(size=(12, 20, 3)),
    )
    write_tfrecords(data, folder / "shards", num_shards=2)


def _enter_shards(folder):
    from keras_recon.data import PointCloudShards, point_cloud_dataset

    shards = PointCloudShards(folder / "shards")
    features = [
        name for name in ("image_features", "text_features", "class_index", "colors")
        if name in shards.shapes
    ]  # fmt: skip
    batches = point_cloud_dataset(
        shards, 4, num_points=10, features=features, labels=True, shuffle=True
    )
    for _ in batches:
        pass


def _repair_shards(folder, random):
    """Records of which the checksums are right, and an index that has the shards' sizes."""
    import tensorflow as tf

    shards = folder / "shards"
    if not all(path.is_file() and not path.is_symlink() for path in shards.iterdir()):
        return
    for path in sorted(shards.glob("*.tfrecord")):
        content, records = path.read_bytes(), []
        while len(content) > 16:
            (length,) = struct.unpack_from("<Q", content)
            records.append(content[12 : 12 + length])
            content = content[16 + length :]
        with tf.io.TFRecordWriter(str(path)) as writer:
            for record in records:
                writer.write(record)
    with contextlib.suppress(Exception):  # whatever the index is by now
        index = json.loads((shards / "index.json").read_text())
        index["bytes"] = {name: (shards / name).stat().st_size for name in index["bytes"]}
        (shards / "index.json").write_text(json.dumps(index))


def _tiny_classifier():
    import keras_recon

    backbone = keras_recon.ReConBackbone(
        dim=8, depth=1, num_heads=2, num_groups=4, group_size=4, patch_widths=(4, 8, 8),
        position_width=8,
    )  # fmt: skip
    preprocessor = keras_recon.layers.PointCloudPreprocessor(NUM_POINTS)
    return keras_recon.ReConClassifier(
        backbone, num_classes=2, class_names=["chair", "table"], preprocessor=preprocessor
    )


def _write_preset(folder):
    _tiny_classifier().save_to_preset(folder / "preset")


def _describe_preset(folder):
    from keras_recon.presets import describe_preset

    json.dumps(describe_preset(folder / "preset"))


def _enter_preset(folder):
    from keras_recon.models import Task

    Task.from_preset(folder / "preset")


def _write_checkpoints(folder):
    import torch

    content = {
        "base_model": {
            "module.cls_token": torch.arange(8.0).reshape(1, 1, 8),
            "module.norm.weight": torch.ones(8, dtype=torch.float16),
            "module.steps": torch.tensor(3),
        },
        "optimizer": {"state": {0: {"step": 7}}, "param_groups": [{"lr": 1e-3}]},
        "metrics": np.float64(0.5),
        "epoch": 3,
    }
    torch.save(content, folder / "zip.pth")
    torch.save(content, folder / "legacy.pth", _use_new_zipfile_serialization=False)
    config = {"model": {"trans_dim": 24, "transformer_config": {"depth": 2, "loss": "cdl2"}}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "config.yaml").write_text(
        "model:\n  NAME: ReCon\n  trans_dim: 24\n  transformer_config:\n    depth: 2\n"
    )


def _checkpoints(folder):
    from convert_official_checkpoint import read_checkpoint, read_config

    errors = []
    for path in sorted(folder.iterdir()):
        try:
            if path.suffix == ".pth":
                dict(read_checkpoint(path))
            else:
                read_config(str(path))
        except (ValueError, FileNotFoundError) as error:
            errors.append(error)
    if errors:
        raise errors[0]


def _write_caches(folder):
    from keras_recon.datasets.readers.read_file import read_file
    from keras_recon.datasets.shape_cache import ShapeCache
    from keras_recon.search.embedding_cache import EmbeddingCache
    from keras_recon.teachers.feature_cache import FeatureCache

    FeatureCache(folder / "features", "mine", "texts").keep([b"k" * 32], np.ones((1, 4)))
    np.save(folder / "scan.npy", np.random.default_rng(0).normal(size=(80, 3)))
    embeddings = EmbeddingCache(folder / "embeddings")
    key, _ = embeddings.find(folder / "scan.npy")
    entry = embeddings.entry(folder / "scan.npy", key, ())
    embeddings.keep([entry], np.ones((1, 4), "float32"), np.zeros((1, 8, 3), "float16"))
    shapes = ShapeCache(folder / "shapes")
    entry, _ = shapes.find(folder / "scan.npy", NUM_POINTS, 0)
    shapes.keep(entry, folder / "scan.npy", read_file(folder / "scan.npy", NUM_POINTS, 0))


def _caches(folder):
    from keras_recon.datasets.shape_cache import ShapeCache
    from keras_recon.search.embedding_cache import EmbeddingCache
    from keras_recon.teachers.feature_cache import FeatureCache

    features = FeatureCache(folder / "features", "mine", "texts")
    if b"k" * 32 in features:
        assert features.read([b"k" * 32]).dtype == "float32"
    EmbeddingCache(folder / "embeddings").find(folder / "scan.npy")
    _, shape = ShapeCache(folder / "shapes").find(folder / "scan.npy", NUM_POINTS, 0)
    if shape is not None:
        assert shape.points.shape == (NUM_POINTS, 3)


def _write_class_features(folder):
    from keras_recon.teachers import save_class_features

    save_class_features(folder / "classes.npz", ["bed", "chair"], np.eye(2, 8), "mine", ["a {}"])


def _class_features(folder):
    from keras_recon.teachers import load_class_features

    stored = load_class_features(folder / "classes.npz")
    stored.of(stored.class_names)


def _write_index(folder):
    from keras_recon import ShapeIndex

    random = np.random.default_rng(0)
    ShapeIndex(
        random.normal(size=(5, 8)),
        "abcde",
        "fghij",
        "klmno",
        random.normal(size=(5, 6, 3)),
        ["broken"],
    ).save(folder / "index.npz")


def _index(folder):
    from keras_recon import ShapeIndex

    index = ShapeIndex.load(folder / "index.npz")
    index.describe(*index.search(index.embeddings[0], 3))


# === The command line ===

# The words of a command, one a line, so that they are damaged as other files are.
_COMMANDS = (
    ("predict", "{}/scan.npy", "--preset={}/preset", "--num_workers=1", "--batch_size=4"),
    ("predict", "{}", "--preset={}/preset", "--up_axis=z", "--num_points=64", "--format=json"),
    ("search", "--like={}/scan.npy", "--folder={}", "--preset={}/preset", "--count=3"),
    ("presets", "recon_nano", "--format=json"),
    ("presets", "{}/preset", "--format=card"),
    ("export", "{}/nothing", "/dev/null/artefact", "--precision=int8", "--format=onnx"),
)


def _write_commands(folder):
    _write_preset(folder)
    np.save(folder / "scan.npy", np.random.default_rng(0).normal(size=(80, 3)))
    for number, words in enumerate(_COMMANDS):
        (folder / f"{number}.command").write_text("\n".join(words))


def _commands(folder):
    from keras_recon.cli import main

    for path in sorted(folder.glob("*.command")):
        if not path.is_file() or path.is_symlink():
            continue
        content = path.read_bytes()
        if content == "\n".join(_COMMANDS[int(path.stem)]).encode() and int(path.stem):
            continue  # one that wasn't damaged, of which the first is enough
        words = content.replace(b"{}", os.fsencode(folder))[:100_000].split(b"\n")
        # The system ends arguments at a NUL, and takes up to 128 KiB.
        arguments = [os.fsdecode(word.partition(b"\0")[0]) for word in words[:50]]
        output = io.StringIO()
        try:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                code = main(arguments)
        except SystemExit as error:
            code = error.code
        if code not in (0, 1, 2):
            raise AssertionError(f"it ended with {code}")


def doors():
    """Every door, by its name."""
    layouts = published_layouts
    with_hdf5 = (ValueError, FileNotFoundError)
    entered = {
        **dict(_shape_doors()),
        "modelnet_text": _modelnet(False),
        "modelnet_pickle": _modelnet(True),
        "modelnet_few_shot": _few_shot(),
        "scanobjectnn": Door(
            lambda folder: layouts.write_scanobjectnn(folder, "obj_bg", 4, 20),
            _scanobjectnn,
            with_hdf5,
            3.0,
        ),
        "scanobjectnn_chunked": Door(_write_chunked, _scanobjectnn, with_hdf5, 3.0),
        "shapenet55": Door(lambda folder: layouts.write_shapenet55(folder, 3, 20), _shapenet55),
        "shapenetpart": Door(
            lambda folder: layouts.write_shapenetpart(folder, 1, 20), _shapenetpart
        ),
        "objaverse_lvis": Door(
            lambda folder: layouts.write_objaverse_lvis(folder, 1, num_points=20), _objaverse_lvis
        ),
        "openshape": Door(lambda folder: layouts.write_openshape(folder, 4, 20, 4), _openshape),
        "openshape_modelnet40": Door(
            lambda folder: layouts.write_openshape_modelnet40(folder, 1, 20),
            _openshape_modelnet40,
        ),
        "openshape_scanobjectnn": Door(
            lambda folder: layouts.write_openshape_scanobjectnn(folder, 3, 20, colored=True),
            _openshape_scanobjectnn,
        ),
        "label_files": Door(_write_folder, _label_files, share=3.0),
        "shape_folder": Door(_write_folder, _shape_folder),
        "pickles": Door(_write_pickles, _pickles, share=6.0),
        "caches": Door(_write_caches, _caches, (), 3.0),
        "class_features": Door(_write_class_features, _class_features, share=2.0),
        "index": Door(_write_index, _index, share=2.0),
        "preset_description": Door(_write_preset, _describe_preset, share=2.0),
        "preset": Door(_write_preset, _enter_preset, share=3.0, backend=True),
        "checkpoints": Door(_write_checkpoints, _checkpoints, share=5.0, backend=True),
        "shards": Door(
            _write_shards, _enter_shards, share=3.0, backend=True, repair=_repair_shards
        ),
        "commands": Door(_write_commands, _commands, (), backend=True),
    }
    return entered


def wrong_doors():
    """Doors that do with damaged files what none may do, by their names."""

    def wrong(act):
        def enter(folder):
            path = folder / "file"
            if not path.is_file() or path.read_text(errors="replace") != _WHOLE:
                act(folder)

        return Door(lambda folder: (folder / "file").write_text(_WHOLE), enter)

    def hang(folder):
        while True:
            pass

    def refuse_without_a_reason(folder):
        raise ValueError("no")

    acts = {
        "hang": hang,
        "wait": lambda folder: time.sleep(1000),
        "error": lambda folder: [][7],
        "reason": refuse_without_a_reason,
        "file": lambda folder: (folder.parent / "left").write_text(""),
        "write": lambda folder: open("/dev/full", "w").close(),
        "read": lambda folder: (folder.parents[2] / "outside.npy").read_bytes(),
        "program": lambda folder: os.system("true"),
        "memory": lambda folder: bytearray(2**32),
        "end": lambda folder: os.abort(),
    }
    return {f"wrong_{name}": wrong(act) for name, act in acts.items()}


def write_corpus(door, folder):
    """Write what a door takes to a new folder, and return it: bytes by relative path."""
    folder = Path(folder)
    folder.mkdir()
    door.write(folder)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
