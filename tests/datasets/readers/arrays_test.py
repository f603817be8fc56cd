import io
import struct
import time
import zipfile

import numpy as np
import pytest

from keras_recon.datasets.readers.arrays import read_npy, read_npz

POINTS = np.array([[0.5, -1, 2], [3, 4.25, 5], [6, 7, -8]])
COLORS = np.array([[1, 0, 0], [0, 0.2, 1], [0, 0, 0]])
BYTES = np.array([[255, 0, 0], [0, 51, 255], [0, 0, 0]], "uint8")
NORMALS = np.array([[1, 0, 0], [0, 0.6, 0.8], [0, 0, 1]])


def read(folder, array):
    np.save(folder / "cloud.npy", array)
    return read_npy(folder / "cloud.npy")


def read_archive(folder, *arrays, compress=False, **named):
    (np.savez_compressed if compress else np.savez)(folder / "cloud.npz", *arrays, **named)
    return read_npz(folder / "cloud.npz")


@pytest.mark.parametrize(
    "array",
    [
        POINTS,
        POINTS.astype("float16"),
        POINTS.astype("float32"),
        POINTS.astype(">f8"),
        np.asfortranarray(POINTS),
        np.concatenate([POINTS, np.ones((3, 1))], axis=1),
        np.concatenate([POINTS, np.ones((3, 20))], axis=1)[:, :9],
    ],
)
def test_coordinates_are_read(array, tmp_path):
    for cloud in (read(tmp_path, array), read_archive(tmp_path, array)):
        np.testing.assert_array_equal(cloud.points, POINTS)
        assert cloud.points.dtype == array.dtype
        assert cloud.colors is None


def test_whole_coordinates_are_read(tmp_path):
    points = np.arange(12).reshape(4, 3)
    np.testing.assert_array_equal(read(tmp_path, points).points, points)


def test_a_small_shape_far_from_the_origin_keeps_its_form(tmp_path):
    points = POINTS / 10 + [4.5e6, 5.4e6, 100]
    for cloud in (read(tmp_path, points), read_archive(tmp_path, points)):
        np.testing.assert_array_equal(cloud.points, points)


def test_points_that_are_not_finite_are_kept(tmp_path):
    points = np.where([[False], [True], [False]], np.nan, POINTS)
    np.testing.assert_array_equal(read(tmp_path, points).points, points)


@pytest.mark.parametrize("colors", [COLORS, BYTES])
def test_six_columns_may_have_colours(colors, tmp_path):
    cloud = read(tmp_path, np.concatenate([POINTS, colors], axis=1))
    np.testing.assert_array_equal(cloud.points, POINTS)
    np.testing.assert_allclose(cloud.colors, COLORS, rtol=1e-6)


@pytest.mark.parametrize("normals", [NORMALS, -NORMALS, np.eye(3), 2 * COLORS])
def test_six_columns_may_have_normals(normals, tmp_path):
    assert read(tmp_path, np.concatenate([POINTS, normals], axis=1)).colors is None


@pytest.mark.parametrize("names", ["xyzrgb", "XYZRGB", ["x", "y", "z", "red", "green", "blue"]])
def test_fields_are_found_by_name(names, tmp_path):
    records = np.zeros(3, [("label", "i4"), *((name, "f8") for name in names)])
    for name, column in zip(names, np.concatenate([POINTS, BYTES], axis=1).T, strict=True):
        records[name] = column
    for cloud in (read(tmp_path, records), read_archive(tmp_path, records)):
        np.testing.assert_array_equal(cloud.points, POINTS)
        np.testing.assert_allclose(cloud.colors, COLORS, rtol=1e-6)


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("colors", [COLORS, COLORS.astype("float32"), BYTES])
def test_an_archive_has_points_and_colours(colors, compress, tmp_path):
    cloud = read_archive(
        tmp_path, points=POINTS, colors=colors, labels=np.arange(3), compress=compress
    )
    np.testing.assert_array_equal(cloud.points, POINTS)
    np.testing.assert_allclose(cloud.colors, COLORS, rtol=1e-6)


