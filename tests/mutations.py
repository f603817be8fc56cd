"""Damage to files, drawn by a seed: to bytes, to text, and to the parts of formats."""

import io
import json
import os
import re
import struct
import zipfile

import h5py
import numpy as np
from hostile_files import glb

# What readers take for lengths, counts, indices and coordinates.
NUMBERS = (
    *(b"0", b"-1", b"1", b"7", b"65536", b"2147483647", b"-2147483648", b"4294967295"),
    *(b"9223372036854775807", b"9223372036854775808", b"1" + b"0" * 30, b"1" * 5000),
    *(b"nan", b"inf", b"-inf", b"1e999", b"-1e308", b"1e-320", b"0.5", b"", b"1e3", b"0x10"),
)
INTEGERS = (0, 1, 2**16 - 1, 2**24, 2**31 - 1, 2**32 - 1, 2**62, 2**63, 2**64 - 1)
LARGEST = 2**18


def mutate(content, random, outside):
    """Damage what a file holds.

    Args:
        content: Its bytes.
        random: A `numpy.random.Generator`.
        outside: Path of a file that nobody may be led to, which some texts are replaced by.

    Returns:
        Other bytes, or by chance the same.
    """
    largest = max(LARGEST, len(content))
    for _ in range(random.integers(1, 4)):
        kinds = [*_OF_BYTES, _change_number, _change_word, _nest]
        for is_of, changes in _OF_FORMATS:
            if is_of(content):
                # What is whole gets further than what is torn.
                kinds += [changes] * len(kinds)
        kind = kinds[random.integers(len(kinds))]
        if kind in (_change_word, _change_hdf5, *_OF_ENTRIES):
            content = kind(content, random, outside)
        else:
            content = kind(content, random)
        content = content[:largest]
    return content


def replace_file(path, random, outside):
    """Put something else in a file's place: nothing, a folder, a pipe or a link."""
    path.unlink()
    kind = random.integers(6)
    if kind == 0:
        path.mkdir()
    elif kind == 1:
        os.mkfifo(path)
    elif kind > 1:
        path.symlink_to(["/dev/zero", path.name, ".", os.path.basename(outside)][kind - 2])


# === Bytes ===


def _place(content, random):
    # Headers are short, and what is wrong in them has more consequences.
    near = random.random() < 0.5
    return int(random.integers(min(len(content), 256 if near else len(content)) + 1))


def _span(content, random):
    start = _place(content, random)
    return start, start + int(random.integers(1, 2 ** random.integers(1, 10)))


def _flip_bits(content, random):
    content = bytearray(content)
    for _ in range(random.integers(1, 9) if content else 0):
        place = min(_place(content, random), len(content) - 1)
        content[place] ^= 1 << int(random.integers(8))
    return bytes(content)


def _truncate(content, random):
    return content[: _place(content, random)]


def _insert(content, random):
    place = _place(content, random)
    return content[:place] + random.bytes(random.integers(1, 40)) + content[place:]


def _delete(content, random):
    start, stop = _span(content, random)
    return content[:start] + content[stop:]


