"""Files that are broken, or made to harm who reads them."""

import base64
import io
import json
import os
import pickle
import socket
import struct
import zipfile
import zlib

import numpy as np
from meshes import CUBE, CUBE_FACES

SUFFIXES = (
    *("obj", "ply", "stl", "off", "glb", "gltf", "3mf", "npy", "npz"),
    *("pcd", "las", "laz", "xyz", "txt", "csv", "pts", "asc"),
)
_PNG = (
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 8, 8, 8, 2, 0, 0, 0) + bytes(40)
)
_OTHER_KINDS = {
    "png": _PNG,
    "elf": b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 3, 62, 1) + bytes(300),
    "html": b"<!DOCTYPE html>\n<html><body><p>404 Not Found</p></body></html>\n" * 20,
    "sqlite": b"SQLite format 3\0" + bytes(range(256)) * 4,
    "gzip": b"\x1f\x8b\x08\0" + zlib.compress(b"v 0 0 0\n" * 100),
    "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n",
}


def hostile_contents():
    """Pairs of a file's name and its bytes; none of them holds a shape."""
    for suffix in SUFFIXES:
        yield f"empty.{suffix}", b""
        yield f"byte.{suffix}", b"\x01"
        yield f"zeros.{suffix}", bytes(4096)
        yield f"noise.{suffix}", np.random.default_rng(len(suffix)).bytes(3000)
        for kind, content in _OTHER_KINDS.items():
            yield f"{kind}.{suffix}", content
    for contents in (_obj, _ply, _stl, _off, _gltf, _3mf, _arrays, _pcd, _las, _text):
        yield from contents()


def write_hostile_files(folder):
    """Write them to a folder of their own, and give their paths."""
    folder.mkdir(parents=True)
    paths = []
    for name, content in hostile_contents():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    assert len({*paths}) == len(paths)
    return paths


def write_odd_files(folder):
    """Write what isn't a file, and files whose names harm a terminal, and give their paths."""
    folder.mkdir(parents=True)
    (folder / "folder.obj").mkdir()
    os.mkfifo(folder / "pipe.ply")
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "socket.stl"))
    for name, target in (
        ("zero.obj", "/dev/zero"),
        ("random.xyz", "/dev/urandom"),
        ("terminal.off", "/dev/tty"),
        ("nowhere.glb", "nowhere.glb.missing"),
        ("itself.npy", "itself.npy"),
    ):
        (folder / name).symlink_to(target)
    names = [
        b"line\nbreak",
        b"\r",
        b"\x1b[2Jclears",
        b"\x1b]0;title\x07",
        b"\xff\xfe",
        b"\xc2\x9bm",
    ]
    names += ["\u202egnp".encode(), b"-rf", b"a" * 200, b"$(touch harm-done)"]
    paths = [folder / os.fsdecode(name + b".off") for name in names]
    for path in paths:
        path.write_bytes(b"OFF\n")
    links = [path for path in folder.iterdir() if path not in paths]
    return [*paths, *links, folder / "nul\0.obj", folder / ("a" * 300 + ".obj")]


