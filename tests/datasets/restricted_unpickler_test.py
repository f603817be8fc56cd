import io
import os
import pickle
import pickletools
import struct
import sys

import numpy as np
import pytest

from keras_recon.datasets.restricted_unpickler import (
    load_restricted_npy,
    load_restricted_pickle,
)

CONTENT = [
    [np.arange(6, dtype="float32").reshape(2, 3), np.asfortranarray(np.eye(3, 2))],
    {"label": np.int64(3), "name": "Öre", "raw": b"\x00\xff", "none": b"", "flag": np.bool_(True)},
    (np.array([7], "int32"), np.zeros((0, 6)), np.array(["a", "bc"]), 2.5, None, {1, 2}),
    [np.array([None, 3, "a"], dtype=object), np.array([[{}], [np.arange(3.0)]], dtype=object)],
    np.arange(3, dtype=">i2"),
]


def dump(tmp_path, content):
    path = tmp_path / "content.pkl"
    path.write_bytes(content)
    return path


def assert_same(one, other):
    if isinstance(one, np.ndarray):
        # NumPy brings what it unpickles into the order of the machine.
        assert one.dtype.newbyteorder("=") == other.dtype.newbyteorder("=")
        assert one.shape == other.shape
        if one.dtype != object:
            np.testing.assert_array_equal(one, other)
        else:
            assert_same(one.tolist(), other.tolist())
        return
    assert type(one) is type(other)
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        assert_same([*one.values()], [*other.values()])
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    else:
        assert one == other


@pytest.mark.parametrize("protocol", range(6))
def test_reads_what_numpy_pickles(protocol, tmp_path):
    path = dump(tmp_path, pickle.dumps(CONTENT[0] + CONTENT[1:], protocol))
    assert_same(load_restricted_pickle(path), CONTENT[0] + CONTENT[1:])


@pytest.mark.parametrize("protocol", range(4))
def test_reads_what_numpy_1_pickled(protocol, tmp_path):
    # Without the framing of protocol 4 a name can be replaced by a shorter one.
    written = pickle.dumps(CONTENT, protocol)
    assert b"numpy._core" in written
    path = dump(tmp_path, written.replace(b"numpy._core", b"numpy.core"))
    assert_same(load_restricted_pickle(path), CONTENT)


def test_reads_what_python_2_pickled(tmp_path):
    # pickle.dumps(numpy.arange(2, dtype="<f4"), 2) under Python 2.7, NumPy 1.16.
    content = (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85q\x03"
        b"U\x01bq\x04\x87q\x05Rq\x06(K\x01K\x02\x85q\x07cnumpy\ndtype\nq\x08U\x02f4q\tK\x00K\x01"
        b"\x87q\nRq\x0b(K\x03U\x01<q\x0cNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tq\rb\x89U\x08"
        b"\x00\x00\x00\x00\x00\x00\x80?q\x0etq\x0fb."
    )
    assert_same(load_restricted_pickle(dump(tmp_path, content)), np.arange(2, dtype="float32"))


class Calls:
    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def hostile(tmp_path):
    command = f"touch {tmp_path / 'hacked'}"
    return {
        "os.system": Calls(os.system, command),
        "eval": Calls(eval, "1 + 1"),
        "getattr": Calls(getattr, "text", "upper"),
        "open": Calls(open, str(tmp_path / "hacked"), "w"),
        "np.load": Calls(np.load, "x"),
        "in an object array": np.array([Calls(os.system, command)], dtype=object),
        "records": np.zeros(2, [("a", "f4"), ("b", "i4")]),
        "a function": np.sum,
    }