def _repeat(content, random):
    start, stop = _span(content, random)
    times = int(2 ** random.integers(1, 12))
    return content[:start] + content[start:stop] * min(times, LARGEST // (stop - start))


def _swap(content, random):
    a, b, c = sorted(_place(content, random) for _ in range(3))
    return content[:a] + content[b:c] + content[a:b] + content[c:]


def _change_length(content, random):
    place, form = _place(content, random), "<>"[random.integers(2)] + "HIQ"[random.integers(3)]
    number = INTEGERS[random.integers(len(INTEGERS))] % 2 ** (8 * struct.calcsize(form))
    return content[:place] + struct.pack(form, number) + content[place + struct.calcsize(form) :]


def _fill(content, random):
    start, stop = _span(content, random)
    fill = [b"\0", b"\xff", struct.pack("<f", np.nan)[::-1]][random.integers(3)]
    return content[:start] + (fill * (stop - start))[: stop - start] + content[stop:]


_OF_BYTES = (_flip_bits, _truncate, _insert, _delete, _repeat, _swap, _change_length, _fill)


# === Text ===


def _change_number(content, random):
    found = [*re.finditer(rb"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", content[:LARGEST])]
    if not found:
        return _flip_bits(content, random)
    found = found[: 30 if random.random() < 0.5 else None]
    match = found[random.integers(len(found))]
    number = NUMBERS[random.integers(len(NUMBERS))]
    return content[: match.start()] + number + content[match.end() :]


def _words(outside):
    return (
        *(b"", b"x" * 5000, b"\0", b"\xff\xfe", "\u202e\u2603".encode(), b"\x1b[2J", b"{}", b"%s"),
        *(os.fsencode(outside), b"../../" + os.path.basename(os.fsencode(outside))),
        *(b"file://" + os.fsencode(outside), b"/dev/zero", b"http://127.0.0.1:9/x"),
    )


def _change_word(content, random, outside):
    found = [*re.finditer(rb"[\w./\\-]*[a-zA-Z][\w./\\-]*", content[:LARGEST])]
    if not found:
        return _insert(content, random)
    match, words = found[random.integers(len(found))], _words(outside)
    word = words[random.integers(len(words))]
    if random.random() < 0.3:
        word = found[random.integers(len(found))][0]
    return content[: match.start()] + word + content[match.end() :]


def _nest(content, random):
    place, opening = _place(content, random), (b"[", b'{"a":', b"(", b"<a>", b"(\x81", b"]")
    return content[:place] + opening[random.integers(len(opening))] * 30_000 + content[place:]


# === Formats ===


def _odd_values(outside):
    return (
        *(None, True, 0, -1, 0.5, 7, 2**31 - 1, 2**63, 10**30, float("nan"), float("inf"), 1e308),
        *("", "x" * 5000, "\0", "\ud800", "7", "../../" + os.path.basename(outside), outside),
        *([], {}, [[]], [None], ["a", 1], {"a": {}}, [0] * 5000, [-1, 2**40]),
    )


def mutate_tree(tree, random, outside):
    """Change a part of what JSON holds: to another value, away, or to another of its parts."""
    places = [*_places(tree)]
    values = _odd_values(outside)
    if not places or random.random() < 0.05:
        return values[random.integers(len(values))]
    holder, key = places[random.integers(len(places))]
    kind = random.random()
    if kind < 0.2:
        del holder[key]
    elif kind < 0.35:
        other, other_key = places[random.integers(len(places))]
        holder[key] = json.loads(json.dumps(other[other_key]))
    elif kind < 0.4 and isinstance(holder, dict):
        holder[["a", "", "class_name", "name", "dtype"][random.integers(5)]] = holder.pop(key)
    else:
        holder[key] = values[random.integers(len(values))]
    return tree


def _places(tree):
    if isinstance(tree, dict | list):
        for key in tree if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from _places(tree[key])


def _is_json(content):
    return content[:1] in (b"{", b"[")


def _change_json(content, random, outside):
    try:
        return json.dumps(mutate_tree(json.loads(content), random, outside)).encode()
    except (ValueError, RecursionError):
        return _change_number(content, random)


def _is_glb(content):
    return content[:4] == b"glTF"


def _change_glb(content, random, outside):
    try:
        length = struct.unpack_from("<I", content, 12)[0]
        tree = json.loads(content[20 : 20 + length])
    except (ValueError, RecursionError, struct.error):
        return _change_length(content, random)
    changed = json.dumps(mutate_tree(tree, random, outside)).encode()
    return glb(changed, content[28 + length :])


def _is_zip(content):
    return content[:2] == b"PK"


def _change_zip(content, random, outside):
    """Other entries, of which the checksums are right; or names that lead elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [
                [name, archive.read(name) if archive.getinfo(name).file_size < LARGEST else b""]
                for name in archive.namelist()
            ]
            compression = archive.infolist()[0].compress_type and zipfile.ZIP_DEFLATED
    except Exception:  # what is torn already
        return _flip_bits(content, random)
    entry, kind = entries[random.integers(len(entries))], random.random()
    if kind < 0.75:
        entry[1] = mutate(entry[1], random, outside)
    elif kind < 0.85:
        words = _words(outside)
        entry[0] = words[random.integers(len(words))].decode("latin1")
    elif kind < 0.9:
        entries.remove(entry)
    elif kind < 0.95:
        entry[1], compression = bytes(2**26), zipfile.ZIP_DEFLATED
    else:
        entries.append([entry[0], entries[random.integers(len(entries))][1]])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, entry in entries:
            archive.writestr(zipfile.ZipInfo(name.replace("\0", "0")), entry, compression)
    return written.getvalue()


def _is_hdf5(content):
    return content[:8] == b"\x89HDF\r\n\x1a\n"


def _change_hdf5(content, random, outside):
    """Other types, shapes and values of an array, or something else in its place."""
    file = io.BytesIO(content)
    try:
        with h5py.File(file, "r+") as tree:
            names = []
            tree.visititems(lambda name, _: names.append(name))
            name = names[random.integers(len(names))]
            array = tree[name][()] if isinstance(tree[name], h5py.Dataset) else np.zeros((3, 4))
            del tree[name]
            kinds = {
                "gone": lambda: None,
                "group": lambda: tree.create_group(name),
                "soft": lambda: tree.__setitem__(name, h5py.SoftLink(f"/{name}")),
                "external": lambda: tree.__setitem__(name, h5py.ExternalLink(outside, "/data")),
                "turned": lambda: tree.__setitem__(name, array.T),
                "deeper": lambda: tree.__setitem__(name, array[None]),
                "empty": lambda: tree.__setitem__(name, array[:0] if array.ndim else array),
                "scalar": lambda: tree.__setitem__(name, 7),
                "text": lambda: tree.__setitem__(name, "a chair"),
                "complex": lambda: tree.__setitem__(name, array.astype("complex64")),
                "integers": lambda: tree.__setitem__(name, array.astype("int8")),
                "half": lambda: tree.__setitem__(name, array.astype("float16")),
                "nan": lambda: tree.__setitem__(name, np.full(array.shape, np.nan)),
                "huge": lambda: tree.__setitem__(name, np.full(array.shape, 1e308)),
                "records": lambda: tree.__setitem__(name, np.zeros(3, [("a", "f4")])),
                "nothing": lambda: tree.__setitem__(name, h5py.Empty("f4")),
                "unwritten": lambda: tree.create_dataset(
                    name, (2**36, *array.shape[1:]), array.dtype, chunks=True
                ),
                "elsewhere": lambda: tree.create_dataset(
                    name, array.shape, array.dtype, external=[(outside, 0, h5py.h5f.UNLIMITED)]
                ),
            }
            kinds[[*kinds][random.integers(len(kinds))]]()
        return file.getvalue()
    except Exception:  # what is torn already
        return _change_length(content, random)


_OF_ENTRIES = (_change_json, _change_glb, _change_zip)
_OF_FORMATS = (
    (_is_json, _change_json),
    (_is_glb, _change_glb),
    (_is_zip, _change_zip),
    (_is_hdf5, _change_hdf5),
)
