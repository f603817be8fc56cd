"""Colours, by their names and by materials."""

import numpy as np

COLORS = {
    "red": (0.76, 0.13, 0.11),
    "orange": (0.93, 0.5, 0.13),
    "yellow": (0.95, 0.8, 0.2),
    "green": (0.2, 0.52, 0.24),
    "blue": (0.15, 0.35, 0.72),
    "turquoise": (0.2, 0.66, 0.66),
    "purple": (0.46, 0.23, 0.6),
    "pink": (0.93, 0.56, 0.68),
    "brown": (0.42, 0.26, 0.14),
    "beige": (0.85, 0.77, 0.62),
    "white": (0.92, 0.92, 0.9),
    "grey": (0.55, 0.56, 0.57),
    "black": (0.11, 0.11, 0.12),
}
MATERIALS = {
    "wooden": ((0.73, 0.54, 0.34), (0.56, 0.37, 0.21), (0.4, 0.25, 0.14), (0.83, 0.69, 0.49)),
    "metal": ((0.74, 0.75, 0.77), (0.6, 0.61, 0.63), (0.46, 0.47, 0.49)),
    "brass": ((0.8, 0.63, 0.27), (0.7, 0.52, 0.2)),
    "stone": ((0.68, 0.66, 0.62), (0.55, 0.54, 0.52), (0.8, 0.77, 0.7)),
    "brick": ((0.66, 0.33, 0.25), (0.58, 0.28, 0.2)),
    "clay": ((0.75, 0.42, 0.28), (0.66, 0.36, 0.24)),
    "glass": ((0.72, 0.84, 0.86), (0.62, 0.78, 0.7), (0.8, 0.86, 0.9)),
    "window": ((0.35, 0.45, 0.55), (0.22, 0.28, 0.34)),
    "leaf": ((0.25, 0.5, 0.2), (0.33, 0.56, 0.24), (0.17, 0.38, 0.18), (0.45, 0.58, 0.25)),
    "bark": ((0.4, 0.3, 0.21), (0.5, 0.4, 0.3), (0.33, 0.25, 0.19)),
    "rubber": ((0.12, 0.12, 0.13), (0.2, 0.2, 0.21)),
    "dark": ((0.1, 0.1, 0.12), (0.18, 0.18, 0.2)),
    "skin": ((0.9, 0.72, 0.6), (0.72, 0.5, 0.37), (0.45, 0.3, 0.22)),
    "straw": ((0.83, 0.7, 0.42), (0.72, 0.56, 0.32)),
    "paper": ((0.95, 0.93, 0.87), (0.9, 0.88, 0.8)),
    "roof": ((0.62, 0.27, 0.2), (0.35, 0.33, 0.34), (0.45, 0.3, 0.22)),
    "wall": ((0.93, 0.9, 0.82), (0.86, 0.76, 0.6), (0.9, 0.9, 0.9), (0.75, 0.5, 0.4)),
}


def tint(random, name):
    """Red, green and blue of a colour or a material, from 0 to 1, a little different each time."""
    color = COLORS.get(name) or pick(random, *MATERIALS[name])
    return np.clip(
        np.array(color) * random.uniform(0.9, 1.1) + random.uniform(-0.03, 0.03, 3), 0, 1
    )


def finish(random, *names):
    """Choose a colour or a material, and give its name and a tint; any colour if none is named."""
    name = pick(random, *(names or COLORS))
    if name == "painted":
        name = pick(random, *COLORS)
    return name, tint(random, name)


def pick(random, *options):
    """One of the options, each as likely."""
    return options[random.integers(len(options))]


def chance(random, share):
    """Whether something happens in a share of all cases."""
    return random.random() < share