def write_reaching_files(folder):
    """Write shapes that name files they must not get: by path, words of what is said of each."""
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.mtl")
    (folder / "zero.mtl").symlink_to("/dev/zero")
    (folder / "program.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    size = struct.pack(">II", 2**31 - 1, 2**31 - 1)
    (folder / "bomb.png").write_bytes(_PNG[:16] + size + _PNG[24:])
    cube = "".join(f"v {line}\n" for line in _vertices().splitlines()) + "vt 0 0\n"
    faces = "usemtl wood\n" + "".join(
        "f " + " ".join(f"{corner + 1}/1" for corner in face) + "\n" for face in CUBE_FACES
    )
    said = {}
    for number, (name, words) in enumerate(
        {
            "../../../../../../../../etc/passwd": "outside the folder",
            "/etc/passwd": "outside the folder",
            "file:///etc/passwd": "outside the folder",
            "http://127.0.0.1:9/x.mtl": "outside the folder",
            "/dev/zero": "outside the folder",
            "pipe.mtl": "missing",
            "zero.mtl": "missing",
            ".": "missing",
            "nul\0.mtl": "missing",
            "\x1b[2J.mtl": "missing",
        }.items()
    ):
        path = folder / f"{number}.obj"
        path.write_text(f"mtllib {name}\n{cube}{faces}")
        said[path] = words
    for number, (name, words) in enumerate(
        {
            "/etc/passwd": "outside the folder",
            "program.png": "can't be read",
            "bomb.png": "bomb",
            "pipe.mtl": "missing",
        }.items()
    ):
        (folder / f"texture_{number}.mtl").write_text(f"newmtl wood\nmap_Kd {name}\n")
        path = folder / f"texture_{number}.obj"
        path.write_text(f"mtllib texture_{number}.mtl\n{cube}{faces}")
        said[path] = words
    return said


def _vertices(count=8, value=None):
    """Lines of three numbers."""
    rows = np.resize(CUBE, (count, 3)) if value is None else [[value] * 3] * count
    return "".join(f"{x} {y} {z}\n" for x, y, z in rows)


def _obj():
    cube = "".join(f"v {line}\n" for line in _vertices().splitlines())
    contents = {
        "blank": " \n\t\n" * 100,
        "comments": "# a chair\n" * 100,
        "faces_only": "f 1 2 3\n" * 10,
        "two_numbers": "v 1 2\n" * 10,
        "words": "v one two three\n" * 10,
        "long_word": "v 0 0 " + "9x" * 200_000 + "\n",
        "escapes": "v 0 0 \x1b[2J\x1b]0;title\x07\n",
        "nan": "v nan nan nan\n" * 10 + "f 1 2 3\n",
        "infinite": "v 1e999 -1e999 inf\n" * 10 + "f 1 2 3\n",
        "nan_points": "v nan nan nan\n" * 10,
        "few_points": "v 0 0 0\nv 1 0 0\nv 0 1 0\n",
        "index_zero": cube + "f 0 1 2\n",
        "index_beyond": cube + "f 1 2 9\n",
        "index_before": cube + "f -1 -2 -9\n",
        "index_of_64_bits": cube + f"f 1 2 {2**63 + 2}\n",
        "index_of_30_digits": cube + f"f 1 2 {10**30}\n",
        "index_of_a_million_digits": cube + "f 1 2 " + "1" * 1_000_000 + "\n",
        "index_fraction": cube + "f 1 2 2.5\n",
        "index_word": cube + "f a b c\n",
        "index_slashes": cube + "f " + "/" * 100_000 + "\n",
        "degenerate": cube + "f 1 1 1\nf 2 2 3\n",
        "line_faces": cube + "f 1 2\nf 3 4\n",
        "coincident": "v 5 5 5\n" * 10 + "f 1 2 3\nf 4 5 6\n",
        "collinear": "v 1 0 0\nv 2 0 0\nv 3 0 0\nf 1 2 3\n",
        "huge": "v 1e308 0 0\nv -1e308 0 0\nv 0 1e308 0\nf 1 2 3\n",
        "garbage_behind": cube.encode() + b"f 1 2 " + bytes(range(128, 256)) * 30,
        "odd_utf16": b"\xff\xfe" + cube.encode("utf-16-le") + b"\x00\xd8",
    }
    for name, content in contents.items():
        yield f"{name}.obj", content if isinstance(content, bytes) else content.encode()


def ply(vertex_count=8, face_count=0, body=None, form="binary_little_endian", extra=""):
    header = f"ply\nformat {form} 1.0\nelement vertex {vertex_count}\n"
    header += "".join(f"property float {axis}\n" for axis in "xyz")
    if face_count:
        header += f"element face {face_count}\nproperty list uchar int vertex_indices\n"
    body = CUBE.astype("<f4").tobytes() if body is None else body
    return (header + extra + "end_header\n").encode() + body


def _faces(*faces):
    return b"".join(struct.pack(f"<B{len(face)}i", len(face), *face) for face in faces)


def _ply():
    cube = CUBE.astype("<f4").tobytes()
    whole = ply(8, 6, cube + _faces(*CUBE_FACES))
    for share in (0.1, 0.3, 0.6, 0.9):
        yield f"truncated_{share}.ply", whole[: int(share * len(whole))]
    yield "truncated_by_a_byte.ply", whole[:-1]
    for count in (9, 10**12, -1, 2**31, 2**32 - 1, 2**63, 2**64, 10**30, "1e3", "", "many"):
        yield f"count_{count}.ply", ply(count)
        yield f"text_count_{count}.ply", ply(count, body=_vertices().encode(), form="ascii")
    for count in (10**12, -1, 2**64):
        yield f"faces_{count}.ply", ply(8, count, cube + _faces(*CUBE_FACES))
    properties = "property list int int vertex_indices\n"
    for length in (-1, 2**31 - 1):
        body = cube + struct.pack("<4i", length, 0, 1, 2)
        yield f"length_{length}.ply", ply(8, 0, body, extra=f"element face 1\n{properties}")
    properties = "property list float int vertex_indices\n"
    for length in (np.nan, np.inf, 1e30, -3.0):
        body = cube + struct.pack("<f3i", length, 0, 1, 2)
        yield f"length_{length}.ply", ply(8, 0, body, extra=f"element face 1\n{properties}")
    yield "index_beyond.ply", ply(8, 1, cube + _faces((0, 1, 8)))
    yield "index_before.ply", ply(8, 1, cube + _faces((0, 1, -1)))
    yield "degenerate.ply", ply(8, 2, cube + _faces((0, 0, 0), (1, 1, 2)))
    yield "nan.ply", ply(8, 1, np.full((8, 3), np.nan, "<f4").tobytes() + _faces((0, 1, 2)))
    yield "nan_points.ply", ply(8, body=np.full((8, 3), np.nan, "<f4").tobytes())
    yield "infinite_points.ply", ply(8, body=np.full((8, 3), np.inf, "<f4").tobytes())
    yield "no_vertex.ply", ply(0, body=b"")
    yield "few_points.ply", ply(3, body=cube[:36])
    yield "words.ply", ply(8, body=b"one two three\n" * 8, form="ascii")
    yield "unknown_format.ply", ply(form="binary_middle_endian")
    yield "unknown_type.ply", ply(extra="element face 1\nproperty quaternion q\n")
    yield "escapes.ply", ply(extra="element face 1\nproperty \x1b[2Jfloat q\n")
    yield "no_end.ply", ply().partition(b"end_header")[0]
    yield "no_element.ply", b"ply\nformat ascii 1.0\nproperty float x\nend_header\n1\n"
    yield "no_coordinates.ply", ply().replace(b"float x", b"float w")
    header = b"ply\nformat binary_little_endian 1.0\nelement vertex 8\n"
    lists = b"".join(b"property list uchar float %c\n" % axis for axis in b"xyz")
    yield "coordinates_in_lists.ply", header + lists + b"end_header\n" + bytes(24)
    yield "faces_only.ply", ply(0, 1, _faces((0, 1, 2)))
    names = "".join(f"property float p{number}\n" for number in range(20_000))
    yield "many_properties.ply", ply(extra=f"element face 1000000000\n{names}")
    yield (
        "strips_beyond.ply",
        ply(
            body=cube + struct.pack("<5i", 4, 0, 1, 2, 99),
            extra="element tristrips 1\nproperty list int int vertex_indices\n",
        ),
    )


def stl(triangles, count=None):
    count = len(triangles) if count is None else count
    records = b"".join(bytes(12) + row.tobytes() + bytes(2) for row in triangles.astype("<f4"))
    return bytes(80) + struct.pack("<I", count) + records


def _stl():
    triangles = CUBE[[[0, 1, 2], [1, 2, 3], [4, 5, 6]]]
    whole = stl(triangles)
    for size in (40, 83, 84, 120, len(whole) - 1):
        yield f"truncated_{size}.stl", whole[:size]
    for count in (4, 10**6, 2**31, 2**32 - 1):
        yield f"count_{count}.stl", stl(triangles, count)
    yield "no_triangle.stl", stl(triangles[:0])
    yield "nan.stl", stl(np.full((3, 3, 3), np.nan))
    yield "infinite.stl", stl(np.full((3, 3, 3), -np.inf))
    yield "degenerate.stl", stl(np.ones((3, 3, 3)))
    yield "text_without_triangles.stl", b"solid chair\nendsolid chair\n"
    yield "text_of_one_vertex.stl", b"solid\nfacet normal 0 0 1\nouter loop\nvertex 1 2 3\n"
    yield "text_nan.stl", b"solid\nfacet normal 0 0 1\nouter loop\n" + b"vertex nan nan nan\n" * 9
    yield "text_words.stl", b"solid\nfacet normal 0 0 1\nouter loop\n" + b"vertex a b c\n" * 9
    yield "text_numbers.stl", b"solid\nfacet normal 0 0 1\n" + b"vertex 1x 2.3.4 5e\n" * 9
    yield "text_collinear.stl", b"solid\nfacet normal 0 0 1\n" + b"vertex 1 1 1\n" * 9


def _off():
    cube, faces = _vertices(), "4 0 1 3 2\n3 0 1 4\n"
    contents = {
        "header_only": "OFF\n",
        "no_counts": "OFF\nvertices faces edges\n",
        "count_10**12": f"OFF\n{10**12} 2 0\n{cube}{faces}",
        "count_10**30": f"OFF\n{10**30} 2 0\n{cube}{faces}",
        "count_negative": f"OFF\n-8 2 0\n{cube}{faces}",
        "count_fraction": f"OFF\n8.5 2 0\n{cube}{faces}",
        "faces_10**12": f"OFF\n8 {10**12} 0\n{cube}{faces}",
        "faces_negative": f"OFF\n8 -2 0\n{cube}{faces}",
        "no_vertex": "OFF\n0 0 0\n",
        "lines_missing": f"OFF\n8 2 0\n{cube}4 0 1 3 2\n",
        "words": "OFF\n8 0 0\n" + "one two three\n" * 8,
        "nan": f"OFF\n8 2 0\n{_vertices(value='nan')}{faces}",
        "nan_points": f"OFF\n8 0 0\n{_vertices(value='nan')}",
        "infinite": f"OFF\n8 2 0\n{_vertices(value='1e999')}{faces}",
        "ragged": "OFF\n3 1 0\n0 0 0\n1 1\n2 2 2\n3 0 1 2\n",
        "corners_10**9": f"OFF\n8 1 0\n{cube}1000000000 0 1 2\n",
        "corners_negative": f"OFF\n8 1 0\n{cube}-3 0 1 2\n",
        "index_beyond": f"OFF\n8 1 0\n{cube}3 0 1 8\n",
        "index_before": f"OFF\n8 1 0\n{cube}3 0 1 -1\n",
        "index_of_30_digits": f"OFF\n8 1 0\n{cube}3 0 1 {10**30}\n",
        "degenerate": f"OFF\n8 2 0\n{cube}3 0 0 0\n3 1 1 2\n",
        "binary": "OFF BINARY\n" + "\0\0\0\x08" * 9,
        "dimensions": f"nOFF\n4\n8 0 0\n{cube}",
        "homogeneous_zero": "4OFF\n8 0 0\n" + "1 1 1 0\n" * 8,
    }
    for name, content in contents.items():
        yield f"{name}.off", content.encode()


def gltf_tree(**changes):
    """A cloud of eight points, or what the changes make of it."""
    positions = base64.b64encode(CUBE.astype("<f4").tobytes()).decode()
    tree = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 96}],
        "buffers": [{"byteLength": 96, "uri": f"data:;base64,{positions}"}],
    }
    return {**tree, **changes}


