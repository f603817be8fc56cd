import pytest

from keras_recon.datasets.readers.lzf import decompress_lzf

# From python-lzf 0.2.6.
COMPRESSED = b"\x03abca\xe0\xff\x02\xe1Q\x07\x01bc"


@pytest.mark.parametrize(
    ("block", "data"),
    [
        (b"", b""),
        (b"\x02abc", b"abc"),
        (COMPRESSED, b"abcabcabc" * 40),
        (b"\x00a\xe0\xff\x00", b"a" * 265),
        (b"\x1f" + bytes(range(32)) + b"\x20\x1f", bytes([*range(32), 0, 1, 2])),
    ],
)
def test_runs_and_repetitions(block, data):
    assert decompress_lzf(block, len(data)) == data


@pytest.mark.parametrize(
    ("block", "size", "message"),
    [
        (COMPRESSED, 359, "of 36. bytes in place of 359"),
        (COMPRESSED, 361, "of 360 bytes in place of 361"),
        (b"\x05abc", 6, "of 3 bytes in place of 6"),
        (b"\x00a\xe0", 9, "too early"),
        (b"\x00a\x20", 4, "too early"),
        (b"\x00a\x20\x01", 4, "damaged"),
        (b"abcd", 2**32 - 1, "4 compressed bytes that can't become 4294967295"),
        (b"\x00a" + b"\xe0\xff\x00" * 10**6, 10**7, "in place of 10000000"),
    ],
)
def test_a_damaged_block(block, size, message):
    with pytest.raises(ValueError, match=message):
        decompress_lzf(block, size)
