"""What several kinds of furniture have: lists of surfaces."""

import numpy as np

from keras_recon.datasets.surfaces import box, rod


def four_legs(random, width, depth, height):
    """Straight, tapered or splayed legs, maybe with rungs."""
    radius = random.uniform(0.012, 0.04)
    foot = radius * random.uniform(0.4, 1)
    splay = random.choice([1, random.uniform(1, 1.3)])
    sides = random.choice([4, 12])
    inset = random.uniform(0.75, 0.95)
    corners = [(sx * inset * width / 2, sz * inset * depth / 2) for sx in (-1, 1) for sz in (-1, 1)]
    legs = [rod((splay * x, 0, splay * z), (x, height, z), foot, radius, sides) for x, z in corners]
    if random.random() < 0.3:
        y = height * random.uniform(0.2, 0.6)
        for (x, z), (other_x, other_z) in ((corners[0], corners[1]), (corners[2], corners[3])):
            legs.append(rod((x, y, z), (other_x, y, other_z), 0.6 * radius, sides=sides))
    return legs


def pedestal(random, width, height):
    """A column on a disc or on a star of feet."""
    radius, reach = random.uniform(0.02, 0.06), width * random.uniform(0.3, 0.48)
    legs = [rod((0, 0.02, 0), (0, height, 0), radius)]
    if random.random() < 0.5:
        legs.append(rod((0, 0, 0), (0, random.uniform(0.02, 0.05), 0), reach, 0.8 * reach, 20))
    else:
        count = random.integers(3, 6)
        for angle in 2 * np.pi * np.arange(count) / count + random.uniform(0, 1):
            tip = (reach * np.cos(angle), 0.015, reach * np.sin(angle))
            legs.append(rod((0, random.uniform(0.04, 0.1), 0), tip, 0.02, 0.015, sides=4))
    return legs


def runners(random, width, depth, height):
    """On either side a runner on the floor and two posts."""
    thickness = random.uniform(0.02, 0.05)
    legs = []
    for x in (-0.45 * width, 0.45 * width):
        legs.append(box((x, thickness / 2, 0), (thickness, thickness, depth)))
        for z in (-0.45 * depth, 0.45 * depth):
            legs.append(rod((x, 0, z), (x, height, z), thickness / 2, sides=4))
    return legs


def build_legs(random, style, width, depth, height):
    """Legs of a style: a pedestal, runners, or four."""
    if style == "pedestal":
        return pedestal(random, min(width, depth), height)
    if style == "runners":
        return runners(random, width, depth, height)
    return four_legs(random, width, depth, height)


def grating(random, style, width, low, high, z, thickness):
    """A solid, slatted or laddered board that stands across the shape, for backs and bed ends."""
    if style == "solid":
        return [box((0, (low + high) / 2, z), (width, high - low, thickness))]
    post = random.uniform(0.012, 0.03)
    pieces = [
        rod((x, low, z), (x, high, z), post, sides=random.choice([4, 12]))
        for x in (post - width / 2, width / 2 - post)
    ]
    count = random.integers(2, 7)
    if style == "ladder":
        for y in np.linspace(low, high, count + 1)[1:]:
            rung = min(0.4 * (high - low) / count, random.uniform(0.03, 0.1))
            pieces.append(box((0, y - rung / 2, z), (width, rung, thickness)))
        return pieces
    rail = random.uniform(0.03, 0.08)
    pieces.append(box((0, high - rail / 2, z), (width, rail, thickness)))
    for x in np.linspace(-width / 2, width / 2, count + 2)[1:-1]:
        slat = min(0.5 * width / (count + 1), random.uniform(0.02, 0.06))
        pieces.append(box((x, (low + high - rail) / 2, z), (slat, high - rail - low, thickness)))
    return pieces


def four_boards(width, length, top, height):
    """Boards around a bed, below the mattress: a lid would lie where the mattress does."""
    thickness, y = 0.03, top - height / 2
    sides = [box((x, y, 0), (thickness, height, length)) for x in (-width / 2, width / 2)]
    ends = [box((0, y, z), (width, height, thickness)) for z in (-length / 2, length / 2)]
    return sides + ends