@pytest.mark.parametrize("protocol", [0, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "kind",
    [
        "os.system",
        "eval",
        "getattr",
        "open",
        "np.load",
        "in an object array",
        "records",
        "a function",
    ],
)
def test_a_hostile_pickle_is_rejected_and_does_not_run(kind, protocol, tmp_path):
    path = dump(tmp_path, pickle.dumps([np.zeros(3), hostile(tmp_path)[kind]], protocol))
    with pytest.raises(ValueError, match=r"alone \(.*admitted.*Received: .*content\.pkl"):
        load_restricted_pickle(path)
    assert not (tmp_path / "hacked").exists()


class Parts:
    """Pickles as an array whose parts are given."""

    def __init__(self, shape, dtype, content):
        self.state = 1, shape, dtype, False, content

    def __reduce__(self):
        return np.array(0).__reduce__()[0], (np.ndarray, (0,), b"b"), self.state


class Type:
    """Pickles as the type of strings, with the flags of objects."""

    def __reduce__(self):
        return np.dtype, ("S8", False, True), (3, "|", None, None, None, 8, 1, 63)


@pytest.mark.parametrize(
    "parts",
    [
        Parts((10**6,), np.dtype(object), []),
        Parts((2,), np.dtype(object), b"12345678" * 2),
        Parts((-1, -2), np.dtype(object), [1, 2]),
        Parts((-1, -2), np.dtype("u1"), b"12"),
        Parts((10**6,), np.dtype("f4"), b"1234"),
        Parts((10**6,), Type(), []),
        Parts((1,), "f4", b"1234"),
    ],
)
def test_an_array_of_parts_that_do_not_fit_is_rejected(parts, tmp_path):
    # NumPy itself would read beyond the end of some.
    with pytest.raises(ValueError, match=r"whole.*Received: .*content\.pkl"):
        load_restricted_pickle(dump(tmp_path, pickle.dumps(parts)))


def test_another_codec_than_that_of_bytes_is_rejected(tmp_path):
    content = b"c_codecs\nencode\n(Vabc\nVzlib\ntR."
    pickletools.dis(content, io.StringIO())
    with pytest.raises(ValueError, match="'zlib' is not admitted"):
        load_restricted_pickle(dump(tmp_path, content))


DOUBLED = b"N" + b"2\x86" * 60


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x80\x05\x96" + struct.pack("<Q", 2**33) + b".", id="bytes"),
        pytest.param(b"\x80\x04}" + DOUBLED + b"Ns.", id="key"),
        pytest.param(b"\x80\x04}(" + DOUBLED + b"Nu.", id="keys"),
        pytest.param(b"(" + DOUBLED + b"Nd.", id="dict"),
        pytest.param(b"\x80\x04\x8f(" + DOUBLED + b"\x90.", id="set"),
        pytest.param(b"\x80\x04(" + DOUBLED + b"\x91.", id="frozenset"),
        pytest.param(b"\x80\x02cbuiltins\nset\n](" + DOUBLED + b"e\x85R.", id="call"),
        pytest.param(b"\x80\x02" + DOUBLED + b".", id="doubled"),
        pytest.param(b"\x80\x02cnumpy\ndtype\n" + DOUBLED + b"\x85R.", id="type"),
        pytest.param(b"\x80\x02]q\0h\0a.", id="in itself"),
        pytest.param(b"\x80\x02" + b"]" * 10_000 + b"a" * 9_999 + b".", id="deep"),
        pytest.param(b"\x80\x02cnumpy\ndtype\nN}\x86b.", id="state of a function"),
    ],
)
def test_what_would_take_all_time_or_memory_is_rejected(content, tmp_path):
    with pytest.raises(ValueError, match=r"whole.*Received: .*content\.pkl"):
        load_restricted_pickle(dump(tmp_path, content))


def test_a_large_number_of_an_object_takes_no_memory(tmp_path):
    content = b"\x80\x02Nr" + struct.pack("<I", 2**32 - 1) + b"."
    assert load_restricted_pickle(dump(tmp_path, content)) is None


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "content.pkl")
    with pytest.raises(FileNotFoundError, match="Received: no file"):
        load_restricted_pickle(tmp_path / "content.pkl")


@pytest.mark.parametrize("protocol", [2, 5])
@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.99])
def test_a_truncated_pickle_is_rejected(share, protocol, tmp_path):
    content = pickle.dumps(CONTENT, protocol)
    path = dump(tmp_path, content[: int(share * len(content))])
    with pytest.raises(ValueError, match=r"whole.*Received: .*content\.pkl"):
        load_restricted_pickle(path)


def test_what_is_no_pickle_is_rejected(tmp_path):
    with pytest.raises(ValueError, match="Received"):
        load_restricted_pickle(dump(tmp_path, b"This is no pickle."))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.pkl"):
        load_restricted_pickle(tmp_path / "nowhere.pkl")


# === .npy ===


@pytest.mark.parametrize(
    "content",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.eye(3, 2)),
        np.array({"xyz": np.zeros((4, 3), "float32"), "text": ["a"]}, dtype=object),
        np.array([{"xyz": np.ones((4, 3))}, {"xyz": np.ones((2, 3))}], dtype=object),
        np.array([[1, None, "c"], [{}, [], ()]], dtype=object),
        np.array(["a", "bc"]),
    ],
)
def test_npy_files_are_read_as_numpy_reads_them(content, tmp_path):
    np.save(tmp_path / "content.npy", content, allow_pickle=True)
    read = load_restricted_npy(tmp_path / "content.npy")
    assert_same(read, np.load(tmp_path / "content.npy", allow_pickle=True))


def npy(header, content):
    text = (repr(header) + "\n").encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + content


OBJECTS = {"descr": "|O", "fortran_order": False, "shape": (2,)}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no array", id="text"),
        pytest.param(npy(OBJECTS, b""), id="truncated"),
        pytest.param(npy(OBJECTS, pickle.dumps([1, 2])), id="list"),
        pytest.param(npy(OBJECTS, pickle.dumps(np.zeros(2))), id="numbers"),
        pytest.param(npy(OBJECTS, pickle.dumps(np.array([1], object))), id="shape"),
        pytest.param(npy(OBJECTS, pickle.dumps(np.array([sys.exit, 1], object))), id="function"),
        pytest.param(
            npy({**OBJECTS, "descr": [("a", "|O")]}, pickle.dumps(np.array([1, 2], object))),
            id="records",
        ),
        pytest.param(npy({**OBJECTS, "descr": "<f4", "shape": (10**12,)}, b"1234"), id="huge"),
    ],
)
def test_a_damaged_or_hostile_npy_file_is_rejected(content, tmp_path):
    path = tmp_path / "content.npy"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"A \.npy file must be whole.*Received: .*content\.npy"):
        load_restricted_npy(path)


def test_a_hostile_npy_file_does_not_run(tmp_path):
    content = np.array({"xyz": Calls(os.system, f"touch {tmp_path / 'hacked'}")}, dtype=object)
    np.save(tmp_path / "content.npy", content, allow_pickle=True)
    with pytest.raises(ValueError, match="system is not admitted"):
        load_restricted_npy(tmp_path / "content.npy")
    assert not (tmp_path / "hacked").exists()