@pytest.mark.parametrize("colors", [COLORS[:2], -COLORS, COLORS > 0, np.array("red")])
def test_colours_that_are_none_are_left_out(colors, tmp_path):
    cloud = read_archive(tmp_path, points=POINTS, colors=colors)
    assert cloud.colors is None
    kind = f"colours of type {colors.dtype} and shape {colors.shape}"
    assert cloud.left_out[0].startswith((kind, "colours, of which some are outside of 0..1"))


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (POINTS.astype("complex"), "values of type complex128"),
        (POINTS > 0, "values of type bool"),
        (POINTS.astype("str"), "values of type <U32"),
        (POINTS.astype("datetime64[s]"), "values of type datetime64"),
        (POINTS[0], r"shape \(3,\), not"),
        (POINTS[None], r"shape \(1, 3, 3\), not"),
        (POINTS[:, :2], r"shape \(3, 2\), not"),
        (np.array(1.0), r"shape \(\), not"),
        (np.zeros((3, 2048)), "must be a row"),
        (np.zeros(3, [("x", "f4"), ("y", "f4")]), "fields x, y without x, y and z"),
        (np.zeros(3, [(axis, "U3") for axis in "xyz"]), "not rows of numbers"),
        (np.zeros(3, [(axis, "f4", 2) for axis in "xyz"]), "not rows of numbers"),
    ],
)
def test_other_arrays_are_refused(array, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        read(tmp_path, array)
    with pytest.raises(ValueError, match=message):
        read_archive(tmp_path, array)


@pytest.mark.parametrize("array", [POINTS.astype("object"), np.array({"points": POINTS})])
def test_nothing_is_unpickled(array, tmp_path):
    with pytest.raises(ValueError, match="of Python objects"):
        read(tmp_path, array)
    with pytest.raises(ValueError, match="of Python objects"):
        read_archive(tmp_path, array)


@pytest.mark.parametrize("named", [{"a": POINTS, "b": POINTS}, {"colors": COLORS}, {}])
def test_an_archive_without_points(named, tmp_path):
    with pytest.raises(ValueError, match="of which none is `points.npy`"):
        read_archive(tmp_path, **named)


def header(shape):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        file, {"shape": shape, "fortran_order": False, "descr": "<f8"}
    )
    return file.getvalue()


def archive(folder, member, size=None):
    """An archive of one member that says to have another size."""
    path = folder / "cloud.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("points.npy", member)
    if size:
        content = bytearray(path.read_bytes())
        struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, size)
        path.write_bytes(content)
    return path


@pytest.mark.parametrize("count", [4, 10**6, 10**12])
def test_a_shape_that_is_not_true_takes_no_memory(count, tmp_path):
    content = header((count, 3)) + POINTS.tobytes()
    (tmp_path / "cloud.npy").write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(ValueError, match="bytes in place of"):
        read_npy(tmp_path / "cloud.npy")
    with pytest.raises(
        ValueError, match=f"`points` of shape .*, 200 bytes in place of {128 + 24 * count}"
    ):
        read_npz(archive(tmp_path, content))
    assert time.perf_counter() - start < 1


def test_a_member_larger_than_its_compression_allows_takes_no_memory(tmp_path):
    content = header((166666666, 3)) + POINTS.tobytes()
    path = archive(tmp_path, content, 128 + 24 * 166666666)
    with pytest.raises(ValueError, match="compressed bytes that can't be 4000000112"):
        read_npz(path)


@pytest.mark.parametrize("size", [10, 100, -1])
def test_a_truncated_file(size, tmp_path):
    read(tmp_path, POINTS)
    read_archive(tmp_path, POINTS)
    for path, reader in (("cloud.npy", read_npy), ("cloud.npz", read_npz)):
        content = (tmp_path / path).read_bytes()
        (tmp_path / path).write_bytes(content[:size])
        with pytest.raises(ValueError, match="."):
            reader(tmp_path / path)
