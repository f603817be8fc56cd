"""LZF, the compression of PCD files."""

# Three bytes stand for at most 264.
LARGEST_EXPANSION = 88


def decompress_lzf(data, size):
    r"""Decompress a block.

    A block is a row of runs. One that begins with a byte below 32 has so many bytes, and one more,
    behind it. Any other repeats what is already there: its first three bits, and if all are set
    the byte behind, are the length less two, the 13 bits that follow how far back it begins, less
    one. It may run into itself, as a pattern that goes on.

    Args:
        data: Bytes.
        size: How many bytes the result has.

    Returns:
        A bytearray.

    Raises:
        ValueError: If the block is damaged or has another size.

    Example:

    ```python
    from keras_recon.datasets.readers.lzf import decompress_lzf

    bytes(decompress_lzf(b"\x01ab\x80\x01", 8))  # b"abababab"
    ```

    Reference:
        - [LibLZF](http://oldhome.schmorp.de/marc/liblzf.html)
    """
    if size > LARGEST_EXPANSION * len(data):
        raise ValueError(f"{len(data)} compressed bytes that can't become {size}")
    result = bytearray()
    position = 0
    try:
        while position < len(data) and len(result) <= size:
            control = data[position]
            position += 1
            if control < 32:
                result += data[position : position + control + 1]
                position += control + 1
                continue
            length = (control >> 5) + 2
            if length == 9:
                length += data[position]
                position += 1
            start = len(result) - ((control & 31) << 8) - data[position] - 1
            position += 1
            if start < 0:
                raise ValueError("damaged compressed data")
            run = result[start : start + length]
            result += run if len(run) == length else (run * length)[:length]
    except IndexError:
        raise ValueError("compressed data that end too early") from None
    if len(result) != size:
        raise ValueError(f"compressed data of {len(result)} bytes in place of {size}")
    return result
