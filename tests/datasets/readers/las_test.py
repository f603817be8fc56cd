import struct
import time

import numpy as np
import pytest

from keras_recon.datasets.readers import las
from keras_recon.datasets.readers.las import read_las

laspy = pytest.importorskip("laspy")

POINTS = np.array([[0.5, -1, 2], [3, 4.25, 5], [6, 7, -8]])
COLORS = np.array([[65535, 0, 13107], [0, 0, 65535], [0, 65535, 0]])
KINDS = [
    pytest.param(".las", id="las"),
    pytest.param(
        ".laz",
        id="laz",
        marks=pytest.mark.skipif(not laspy.LazBackend.detect_available(), reason="needs lazrs"),
    ),
]


def write(folder, suffix=".las", version="1.4", form=7, points=POINTS, colors=None):
    header = laspy.LasHeader(version=version, point_format=form)
    header.scales, header.offsets = [0.0001] * 3, np.floor(points.min(axis=0))
    data = laspy.LasData(header)
    data.xyz = points
    if colors is not None:
        data.red, data.green, data.blue = colors.T
    path = folder / f"cloud{suffix}"
    data.write(str(path))
    return path


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize(("version", "form"), [("1.2", 0), ("1.2", 3), ("1.4", 6), ("1.4", 8)])
def test_coordinates_are_read(suffix, version, form, tmp_path):
    cloud = read_las(write(tmp_path, suffix, version, form))
    assert cloud.points.dtype == "float64"
    np.testing.assert_allclose(cloud.points, POINTS, atol=1e-9)
    assert cloud.colors is None


@pytest.mark.parametrize("suffix", KINDS)
def test_a_small_shape_far_from_the_origin_keeps_its_form(suffix, tmp_path):
    points = POINTS / 10 + [4.5e6, 5.4e6, 100]
    cloud = read_las(write(tmp_path, suffix, points=points))
    np.testing.assert_allclose(cloud.points, points, rtol=0, atol=1e-8)


@pytest.mark.parametrize("largest", [65535, 255])
def test_colours_of_16_and_8_bits_are_read(largest, tmp_path):
    cloud = read_las(write(tmp_path, colors=COLORS // (65535 // largest)))
    np.testing.assert_allclose(cloud.colors, COLORS / 65535, rtol=1e-6)


@pytest.mark.parametrize("suffix", KINDS)
def test_chunks_are_put_together(suffix, tmp_path, monkeypatch):
    monkeypatch.setattr(las, "_CHUNK_BYTES", 1)
    cloud = read_las(write(tmp_path, suffix, colors=COLORS))
    np.testing.assert_allclose(cloud.points, POINTS, atol=1e-9)
    np.testing.assert_allclose(cloud.colors, COLORS / 65535, rtol=1e-6)


def changed(path, kind, place, value):
    content = bytearray(path.read_bytes())
    struct.pack_into(kind, content, place, value)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (3, "no LAS header"),
        (226, "no LAS header"),
        (300, "in 300 bytes"),
        (-1, "2 points of 3"),
        (-36, "2 points of 3"),
        (-37, "1 points of 3"),
    ],
)
def test_a_truncated_file(size, message, tmp_path):
    path = write(tmp_path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ValueError, match=message):
        read_las(path)


def test_a_truncated_compressed_file(tmp_path):
    pytest.importorskip("lazrs")
    path = write(tmp_path, ".laz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match="list of compressed chunks"):
        read_las(path)


def test_no_points(tmp_path):
    path = write(tmp_path, points=POINTS[:1])
    with pytest.raises(ValueError, match="0 points of 0"):
        read_las(changed(path, "<Q", 247, 0))


COUNTS = [("<Q", 247, 2**60), ("<I", 100, 2**32 - 1), ("<I", 96, 2**32 - 1), ("<H", 94, 65535)]


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize(("kind", "place", "value"), COUNTS)
def test_a_size_that_is_not_true_takes_no_memory(suffix, kind, place, value, tmp_path):
    path = changed(write(tmp_path, suffix), kind, place, value)
    start = time.perf_counter()
    with pytest.raises(ValueError, match="points of|entries and points"):
        read_las(path)
    assert time.perf_counter() - start < 1


def test_compression_that_is_not_true_takes_no_memory(tmp_path):
    pytest.importorskip("lazrs")
    path = write(tmp_path, ".laz")
    content = path.read_bytes()
    start = struct.unpack_from("<I", content, 96)[0]
    table = struct.unpack_from("<q", content, start)[0]
    with pytest.raises(ValueError, match="4294967295 compressed chunks in"):
        read_las(changed(path, "<I", table + 4, 2**32 - 1))
    path.write_bytes(content)
    with pytest.raises(ValueError, match="list of compressed chunks at byte"):
        read_las(changed(path, "<q", start, 2**62))
    path.write_bytes(content)
    with pytest.raises(ValueError, match="compressed layers that end at byte"):
        read_las(changed(path, "<I", start + 8 + 36 + 4, 2**32 - 1))
    path.write_bytes(content)
    settings = content.index(b"laszip encoded") + 52
    with pytest.raises(ValueError, match="compressed chunks of 4294967294 points"):
        read_las(changed(path, "<I", settings + 12, 2**32 - 2))
