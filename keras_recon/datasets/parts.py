"""Furniture with exact part labels, made up by a program."""

from itertools import pairwise

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.unit_sphere import fit_unit_sphere

NUM_POINTS = 2048
# Number of shapes, and the seed that they are drawn from.
_SPLITS = {"train": (1000, 0), "test": (200, 1)}
_PARTS = {
    "bed": ("mattress", "pillow", "headboard", "frame", "legs"),
    "chair": ("seat", "back", "legs", "arms"),
    "lamp": ("base", "stem", "shade"),
    "shelf": ("sides", "boards", "panel"),
    "table": ("top", "legs", "board"),
}
# The twelve triangles of a cube of side 1 around the origin.
_CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
_CUBE = _CORNERS[
    [
        *([0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1]),
        *([2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]),
    ]
]


def load_parts(split):
    """Make up furniture of which every point's part is known.

    Beds, chairs, lamps, shelves and tables, as many of each, of random proportions, styles and
    numbers of legs, slats, boards: chairs on four legs, a pedestal or runners, with a solid,
    slatted or no back; round and square tops; lamps that stand, lean or hang; bunk beds. Parts
    meet and go over into one another (a rear leg becomes a post of the back), and neither height
    nor form alone tells them apart. Points are drawn evenly over the parts' surfaces, those hidden
    inside another part too.

    Always the same shapes; those of training and test come from different seeds. Takes a few
    seconds.

    Args:
        split: `"train"` (1,000 shapes) or `"test"` (200).

    Returns:
        A `PointCloudData`: `points` `(n, 2048, 3)`, centred on their mean, the furthest at distance
        1, y up, in random order, so that the first k are a sample of the surface too; `labels`
        `(n,)` of five classes; `part_labels` `(n, 2048)` of the 18 `part_names`, such as
        `"chair legs"`; `class_parts`; and `names` that tell the style.

    Raises:
        ValueError: If `split` is unknown.

    Example:

    ```python
    from keras_recon.datasets import load_parts

    test = load_parts("test")
    test.part_labels.shape  # (200, 2048)
    [test.part_names[part] for part in test.class_parts[test.labels[0]]]
    ```
    """
    if split not in _SPLITS:
        raise ValueError(f'`split` must be "train" or "test". Received: {split!r}')
    count, seed = _SPLITS[split]
    class_names = tuple(_PARTS)
    part_names = tuple(f"{name} {part}" for name, parts in _PARTS.items() for part in parts)
    points = np.empty((count, NUM_POINTS, 3), "float32")
    part_labels = np.empty((count, NUM_POINTS), "int32")
    names = []
    for index in range(count):
        random = np.random.default_rng((seed, index))
        class_name = class_names[index % len(class_names)]
        name, pieces = _MAKERS[class_name](random)
        points[index], pieces_of_points = _sample(pieces, random)
        indices = [part_names.index(f"{class_name} {part}") for part, _ in pieces]
        part_labels[index] = np.array(indices)[pieces_of_points]
        names.append(name)
    return PointCloudData(
        points=points,
        labels=np.arange(count) % len(class_names),
        class_names=class_names,
        names=tuple(names),
        part_labels=part_labels,
        part_names=part_names,
        class_parts=tuple(
            tuple(part_names.index(f"{name} {part}") for part in parts)
            for name, parts in _PARTS.items()
        ),
    )


def _sample(pieces, random):
    """Points `(2048, 3)` on the pieces, turned a little and normalized, and the piece of each."""
    triangles = np.concatenate([triangles for _, triangles in pieces])
    owner = np.repeat(range(len(pieces)), [len(triangles) for _, triangles in pieces])
    origin, first, second = triangles[:, 0], *np.swapaxes(triangles[:, 1:] - triangles[:, :1], 0, 1)
    area = np.linalg.norm(np.cross(first, second), axis=-1)
    chosen = random.choice(len(triangles), NUM_POINTS, p=area / area.sum())
    u, v = random.random((2, NUM_POINTS, 1))
    # Fold the far half of the parallelogram back into the triangle.
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    points = origin[chosen] + u * first[chosen] + v * second[chosen]

    angle = random.normal(0, np.radians(10))
    x, y, z = points.T
    points = np.stack(
        [np.cos(angle) * x + np.sin(angle) * z, y, np.cos(angle) * z - np.sin(angle) * x], axis=-1
    )
    return fit_unit_sphere(points), owner[chosen]


# Surfaces: arrays of triangles, of shape (T, 3, 3).


