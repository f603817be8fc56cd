"""Sentences around the name of a class."""

_KINDS = (
    "model",
    "image",
    "3D model",
    "rendering model",
    "point cloud",
    "point cloud model",
    "3D rendering model",
    "rendering image",
    "3D rendering image",
)
_PREFIXES = ("", "A ", *(f"A {kind} of {article}" for kind in _KINDS for article in ("", "a ")))
_SUFFIXES = (".", " with white background.", " with black context.")

# The 60 of published ReCon, each with `{}` for the name.
PUBLISHED_TEMPLATES = tuple(f"{prefix}{{}}{suffix}" for suffix in _SUFFIXES for prefix in _PREFIXES)

_A_OR_THE = (
    "good photo of",
    "bad photo of",
    "bright photo of",
    "dark photo of",
    "low resolution photo of",
    "cropped photo of",
    "close-up photo of",
    "jpeg corrupted photo of",
    "blurry photo of",
    "pixelated photo of",
    "painting of",
)
_ADJECTIVES = ("nice", "cool", "weird", "small", "large", "clean", "dirty", "hard to see")

# The 64 of ULIP, which it calls "modelnet40_64", as Uni3D's code lists them too.
ULIP_TEMPLATES = (
    "a point cloud model of {}.",
    "There is a {} in the scene.",
    "There is the {} in the scene.",
    *(f"a photo of {article} {{}} in the scene." for article in ("a", "the", "one")),
    *(f"itap of {article} {{}}." for article in ("a", "my", "the")),
    *(f"a photo of {article} {{}}." for article in ("a", "my", "the", "one", "many")),
    *(f"a {kind} {article} {{}}." for kind in _A_OR_THE for article in ("a", "the")),
    *(f"a photo of {article} {word} {{}}." for word in _ADJECTIVES for article in ("a", "the")),
    "a black and white photo of the {}.",
    # Without a full stop, as published.
    "a black and white photo of a {}",
    *(
        f"{article} {kind} {{}}."
        for kind in ("plastic", "toy", "plushie", "cartoon")
        for article in ("a", "the")
    ),
    "an embroidered {}.",
    "the embroidered {}.",
)


def random_prompt(name, rng):
    """Put a class name into one of the published templates, drawn at random as in pretraining.

    Args:
        name: Name of the class.
        rng: A `numpy.random.Generator`.

    Returns:
        The prompt.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers import random_prompt

    rng = np.random.default_rng(0)
    random_prompt("chair", rng)  # "A point cloud of a chair with black context."
    ```
    """
    return fill(PUBLISHED_TEMPLATES[rng.integers(len(PUBLISHED_TEMPLATES))], name)


def fill(template, name):
    """Put a name into a template.

    Args:
        template: String with `{}` for the name.
        name: Name of a class.

    Returns:
        The prompt.

    Raises:
        ValueError: If the template has no place for a name.

    Example:

    ```python
    from keras_recon.teachers.prompts import fill

    fill("A model of {}.", "chair")  # "A model of chair."
    ```
    """
    if "{}" not in template:
        raise ValueError(f"A template must hold {{}} for the name. Received: {template!r}")
    return template.replace("{}", name)
