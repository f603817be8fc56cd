"""The sizes in LAZ files, which lazrs believes: it makes room for them, or ends the process."""

import struct

_LARGEST_CHUNK = 1 << 24
_VARIABLE_CHUNK = (1 << 32) - 1
_LAYERED = 3
# Of the kinds of items that are compressed in layers: point, RGB, RGB and infrared, wave packet.
_LAYERS = {10: 9, 11: 1, 12: 2, 13: 1}
_EXTRA_BYTES = 14  # a layer a byte


def check_laszip(path, header):
    """Compare sizes in a LAZ file with the file's.

    Args:
        path: A `pathlib.Path`.
        header: The `laspy.LasHeader` of the file.

    Raises:
        ValueError: If there is less than they say.

    Reference:
        - [LASzip](https://github.com/LASzip/LASzip)
    """
    settings = header.vlrs.get("LasZipVlr")
    settings = settings[0].record_data if settings else b""
    if len(settings) < 34:
        raise ValueError("compressed points without the settings of LASzip")
    (chunk,) = struct.unpack_from("<I", settings, 12)
    if _LARGEST_CHUNK < chunk < _VARIABLE_CHUNK:
        raise ValueError(f"compressed chunks of {chunk} points")
    available = path.stat().st_size
    with open(path, "rb") as file:
        start = header.offset_to_point_data
        table = _read(file, start, "<q")
        if table == -1:  # the writer could not go back, so it's at the end
            table = _read(file, available - 8, "<q")
        if not start + 8 <= table <= available - 8:
            raise ValueError(f"a list of compressed chunks at byte {table} of {available}")
        chunks = _read(file, table + 4, "<I")
        # A chunk begins with a whole point.
        if chunks * header.point_format.size > available:
            raise ValueError(f"{chunks} compressed chunks in {available} bytes")
        if struct.unpack_from("<H", settings)[0] == _LAYERED:
            layers = _count_layers(settings)
            _check_layers(file, start + 8, table, chunks, header.point_format.size + 4, layers)


def _read(file, place, kind):
    file.seek(place)
    try:
        return struct.unpack(kind, file.read(struct.calcsize(kind)))[0]
    except struct.error:
        raise ValueError(f"no compressed points at byte {place}") from None


def _count_layers(settings):
    (items,) = struct.unpack_from("<H", settings, 32)
    if len(settings) < 34 + 6 * items:
        raise ValueError(f"{items} compressed items, of which some are not described")
    layers = 0
    for kind, size, _ in struct.iter_unpack("<HHH", settings[34 : 34 + 6 * items]):
        if kind != _EXTRA_BYTES and kind not in _LAYERS:
            raise ValueError(f"compressed items of the unknown kind {kind}")
        layers += size if kind == _EXTRA_BYTES else _LAYERS[kind]
    return layers


def _check_layers(file, place, end, chunks, before, layers):
    """Follow chunks: a point and a number, sizes of layers, layers."""
    for _ in range(chunks):
        file.seek(place + before)
        sizes = file.read(4 * layers)
        if len(sizes) < 4 * layers:
            raise ValueError(f"no compressed layers at byte {place}")
        place += before + len(sizes) + sum(struct.unpack(f"<{layers}I", sizes))
        if place > end:
            raise ValueError(f"compressed layers that end at byte {place}, not {end}")