def _box(center, size):
    return np.asarray(center) + np.asarray(size) * _CUBE


def _rod(start, end, radius, end_radius=None, sides=12, caps=True):
    """A cylinder or cone; with four sides a square rod."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    axis = (end - start) / np.linalg.norm(end - start)
    helper = (1.0, 0.0, 0.0) if abs(axis[0]) < 0.7 else (0.0, 0.0, 1.0)
    across = np.cross(axis, helper)
    across /= np.linalg.norm(across)
    angle = 2 * np.pi * (np.arange(sides) + 0.5)[:, None] / sides
    ring = np.cos(angle) * across + np.sin(angle) * np.cross(axis, across)
    low = start + radius * ring
    high = end + (radius if end_radius is None else end_radius) * ring
    next_low, next_high = np.roll(low, -1, axis=0), np.roll(high, -1, axis=0)
    triangles = [(low, next_low, high), (next_low, next_high, high)]
    if caps:
        triangles += [
            (low, next_low, np.broadcast_to(start, low.shape)),
            (high, next_high, np.broadcast_to(end, high.shape)),
        ]
    return np.concatenate([np.stack(corners, axis=1) for corners in triangles])


def _turned(x, z, heights, radii):
    """What a lathe makes: cones on top of one another."""
    steps = zip(heights[:-1], heights[1:], radii[:-1], radii[1:], strict=True)
    return np.concatenate(
        [_rod((x, low, z), (x, high, z), a, b, sides=16, caps=False) for low, high, a, b in steps]
    )


def _plate(width, height, depth, y, is_round):
    """A seat or a top, whose lower side is at y."""
    if not is_round:
        return _box((0, y + height / 2, 0), (width, height, depth))
    plate = _rod((0, y, 0), (0, y + height, 0), 0.5, sides=24)
    return plate * (width, 1, depth)


def _lean(triangles, pivot, slope):
    """Shear to the back above the height `pivot`."""
    leaning = triangles.copy()
    leaning[..., 2] -= slope * (triangles[..., 1] - pivot)
    return leaning


# What several kinds of furniture have.


def _four_legs(random, width, depth, height):
    """Straight, tapered or splayed legs, maybe with rungs."""
    radius = random.uniform(0.012, 0.04)
    foot = radius * random.uniform(0.4, 1)
    splay = random.choice([1, random.uniform(1, 1.3)])
    sides = random.choice([4, 12])
    inset = random.uniform(0.75, 0.95)
    corners = [(sx * inset * width / 2, sz * inset * depth / 2) for sx in (-1, 1) for sz in (-1, 1)]
    legs = [
        _rod((splay * x, 0, splay * z), (x, height, z), foot, radius, sides) for x, z in corners
    ]
    if random.random() < 0.3:
        y = height * random.uniform(0.2, 0.6)
        for (x, z), (other_x, other_z) in ((corners[0], corners[1]), (corners[2], corners[3])):
            legs.append(_rod((x, y, z), (other_x, y, other_z), 0.6 * radius, sides=sides))
    return legs


def _pedestal(random, width, height):
    """A column on a disc or on a star of feet."""
    radius, reach = random.uniform(0.02, 0.06), width * random.uniform(0.3, 0.48)
    legs = [_rod((0, 0.02, 0), (0, height, 0), radius)]
    if random.random() < 0.5:
        legs.append(_rod((0, 0, 0), (0, random.uniform(0.02, 0.05), 0), reach, 0.8 * reach, 20))
    else:
        count = random.integers(3, 6)
        for angle in 2 * np.pi * np.arange(count) / count + random.uniform(0, 1):
            tip = (reach * np.cos(angle), 0.015, reach * np.sin(angle))
            legs.append(_rod((0, random.uniform(0.04, 0.1), 0), tip, 0.02, 0.015, sides=4))
    return legs


def _runners(random, width, depth, height):
    """On either side a runner on the floor and two posts."""
    thickness = random.uniform(0.02, 0.05)
    legs = []
    for x in (-0.45 * width, 0.45 * width):
        legs.append(_box((x, thickness / 2, 0), (thickness, thickness, depth)))
        for z in (-0.45 * depth, 0.45 * depth):
            legs.append(_rod((x, 0, z), (x, height, z), thickness / 2, sides=4))
    return legs


def _legs(random, style, width, depth, height):
    if style == "pedestal":
        return _pedestal(random, min(width, depth), height)
    if style == "runners":
        return _runners(random, width, depth, height)
    return _four_legs(random, width, depth, height)


def _grating(random, style, width, low, high, z, thickness):
    """A solid, slatted or laddered board that stands across the shape, for backs and bed ends."""
    if style == "solid":
        return [_box((0, (low + high) / 2, z), (width, high - low, thickness))]
    post = random.uniform(0.012, 0.03)
    pieces = [
        _rod((x, low, z), (x, high, z), post, sides=random.choice([4, 12]))
        for x in (post - width / 2, width / 2 - post)
    ]
    count = random.integers(2, 7)
    if style == "ladder":
        for y in np.linspace(low, high, count + 1)[1:]:
            rung = min(0.4 * (high - low) / count, random.uniform(0.03, 0.1))
            pieces.append(_box((0, y - rung / 2, z), (width, rung, thickness)))
        return pieces
    rail = random.uniform(0.03, 0.08)
    pieces.append(_box((0, high - rail / 2, z), (width, rail, thickness)))
    for x in np.linspace(-width / 2, width / 2, count + 2)[1:-1]:
        slat = min(0.5 * width / (count + 1), random.uniform(0.02, 0.06))
        pieces.append(_box((x, (low + high - rail) / 2, z), (slat, high - rail - low, thickness)))
    return pieces


def _four_boards(width, length, top, height):
    """Boards around a bed, below the mattress: a lid would lie where the mattress does."""
    thickness, y = 0.03, top - height / 2
    sides = [_box((x, y, 0), (thickness, height, length)) for x in (-width / 2, width / 2)]
    ends = [_box((0, y, z), (width, height, thickness)) for z in (-length / 2, length / 2)]
    return sides + ends


# Each kind of furniture: its name and a list of (part, triangles).


def _make_chair(random):
    width, depth = random.uniform(0.38, 0.6), random.uniform(0.36, 0.55)
    seat = random.uniform(0.6, 0.8) if random.random() < 0.2 else random.uniform(0.3, 0.5)
    thickness = random.choice([random.uniform(0.02, 0.04), random.uniform(0.06, 0.14)])
    is_round = random.random() < 0.25
    style = random.choice(["four legs", "pedestal", "runners"], p=[0.6, 0.2, 0.2])
    back = random.choice(["solid", "slatted", "ladder", "no"], p=[0.35, 0.3, 0.2, 0.15])
    pieces = [("seat", _plate(width, thickness, depth, seat, is_round))]
    pieces += [("legs", leg) for leg in _legs(random, style, width, depth, seat)]
    if back != "no":
        bottom = seat + thickness * random.uniform(0, 1)
        top = bottom + random.uniform(0.2, 0.65)
        across = width * random.uniform(0.75, 1)
        board = _grating(random, back, across, bottom, top, 0, random.uniform(0.015, 0.06))
        slope = random.uniform(0, 0.3)
        place = (0, 0, 0.02 - depth / 2)
        pieces += [("back", _lean(piece, bottom, slope) + place) for piece in board]
    arms = random.random() < 0.4
    if arms:
        height = seat + thickness + random.uniform(0.12, 0.25)
        breadth, length = random.uniform(0.03, 0.09), depth * random.uniform(0.7, 1)
        solid = random.random() < 0.35
        for x in (-width / 2, width / 2):
            if solid:
                middle = (seat + height) / 2
                pieces.append(("arms", _box((x, middle, 0), (breadth, height - seat, length))))
                continue
            pieces.append(("arms", _box((x, height, 0), (breadth, 0.03, length))))
            front = length / 2 - 0.03
            pieces.append(("arms", _rod((x, seat, front), (x, height, front), 0.3 * breadth)))
    plate = "round" if is_round else "square"
    name = f"{plate} chair on {style}, {back} back, {'with' if arms else 'without'} arms"
    return name, pieces


def _make_table(random):
    width, depth = random.uniform(0.5, 1.6), random.uniform(0.45, 0.9)
    height, thickness = random.uniform(0.3, 0.85), random.uniform(0.02, 0.08)
    is_round = random.random() < 0.35
    if is_round:
        width = depth * random.uniform(1, 1.4)
    style = random.choice(
        ["four legs", "pedestal", "runners", "panels"], p=[0.45, 0.25, 0.15, 0.15]
    )
    pieces = [("top", _plate(width, thickness, depth, height, is_round))]
    if style == "panels":
        reach = width * random.uniform(0.3, 0.48)
        panel = (random.uniform(0.02, 0.06), height, depth * random.uniform(0.6, 0.95))
        legs = [_box((x, height / 2, 0), panel) for x in (-reach, reach)]
    else:
        # Legs stand under a round top, too.
        inner = 0.72 if is_round else 1
        legs = _legs(random, style, inner * width, inner * depth, height)
    pieces += [("legs", leg) for leg in legs]
    board = random.random() < 0.4 and style != "pedestal"
    if board:
        share, y = random.uniform(0.6, 0.85), height * random.uniform(0.15, 0.6)
        if is_round:
            share *= 0.8
        plate = _plate(share * width, random.uniform(0.015, 0.04), share * depth, y, is_round)
        pieces.append(("board", plate))
    plate = "round" if is_round else "square"
    return f"{plate} table on {style}, {'with' if board else 'without'} a board", pieces


def _shade(random, x, y, z, size, hangs):
    """A shade around the height y: drum, cone, ball or dome."""
    style = random.choice(["drum", "cone", "ball", "dome"])
    if style == "ball":
        angle = np.linspace(0, np.pi, 9)
        heights, radii = y - size * np.cos(angle), size * np.sin(angle)
    elif style == "dome":
        angle = np.linspace(0, np.pi / 2, 6)
        heights, radii = y + size * (np.sin(angle) - 0.5), size * np.cos(angle)
    else:
        height = size * random.uniform(0.6, 1.6)
        top = 1 if style == "drum" else random.uniform(0.2, 0.7)
        if not hangs and random.random() < 0.2:
            top = 1 / top
        heights, radii = np.array([y - height / 2, y + height / 2]), size * np.array([1, top])
    return style, _turned(x, z, heights, radii)


def _make_lamp(random):
    style = random.choice(["table", "floor", "hanging", "arm"], p=[0.3, 0.25, 0.2, 0.25])
    size, stem = random.uniform(0.1, 0.25), random.uniform(0.006, 0.02)
    height = random.uniform(1.1, 1.7) if style == "floor" else random.uniform(0.3, 0.7)
    if style == "hanging":
        # The base is at the ceiling.
        shade, triangles = _shade(random, 0, 0, 0, size, hangs=True)
        thickness, reach = random.uniform(0.02, 0.06), random.uniform(0.04, 0.12)
        base = _rod((0, height, 0), (0, height + thickness, 0), reach)
        pieces = [("base", base), ("stem", _rod((0, 0, 0), (0, height, 0), stem))]
        return f"hanging lamp, {shade}", [*pieces, ("shade", triangles)]

    pieces, foot = [], random.choice(["disc", "block", "tripod", "cone"])
    reach, thickness = random.uniform(0.08, 0.2), random.uniform(0.02, 0.08)
    if foot == "tripod":
        thickness = height * random.uniform(0.2, 0.6)
        for angle in 2 * np.pi * np.arange(3) / 3 + random.uniform(0, 1):
            tip = (reach * np.cos(angle), 0, reach * np.sin(angle))
            pieces.append(("base", _rod(tip, (0, thickness, 0), 0.012)))
    elif foot == "block":
        pieces.append(("base", _box((0, thickness / 2, 0), (2 * reach, thickness, 1.6 * reach))))
    else:
        narrow = random.uniform(0.1, 0.4) if foot == "cone" else 1
        thickness *= 2 if foot == "cone" else 1
        pieces.append(("base", _rod((0, 0, 0), (0, thickness, 0), reach, narrow * reach, 20)))

    end = np.array([0, height, 0])
    if style == "arm":
        elbow = np.add(end, (random.uniform(-0.15, 0), random.uniform(-0.15, 0.1), 0))
        end = np.add(elbow, (random.uniform(0.2, 0.4), random.uniform(-0.1, 0.2), 0))
        joints = [np.array([0, thickness, 0]), elbow, end]
    elif style == "table" and random.random() < 0.5:
        # A vase for a stem.
        heights = np.linspace(thickness, height, 6)
        radii = np.r_[0.03, random.uniform(0.02, 0.11, 4), 0.02]
        pieces.append(("stem", _turned(0, 0, heights, radii)))
        joints = []
    else:
        joints = [np.array([0, thickness, 0]), end]
    for start, stop in pairwise(joints):
        pieces.append(("stem", _rod(start, stop, stem)))
    shade, triangles = _shade(random, *end, size, hangs=False)
    return f"{style} lamp on a {foot}, {shade}", [*pieces, ("shade", triangles)]


def _make_shelf(random):
    width, height = random.uniform(0.4, 1.4), random.uniform(0.4, 2)
    depth, thickness = random.uniform(0.2, 0.45), random.uniform(0.015, 0.05)
    count = random.integers(2, 7)
    style = random.choice(["panels", "posts"], p=[0.65, 0.35])
    pieces = []
    if style == "panels":
        for x in (-width / 2, width / 2):
            pieces.append(("sides", _box((x, height / 2, 0), (thickness, height, depth))))
        if random.random() < 0.35:
            x = width * random.uniform(-0.25, 0.25)
            pieces.append(("sides", _box((x, height / 2, 0), (thickness, height, 0.98 * depth))))
    else:
        radius, sides = random.uniform(0.01, 0.025), random.choice([4, 12])
        for x in (-width / 2, width / 2):
            for z in (-depth / 2, depth / 2):
                pieces.append(("sides", _rod((x, 0, z), (x, height, z), radius, sides=sides)))
    lowest, highest = random.uniform(0, 0.15), random.uniform(0.85, 1)
    levels = np.linspace(lowest, highest, count)
    levels[1:-1] += random.uniform(-0.3, 0.3, count - 2) * (highest - lowest) / count
    for level in levels:
        pieces.append(("boards", _box((0, height * level, 0), (width, thickness, depth))))
    panel = random.random() < 0.4
    if panel:
        low, high = height * levels[[0, -1]]
        place = (0, (low + high) / 2, -depth / 2)
        pieces.append(("panel", _box(place, (width, high - low, random.uniform(0.005, 0.02)))))
    name = f"shelf of {count} boards on {style}, {'with' if panel else 'without'} a panel"
    return name, pieces


def _make_bed(random):
    width, length = random.uniform(0.8, 1.8), random.uniform(1.8, 2.1)
    bunk = random.random() < 0.15
    width = min(width, 1.1) if bunk else width
    frame, deep = random.uniform(0.15, 0.4), random.uniform(0.1, 0.25)
    rail = frame * random.uniform(0.3, 0.8)
    levels = [frame, frame + random.uniform(0.8, 1.1)] if bunk else [frame]
    pieces = []
    for level in levels:
        mattress = _box((0, level + deep / 2, 0), (width, deep, length))
        pieces.append(("mattress", mattress))
        pieces += [("frame", board) for board in _four_boards(width, length, level, rail)]
        if random.random() < 0.6:
            count = 1 if width < 1.2 else 2
            for x in (np.arange(count) - (count - 1) / 2) * width / 2:
                size = (0.7 * width / count, random.uniform(0.06, 0.14), random.uniform(0.3, 0.45))
                place = (x, level + deep + size[1] / 2, 0.3 - length / 2)
                pieces.append(("pillow", _box(place, size)))
    style = random.choice(["solid", "slatted", "ladder", "no"], p=[0.4, 0.25, 0.15, 0.2])
    if bunk:
        style = "no"
        radius, top = random.uniform(0.02, 0.04), levels[1] + random.uniform(0.1, 0.4)
        corners = [(sx * 0.52 * width, sz * 0.51 * length) for sx in (-1, 1) for sz in (-1, 1)]
        legs = [_rod((x, 0, z), (x, top, z), radius, sides=4) for x, z in corners]
    elif random.random() < 0.25:
        # The frame stands on the floor.
        legs = []
        under = _four_boards(0.95 * width, 0.95 * length, frame - rail, frame - rail)
        pieces += [("frame", board) for board in under]
    else:
        legs = _four_legs(random, width, length, frame - rail / 2)
    pieces += [("legs", leg) for leg in legs]
    thickness = random.uniform(0.03, 0.1)
    if style != "no":
        low, high = frame * random.uniform(0, 1), frame + deep + random.uniform(0.1, 0.8)
        board = _grating(random, style, 1.04 * width, low, high, -0.52 * length, thickness)
        pieces += [("headboard", piece) for piece in board]
        if random.random() < 0.4:
            # What stands at the foot belongs to the frame.
            high = frame + deep + random.uniform(-0.1, 0.3)
            board = _grating(random, style, 1.04 * width, low, high, 0.52 * length, thickness)
            pieces += [("frame", piece) for piece in board]
    kind = "bunk bed" if bunk else "bed"
    stands = "on legs" if legs else "on the floor"
    return f"{kind} {stands}, {style} headboard", pieces


_MAKERS = {
    "bed": _make_bed,
    "chair": _make_chair,
    "lamp": _make_lamp,
    "shelf": _make_shelf,
    "table": _make_table,
}