def glb(tree, binary=b"", version=2, size=None):
    text = json.dumps(tree).encode() if isinstance(tree, dict) else tree
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return b"glTF" + struct.pack("<II", version, size or 12 + len(chunks)) + chunks


def _accessor(**changes):
    return gltf_tree(accessors=[{**gltf_tree()["accessors"][0], **changes}])


def _view(**changes):
    return gltf_tree(bufferViews=[{**gltf_tree()["bufferViews"][0], **changes}])


def _primitive(**changes):
    return gltf_tree(meshes=[{"primitives": [{"attributes": {"POSITION": 0}, **changes}]}])


def _buffer(uri):
    return gltf_tree(buffers=[{"byteLength": 96, "uri": uri}])


def _gltf():
    zeros = {"componentType": 5126, "type": "VEC3"}
    doubled = [{"children": [i + 1, i + 1]} for i in range(60)]
    sparse = {
        "count": 1,
        "indices": {"bufferView": 0, "componentType": 5125},
        "values": {"bufferView": 0},
    }
    beyond = {"bufferView": 0, "componentType": 5125, "byteOffset": 20}  # the bits of 1.0
    draco = {"KHR_draco_mesh_compression": {"bufferView": 0, "attributes": {"POSITION": 0}}}
    instances = {"EXT_mesh_gpu_instancing": {"attributes": {"TRANSLATION": 1}}}
    nan = base64.b64encode(np.full((8, 3), np.nan, "<f4").tobytes()).decode()
    trees = {
        "nothing": {},
        "version_1": gltf_tree(asset={"version": "1.0"}),
        "no_mesh": gltf_tree(meshes=[], nodes=[{}]),
        "mesh_beyond": gltf_tree(nodes=[{"mesh": 7}]),
        "mesh_word": gltf_tree(nodes=[{"mesh": "chair"}]),
        "meshes_number": gltf_tree(meshes=7),
        "nodes_text": gltf_tree(nodes="nodes"),
        "scene_beyond": gltf_tree(scene=9),
        "node_beyond": gltf_tree(scenes=[{"nodes": [10**12]}]),
        "node_in_itself": gltf_tree(nodes=[{"children": [0], "mesh": 0}]),
        "nodes_doubled": gltf_tree(nodes=[*doubled, {"mesh": 0}]),
        "matrix_short": gltf_tree(nodes=[{"mesh": 0, "matrix": [1, 2, 3]}]),
        "matrix_nan": gltf_tree(nodes=[{"mesh": 0, "matrix": [float("nan")] * 16}]),
        "matrix_words": gltf_tree(nodes=[{"mesh": 0, "matrix": ["x"] * 16}]),
        "rotation_zero": gltf_tree(nodes=[{"mesh": 0, "rotation": [0, 0, 0, 0]}]),
        "scale_zero": gltf_tree(nodes=[{"mesh": 0, "scale": [0, 0, 0]}]),
        "no_position": _primitive(attributes={"NORMAL": 0}),
        "position_beyond": _primitive(attributes={"POSITION": 3}),
        "lines": _primitive(mode=1),
        "mode_99": _primitive(mode=99),
        "indices_beyond": _primitive(indices=0),
        "degenerate": gltf_tree(
            meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
            accessors=[
                *gltf_tree()["accessors"],
                {"componentType": 5125, "count": 3, "type": "SCALAR"},
            ],
        ),
        "count_10**12": _accessor(count=10**12),
        "count_negative": _accessor(count=-1),
        "count_2**63": _accessor(count=2**63),
        "count_10**30": _accessor(count=10**30),
        "count_fraction": _accessor(count=7.5),
        "count_word": _accessor(count="8"),
        "count_nothing": _accessor(count=None),
        "offset_negative": _accessor(byteOffset=-12),
        "offset_2**63": _accessor(byteOffset=2**63),
        "component_unknown": _accessor(componentType=1),
        "type_unknown": _accessor(type="VEC99"),
        "type_scalar": _accessor(type="SCALAR"),
        "zeros_10**12": gltf_tree(accessors=[{**zeros, "count": 10**12}]),
        "zeros_2**24": gltf_tree(accessors=[{**zeros, "count": 2**24}]),
        "sparse_beyond": _accessor(sparse={**sparse, "indices": beyond}),
        "sparse_10**12": _accessor(sparse={**sparse, "count": 10**12}),
        "stride_0": _view(byteStride=0),
        "stride_negative": _view(byteStride=-12),
        "stride_2**62": _view(byteStride=2**62),
        "view_beyond": _view(byteLength=97),
        "view_negative": _view(byteOffset=-1),
        "view_2**64": _view(byteOffset=2**64),
        "view_of_no_buffer": _view(buffer=5),
        "nan": _buffer(f"data:;base64,{nan}"),
        "data_short": _buffer("data:;base64,AAAA"),
        "data_no_base64": _buffer("data:;base64,\u2603\u2603"),
        "data_no_comma": _buffer("data:"),
        "uri_file": _buffer("file:///etc/passwd"),
        "uri_absolute": _buffer("/etc/passwd"),
        "uri_above": _buffer("../../../../../../etc/passwd"),
        "uri_escaped": _buffer("..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd"),
        "uri_http": _buffer("http://127.0.0.1:9/x.bin"),
        "uri_device": _buffer("/dev/zero"),
        "uri_windows": _buffer("C:\\Windows\\win.ini"),
        "uri_share": _buffer("\\\\host\\share\\x.bin"),
        "uri_folder": _buffer("."),
        "uri_nul": _buffer("a\0b.bin"),
        "uri_number": gltf_tree(buffers=[{"byteLength": 96, "uri": 7}]),
        "no_uri": gltf_tree(buffers=[{"byteLength": 96}]),
        "draco_garbage": _primitive(extensions=draco),
        "extension_unknown": gltf_tree(extensionsRequired=["EXT_unknown"]),
        "extensions_number": gltf_tree(extensionsRequired=7),
        "instances_2**24": gltf_tree(
            nodes=[{"mesh": 0, "extensions": instances}],
            accessors=[*gltf_tree()["accessors"], {**zeros, "count": 2**24}],
        ),
        "primitives_of_zeros": gltf_tree(
            meshes=[{"primitives": [{"attributes": {"POSITION": 0}}] * 1000}],
            accessors=[{**zeros, "count": 2**24}],
        ),
        "indices_many_times": gltf_tree(
            scenes=[{"nodes": [0] * 90_000}],
            meshes=[{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
            accessors=[
                *gltf_tree()["accessors"],
                {"componentType": 5125, "count": 2**21, "type": "SCALAR"},
            ],
        ),
    }
    for name, tree in trees.items():
        yield f"{name}.gltf", json.dumps(tree).encode()
    yield "nested.gltf", b'{"asset":' + b"[" * 100_000
    yield "nested_whole.gltf", b'{"asset":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "list.gltf", b"[1, 2, 3]"
    yield "number.gltf", b"1" * 100_000
    yield "surrogates.gltf", json.dumps(_buffer("\ud800.bin")).encode()
    yield "no_utf8.gltf", b'{"asset": "\xff\xfe\xfa"}'
    whole = glb(_view(), CUBE.astype("<f4").tobytes())
    for size in (3, 4, 11, 12, 19, 60, len(whole) - 1):
        yield f"truncated_{size}.glb", whole[:size]
    yield "version_1.glb", glb(gltf_tree(), version=1)
    yield "size_2**32.glb", glb(gltf_tree(), size=2**32 - 1)
    yield "chunk_2**32.glb", glb(gltf_tree()).replace(b"\0\0JSON", b"\xff\xffJSON")
    yield "no_chunk.glb", b"glTF" + struct.pack("<II", 2, 12)
    yield "no_json.glb", glb(b"\xde\xad\xbe\xef" * 30)
    yield "nested.glb", glb(b"[" * 100_000)
    yield (
        "draco_noise.glb",
        glb(
            {**_primitive(extensions=draco), "buffers": [{"byteLength": 96}]},
            b"DRACO\x02\x02\x01\x01\0\0" + np.random.default_rng(1).bytes(300),
        ),
    )


_MESH = (
    '<mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="2" y="0" z="0"/>'
    '<vertex x="0" y="2" z="0"/></vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles>'
    "</mesh>"
)


def three_mf_model(
    objects=f'<object id="1">{_MESH}</object>', items='<item objectid="1"/>', head=""
):
    return f"{head}<model><resources>{objects}</resources><build>{items}</build></model>"


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as file:
        for name, entry in entries:
            file.writestr(name, entry)
    return content.getvalue()


def three_mf(text, name="3D/3dmodel.model"):
    return archive([(name, text)])


def _relationship(target, mode=""):
    kind = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
    return f'<Relationships><Relationship Target="{target}" {mode} Type="{kind}"/></Relationships>'


def _3mf():
    model = three_mf_model()
    whole = three_mf(model)
    for share in (0.1, 0.5, 0.9):
        yield f"truncated_{share}.3mf", whole[: int(share * len(whole))]
    yield "truncated_by_a_byte.3mf", whole[:-1]
    damaged = bytearray(whole)
    damaged[70] ^= 0xFF
    yield "damaged.3mf", bytes(damaged)
    yield (
        "encrypted.3mf",
        whole.replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\x01"),
    )
    yield "unknown_compression.3mf", whole.replace(b"\x08\0", b"\x63\0")
    yield "no_model.3mf", archive([("chair.txt", "a chair")])
    yield "no_entry.3mf", archive([])
    yield "above.3mf", archive([("../../../tmp/3dmodel.model", model)])
    yield "nested.3mf", archive([("3D/inner.3mf", whole)])
    yield "nested_model.3mf", three_mf(whole)
    for name, target in (
        ("above", "../../../etc/passwd"),
        ("absolute", "/etc/passwd"),
        ("file", "file:///etc/passwd"),
        ("http", "http://127.0.0.1:9/x.model"),
        ("itself", "/_rels/.rels"),
        ("nothing", ""),
    ):
        entries = [("_rels/.rels", _relationship(target, 'TargetMode="External"'))]
        yield f"target_{name}.3mf", archive(entries)
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 100}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    passwd = '<!ENTITY passwd SYSTEM "file:///etc/passwd">'
    models = {
        "laughs": three_mf_model(head=f"<!DOCTYPE m [{laughs}]>", items="&j;"),
        "entity": three_mf_model(head=f"<!DOCTYPE m [{passwd}]>", items="&passwd;"),
        "entity_of_parameters": '<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd"><model/>',
        "entity_unknown": three_mf_model(items="&unknown;"),
        "no_root": "",
        "no_xml": "a chair",
        "not_closed": model[:-20],
        "deep": "<model>" + "<x>" * 200_000,
        "encoding": f'<?xml version="1.0" encoding="chair"?>{model}',
        "nothing": "<model/>",
        "no_item": three_mf_model(items=""),
        "item_without_object": three_mf_model(items="<item/>"),
        "item_unknown": three_mf_model(items='<item objectid="7"/>'),
        "item_elsewhere": three_mf_model(items='<item objectid="1" p:path="/../../etc/passwd"/>'),
        "object_without_id": three_mf_model(f"<object>{_MESH}</object>"),
        "object_in_itself": three_mf_model(
            '<object id="1"><components>'
            + '<component objectid="1"/>' * 2
            + "</components></object>"
        ),
        "objects_doubled": three_mf_model(
            f'<object id="0">{_MESH}</object>'
            + "".join(
                f'<object id="{i + 1}"><components>'
                + f'<component objectid="{i}"/>' * 2
                + "</components></object>"
                for i in range(60)
            ),
            '<item objectid="60"/>',
        ),
        "vertex_outside": '<model><vertex x="0" y="0" z="0"/></model>',
        "triangle_outside": '<model><triangle v1="0" v2="1" v3="2"/></model>',
        "color_outside": '<model><color color="#ff0000"/></model>',
        "component_outside": '<model><component objectid="1"/></model>',
        "vertex_without_z": model.replace('z="0"', ""),
        "vertex_word": model.replace('x="2"', 'x="two"'),
        "vertex_nan": model.replace('"2"', '"nan"').replace('z="0"', 'z="inf"'),
        "no_face": model.replace('<triangle v1="0" v2="1" v3="2"/>', ""),
        "triangle_beyond": model.replace('v3="2"', 'v3="3"'),
        "triangle_before": model.replace('v3="2"', 'v3="-1"'),
        "triangle_of_30_digits": model.replace('v3="2"', f'v3="{10**30}"'),
        "triangle_word": model.replace('v3="2"', 'v3="two"'),
        "degenerate": model.replace('v3="2"', 'v3="1"'),
        "transform_short": three_mf_model(items='<item objectid="1" transform="1 0 0"/>'),
        "transform_word": three_mf_model(items=f'<item objectid="1" transform="{"a " * 12}"/>'),
        "transform_nan": three_mf_model(items=f'<item objectid="1" transform="{"nan " * 12}"/>'),
        "transform_zero": three_mf_model(items=f'<item objectid="1" transform="{"0 " * 12}"/>'),
        "color_beyond": three_mf_model(
            '<basematerials id="2"><base displaycolor="#FF0000"/></basematerials>'
            f'<object id="1" pid="2" pindex="9">{_MESH}</object>'
        ),
        "color_word": three_mf_model(
            '<colorgroup id="2"><color color="red"/></colorgroup>'
            f'<object id="1" pid="2" pindex="0">{_MESH}</object>'
        ),
    }
    for name, text in models.items():
        yield f"{name}.3mf", three_mf(text)


def npy(header, body=b"", version=1):
    text = header if isinstance(header, bytes) else header.encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + body


def _npy_of(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


class _Harmful:
    def __reduce__(self):
        return os.mkdir, ("harm-done",)


def _arrays():
    whole = _npy_of(CUBE)
    for size in (6, 8, 10, 60, 128, len(whole) - 1):
        yield f"truncated_{size}.npy", whole[:size]
    for name, shape in (
        ("10**12", (10**12, 3)),
        ("2**63", (2**63, 3)),
        ("10**30", (10**30, 3)),
        ("negative", (-8, 3)),
        ("both_negative", (-8, -3)),
        ("product_0", (2**62, 4, 0)),
        ("product_2**64", (2**62, 4)),
        ("word", ("8", 3)),
        ("fraction", (8.0, 3)),
    ):
        header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}"
        yield f"shape_{name}.npy", npy(header, CUBE.tobytes())
        yield f"shape_{name}.npz", archive([("points.npy", npy(header, CUBE.tobytes()))])
    headers = {
        "nested": "(" * 9000,
        "code": "__import__('os').mkdir('harm-done')",
        "keys": "{'descr': '<f8'}",
        "type_unknown": "{'descr': '<q9', 'fortran_order': False, 'shape': (8, 3)}",
        "type_wide": "{'descr': '(1000000000,3)<f8', 'fortran_order': False, 'shape': (8, 3)}",
        "long": "{'descr': '<f8', 'fortran_order': False, 'shape': (8, 3)}" + " " * 60_000,
    }
    for name, header in headers.items():
        yield f"header_{name}.npy", npy(header, CUBE.tobytes())
    yield "header_2**32.npy", b"\x93NUMPY\x02\0\xff\xff\xff\xff{'descr'"
    yield "version_9.npy", npy("{}", version=9)
    pickled = pickle.dumps(_Harmful())
    header = "{'descr': '|O', 'fortran_order': False, 'shape': (8, 3)}"
    yield "pickle.npy", npy(header, pickled)
    yield "pickle.npz", archive([("points.npy", npy(header, pickled))])
    yield "only_pickle.npy", pickled
    arrays = {
        "nan": np.full((10, 3), np.nan),
        "infinite": np.full((10, 3), np.inf),
        "no_row": np.zeros((0, 3)),
        "two_columns": np.zeros((10, 2)),
        "one_axis": np.zeros(30),
        "no_axis": np.float64(3),
        "three_axes": np.zeros((2, 10, 3)),
        "turned": np.zeros((3, 1000)),
        "texts": np.full((10, 3), "chair"),
        "complex": np.zeros((10, 3), complex),
        "booleans": np.ones((10, 3), bool),
        "dates": np.zeros((10, 3), "datetime64[s]"),
        "coincident": np.ones((10, 3)),
        "huge": 1e308 * CUBE,
        "few": CUBE[:5],
        "records": np.zeros(10, [("a", "f4"), ("b", "f4")]),
        "records_of_texts": np.zeros(10, [("x", "U9"), ("y", "U9"), ("z", "U9")]),
        "records_of_rows": np.zeros(10, [(axis, "f4", (2, 2)) for axis in "xyz"]),
        "records_of_objects": np.zeros(10, [(axis, "O") for axis in "xyz"]),
        "records_of_no_axis": np.zeros((), [(axis, "f4") for axis in "xyz"]),
    }
    for name, array in arrays.items():
        yield f"{name}.npy", _npy_of(array)
        yield f"{name}.npz", archive([("points.npy", _npy_of(array))])
    whole = archive([("points.npy", whole)])
    for share in (0.1, 0.5, 0.9):
        yield f"truncated_{share}.npz", whole[: int(share * len(whole))]
    yield "no_entry.npz", archive([])
    yield "other_arrays.npz", archive([("a.npy", _npy_of(CUBE)), ("b.npy", _npy_of(CUBE))])
    yield "no_array.npz", archive([("points.npy", b"a chair")])
    yield "no_npy.npz", archive([("points", _npy_of(CUBE))])
    yield "above.npz", archive([("../../x", b"a chair")])
    yield "nested.npz", archive([("points.npy", whole)])
    lying = bytearray(whole)
    place = lying.index(b"PK\x01\x02") + 24
    lying[place : place + 4] = struct.pack("<I", 2**32 - 2)
    yield "size_lies.npz", bytes(lying)


def pcd(points=8, fields="x y z", sizes="4 4 4", types="F F F", data="binary", body=None, more=""):
    header = f"VERSION .7\nFIELDS {fields}\nSIZE {sizes}\nTYPE {types}\n{more}POINTS {points}\n"
    body = CUBE.astype("<f4").tobytes() if body is None else body
    return (header + f"DATA {data}\n").encode() + body


def _pcd():
    whole = pcd()
    yield "truncated_header.pcd", whole[:40]
    yield "truncated.pcd", whole[:-20]
    yield "truncated_by_a_byte.pcd", whole[:-1]
    for count in (9, 10**12, -1, 0, 2**63, 2**64, 10**30, "", "many", "1e3"):
        yield f"count_{count}.pcd", pcd(count)
        yield f"text_count_{count}.pcd", pcd(count, data="ascii", body=_vertices().encode())
    compressed = {
        "lzf_noise": np.random.default_rng(2).bytes(100),
        "lzf_short": struct.pack("<II", 1000, 96) + bytes(10),
        "lzf_2**32": struct.pack("<II", 2**32 - 1, 2**32 - 1) + bytes(100),
        "lzf_expands": struct.pack("<II", 100, 2**32 - 1) + b"\xe0\xff\x00" * 33 + b"\0",
        "lzf_back": struct.pack("<II", 3, 96) + b"\xff\xff\xff",
        "lzf_other_size": struct.pack("<II", 6, 5) + b"\x04abcde",
        "lzf_nothing": b"",
    }
    for name, body in compressed.items():
        yield f"{name}.pcd", pcd(data="binary_compressed", body=body)
    bomb = b"\0a" + b"\xe0\xff\x00" * 30_000
    size = 1 + 264 * 30_000
    body = struct.pack("<II", len(bomb), size) + bomb
    yield "lzf_more_than_points.pcd", pcd(8, data="binary_compressed", body=body)
    yield "no_z.pcd", pcd(fields="x y w")
    yield "no_fields.pcd", pcd(fields="", sizes="", types="")
    yield "sizes_missing.pcd", pcd(sizes="4 4")
    yield "size_3.pcd", pcd(sizes="3 3 3")
    yield "size_10**9.pcd", pcd(sizes="4 4 1000000000")
    yield "type_unknown.pcd", pcd(types="F F X")
    yield "field_of_no_values.pcd", pcd(more="COUNT 1 1 0\n")
    yield "field_of_10**12_values.pcd", pcd(more=f"COUNT 1 1 {10**12}\n")
    yield "data_unknown.pcd", pcd(data="holographic")
    yield "nan.pcd", pcd(body=np.full((8, 3), np.nan, "<f4").tobytes())
    yield "text_nan.pcd", pcd(data="ascii", body=b"nan nan nan\n" * 8)
    yield "text_words.pcd", pcd(data="ascii", body=b"one two three\n" * 8)
    yield "text_two_numbers.pcd", pcd(data="ascii", body=b"1 2\n" * 8)
    yield "text_noise.pcd", pcd(data="ascii", body=np.random.default_rng(3).bytes(300))
    yield "long_header.pcd", b"VERSION " + b"7" * 1_000_000
    yield "few.pcd", pcd(3)


def _las():
    # laspy writes the whole files; where it is missing, none is read either.
    import laspy

    def write(compress):
        data = laspy.create(point_format=0)
        data.header.scales = [0.01, 0.01, 0.01]
        data.xyz = np.resize(CUBE, (1000, 3))
        content = io.BytesIO()
        data.write(content, do_compress=compress)
        return content.getvalue()

    def changed(content, place, kind, *values):
        content = bytearray(content)
        struct.pack_into(kind, content, place, *values)
        return bytes(content)

    las, laz = write(False), write(True)
    for name, content in (("las", las), ("laz", laz)):
        for share in (0.05, 0.3, 0.7):
            yield f"truncated_{share}.{name}", content[: int(share * len(content))]
        yield f"truncated_by_a_byte.{name}", content[:-1]
        yield f"count_2**32.{name}", changed(content, 107, "<I", 2**32 - 1)
        yield f"no_point.{name}", changed(content, 107, "<I", 0)
        yield f"entries_2**32.{name}", changed(content, 100, "<I", 2**32 - 1)
        yield f"start_2**32.{name}", changed(content, 96, "<I", 2**32 - 1)
        yield f"header_size_0.{name}", changed(content, 94, "<H", 0)
        yield f"header_size_2**16.{name}", changed(content, 94, "<H", 2**16 - 1)
        yield f"format_99.{name}", changed(content, 104, "<B", 99)
        yield f"record_0.{name}", changed(content, 105, "<H", 0)
        yield f"version_9.{name}", changed(content, 24, "<BB", 9, 9)
        yield f"scale_nan.{name}", changed(content, 131, "<3d", *[np.nan] * 3)
        yield f"scale_0.{name}", changed(content, 131, "<3d", 0, 0, 0)
        yield f"offset_infinite.{name}", changed(content, 155, "<3d", *[np.inf] * 3)
    (start,) = struct.unpack_from("<I", laz, 96)
    (table,) = struct.unpack_from("<q", laz, start)
    noise = np.random.default_rng(4).bytes(len(laz) - start - 8)
    yield "noise_behind_header.laz", laz[: start + 8] + noise
    yield "chunk_table_before.laz", changed(laz, start, "<q", -2)
    yield "chunk_table_beyond.laz", changed(laz, start, "<q", 2**62)
    yield "chunks_2**32.laz", changed(laz, table + 4, "<I", 2**32 - 1)
    yield "chunk_of_2**32.laz", changed(laz, laz.index(b"laszip encoded") + 64, "<I", 2**31)
    yield "no_settings.laz", laz.replace(b"laszip encoded", b"lasnot encoded")


def _text():
    rows = {
        "words": "a chair with four legs\n" * 30,
        "two_columns": "1 2\n" * 30,
        "nan": "nan nan nan\n" * 30,
        "infinite": "inf -inf 1e999\n" * 30,
        "coincident": "1 2 3\n" * 30,
        "huge": "1e308 1 1\n-1e308 2 3\n" * 10,
        "few": "1 2 3\n4 5 6\n7 8 10\n",
        "count_only": "1000000000000\n",
        "comments": "# x y z\n" * 30,
        "long_line": "1 " * 300_000,
        "long_number": "1" * 300_000,
        "mostly_words": "1 2 3\n4 5 6\na b c\nd e f\n" * 20,
        "heights": "ncols 4\nnrows 4\nxllcorner 0\n1 2 3 4\n",
        "json": '[{"x": 1, "y": 2, "z": 3}]\n' * 30,
        "other_names": "a;b;c\nred;green;blue\n" + "p;q;r\n" * 30,
    }
    for name, text in rows.items():
        for suffix in ("xyz", "txt", "csv", "pts", "asc"):
            yield f"{name}.{suffix}", text.encode()
    yield "odd_utf16.xyz", b"\xff\xfe" + "a b c\n".encode("utf-16-le") * 30 + b"\0"
    yield "nul.xyz", b"1 2 3\n" * 10 + b"\0" * 100
