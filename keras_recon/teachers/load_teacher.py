"""Teachers by their names."""

from keras_recon.teachers.clip_teacher import CLIPTeacher
from keras_recon.teachers.efficientnet_lite_teacher import EfficientNetLiteTeacher
from keras_recon.teachers.mini_lm_teacher import MiniLMTeacher
from keras_recon.teachers.vit_teacher import ViTTeacher

TEACHERS = {"efficientnet_lite0": EfficientNetLiteTeacher, "all_minilm_l6_v2": MiniLMTeacher}
PRESET_TEACHERS = {"clip": CLIPTeacher, "vit": ViTTeacher}


def load_teacher(name, batch_size=32):
    """Load a frozen teacher.

    Args:
        name: `"efficientnet_lite0"` (images, 1,280 features) or `"all_minilm_l6_v2"` (texts,
            384), which need no network; or `"clip:<preset>"` (images and texts) or
            `"vit:<preset>"` (images), where the preset is a built-in name of keras-hub, an address
            or a folder: `"clip:clip_vit_base_patch32"`, `"vit:vit_base_patch16_224_imagenet21k"`.
        batch_size: Number of images or texts that are encoded at once.

    Returns:
        An `ImageTeacher`, a `TextTeacher`, or both in one.

    Raises:
        ValueError: If the name is unknown or the preset is damaged.
        ImportError: If the teacher's packages aren't installed.
        ConnectionError: If the preset can't be fetched.

    Example:

    ```python
    import keras_recon

    teacher = keras_recon.teachers.load_teacher("all_minilm_l6_v2")
    teacher.encode_texts(["an armchair"])  # (1, 384)
    ```
    """
    family, _, preset = str(name).partition(":")
    if name in TEACHERS:
        return TEACHERS[name](batch_size)
    if family in PRESET_TEACHERS and preset:
        return PRESET_TEACHERS[family](preset, batch_size)
    names = [*TEACHERS, *(f"{family}:<preset or folder>" for family in PRESET_TEACHERS)]
    raise ValueError(f"A teacher must be one of {', '.join(names)}. Received: {name!r}")
