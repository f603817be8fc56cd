import io
import pickle
import pickletools

import numpy as np
import pytest

from keras_recon.datasets.restricted_unpickler import load_restricted_pickle

CONTENT = [
    [np.arange(6, dtype="float32").reshape(2, 3), np.asfortranarray(np.eye(3, 2))],
    {"label": np.int64(3), "name": "Öre", "raw": b"\x00\xff", "none": b"", "flag": np.bool_(True)},
    (np.array([7], "int32"), np.zeros((0, 6)), np.array(["a", "bc"]), 2.5, None, {1, 2}),
]


def dump(tmp_path, content):
    path = tmp_path / "content.pkl"
    path.write_bytes(content)
    return path


def assert_same(one, other):
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, dict):
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
    import os

    command = f"touch {tmp_path / 'hacked'}"
    return {
        "os.system": Calls(os.system, command),
        "eval": Calls(eval, "1 + 1"),
        "getattr": Calls(getattr, "text", "upper"),
        "open": Calls(open, str(tmp_path / "hacked"), "w"),
        "np.load": Calls(np.load, "x"),
        "in an object array": np.array([Calls(os.system, command)], dtype=object),
        "object array": np.array([None, 3], dtype=object),
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
        "object array",
        "records",
        "a function",
    ],
)
def test_a_hostile_pickle_is_rejected_and_does_not_run(kind, protocol, tmp_path):
    path = dump(tmp_path, pickle.dumps([np.zeros(3), hostile(tmp_path)[kind]], protocol))
    with pytest.raises(ValueError, match=r"alone \(.*admitted.*Received: .*content\.pkl"):
        load_restricted_pickle(path)
    assert not (tmp_path / "hacked").exists()


def test_another_codec_than_that_of_bytes_is_rejected(tmp_path):
    content = b"c_codecs\nencode\n(Vabc\nVzlib\ntR."
    pickletools.dis(content, io.StringIO())
    with pytest.raises(ValueError, match="'zlib' is not admitted"):
        load_restricted_pickle(dump(tmp_path, content))


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
