"""What several of them have in common."""

import numpy as np

from keras_recon.datasets.procedural.paint import chance
from keras_recon.datasets.surfaces import circle, curve, revolve, sweep


def handle(random, top, bottom, reach, thickness):
    """A handle in x and y, from one place of a wall to another, like an ear or like a bracket."""
    (x, y), (end_x, end_y) = top, bottom
    rise = random.uniform(-0.1, 0.3) * (y - end_y)
    if chance(random, 0.25):
        out = max(x, end_x) + reach
        points = np.array([(x, y), (out, y), (out, end_y), (end_x, end_y)])
    else:
        out = reach / 0.85
        control = [(x, y), (x + 0.7 * out, y + rise), (max(x, end_x) + out, (2 * y + end_y) / 3)]
        control += [(end_x + 0.6 * out, end_y + 0.1 * (y - end_y)), (end_x, end_y)]
        points = curve(control, 16)
    flat = random.uniform(0.5, 1.6)
    angle = 2 * np.pi * np.arange(8) / 8
    section = np.stack([np.cos(angle), flat * np.sin(angle)], axis=1)
    path = np.column_stack([points, np.zeros(len(points))])
    return sweep(path, thickness, section, normal=(0, 0, 1))


def radius_at(profile, height):
    """Radius of a profile, whose heights rise, at a height."""
    return np.interp(height, *np.asarray(profile)[:, ::-1].T)


def lid(random, radius, y, rise):
    """A lid, flat or a dome, and its knob."""
    dome = circle((radius, rise), sides=8, stop=np.pi / 2) + (0, y)
    profile = np.concatenate([[(0, y - 0.02)], [(radius, y - 0.02)], dome, [(0, y + rise)]])
    size = radius * random.uniform(0.1, 0.2)
    knob = [(0.5 * size, 0), (0.5 * size, 0.5 * size), (size, size), (0.8 * size, 1.7 * size)]
    knob = revolve(np.array([*knob, (0, 1.9 * size)]) + (0, y + rise - 0.1 * size), 12)
    return [revolve(profile), knob]
