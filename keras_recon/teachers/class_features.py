"""One text feature for each class, and files of them."""

import dataclasses
import os

import numpy as np

from keras_recon.files import replacing
from keras_recon.teachers.encode import encode_texts
from keras_recon.teachers.prompts import PUBLISHED_TEMPLATES, fill

_REDUCTIONS = ("sum", "mean")


def class_features(class_names, teacher, templates=PUBLISHED_TEMPLATES, reduce="sum"):
    """Encode each class by the prompts around its name.

    Args:
        class_names: List of names, put into the templates as they are: published results have
            `"night_stand"`.
        teacher: A `TextTeacher`, or a name that `load_teacher` takes.
        templates: Strings with `{}` for the name.
        reduce: `"sum"` of the features as the teacher gives them, as published for ReCon, or
            `"mean"` of the features brought to unit length, as for ReCon++, where it must be
            brought to unit length again before a dot product.

    Returns:
        float32 array `(classes, dim)`.

    Raises:
        ValueError: If a name or a template is wrong, there are none, or `reduce` is unknown.
        TypeError: If the teacher doesn't encode texts, or names are no strings.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers import TextTeacher, class_features


    class Length(TextTeacher):
        def encode_text_batch(self, texts):
            return np.array([[len(text)] for text in texts])


    templates = ["a {}", "the {}"]
    class_features(["bed", "chair"], Length("length", 1), templates)  # [[12.0], [16.0]]
    ```
    """
    if reduce not in _REDUCTIONS:
        raise ValueError(f'`reduce` must be "sum" or "mean". Received: {reduce!r}')
    _check_names(class_names)
    if isinstance(templates, str) or not len(templates):
        raise ValueError(f"`templates` must be a list of strings. Received: {templates!r}")
    prompts = [fill(template, name) for name in class_names for template in templates]
    features = encode_texts(prompts, teacher)
    if reduce == "mean":
        features = features / np.linalg.norm(features, axis=1, keepdims=True)
    features = features.reshape(len(class_names), len(templates), -1)
    return getattr(features, reduce)(axis=1)


@dataclasses.dataclass(frozen=True)
class ClassFeatures:
    """What a file of class features holds.

    Args:
        class_names: Tuple of names.
        features: float32 array `(classes, dim)`.
        templates: Tuple of the templates that were used.
        teacher: Name of the teacher.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers import ClassFeatures

    stored = ClassFeatures(("bed",), np.zeros((1, 512), "float32"), ("a {}",), "mine")
    stored.of(["bed"])  # (1, 512)
    ```
    """

    class_names: tuple
    features: np.ndarray
    templates: tuple
    teacher: str

    def of(self, class_names):
        """Return the features of some classes.

        Args:
            class_names: Their names.

        Returns:
            float32 array `(len(class_names), dim)`, in this order.

        Raises:
            ValueError: If there are no features of a name.
        """
        missing = sorted({*class_names} - {*self.class_names})
        if missing:
            raise ValueError(
                f"`class_names` must be among the {len(self.class_names)} of the file. Received: "
                f"{len(missing)} others, such as {missing[:3]}"
            )
        return self.features[[self.class_names.index(name) for name in class_names]]


def save_class_features(path, class_names, features, teacher, templates=PUBLISHED_TEMPLATES):
    """Save class features, so that classifying needs no teacher.

    Args:
        path: Path of an `.npz` file, replaced if it is there.
        class_names: List of names.
        features: Array `(classes, dim)`, as `class_features` gives it.
        teacher: The teacher, or its name.
        templates: The templates that were used.

    Raises:
        ValueError: If names and features don't fit together, or features aren't finite.

    Example:

    ```python
    import tempfile
    import numpy as np
    from keras_recon.teachers import load_class_features, save_class_features

    path = tempfile.mkdtemp() + "/classes.npz"
    save_class_features(path, ["bed", "chair"], np.ones((2, 512)), "clip:clip_vit_base_patch32")
    load_class_features(path).class_names  # ("bed", "chair")
    ```
    """
    features = np.asarray(features, "float32")
    _check_names(class_names)
    _check_features(features, len(class_names))
    with replacing(path) as partial, open(partial, "wb") as file:
        np.savez(
            file,
            class_names=np.array(class_names, "str"),
            features=features,
            templates=np.array(templates, "str"),
            teacher=np.array(teacher if isinstance(teacher, str) else teacher.name),
        )


def load_class_features(path):
    """Load what `save_class_features` saved; nothing is unpickled.

    Args:
        path: Path of the file.

    Returns:
        A `ClassFeatures`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is damaged or another file.

    Example:

    ```python
    import tempfile
    import numpy as np
    from keras_recon.teachers import load_class_features, save_class_features

    path = tempfile.mkdtemp() + "/classes.npz"
    save_class_features(path, ["bed"], np.ones((1, 8)), "mine", ["a {}"])
    load_class_features(path).templates  # ("a {}",)
    ```
    """
    if not os.path.isfile(path):
        raise FileNotFoundError(f"`path` must be a file. Received: {path}")
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = ClassFeatures(
                class_names=tuple(file["class_names"].tolist()),
                features=file["features"],
                templates=tuple(file["templates"].tolist()),
                teacher=file["teacher"].item(),
            )
        _check_names(stored.class_names)
        _check_features(stored.features, len(stored.class_names))
    except Exception as error:  # which one depends on the byte that is wrong
        raise ValueError(
            f"The file must be one that `save_class_features` wrote, whole. Received: {path} "
            f"({error})"
        ) from error
    return stored


def _check_names(class_names):
    if isinstance(class_names, str) or not all(isinstance(name, str) for name in class_names):
        raise TypeError(f"`class_names` must be a list of strings. Received: {class_names!r}")
    if not len(class_names) or not all(name.strip() for name in class_names):
        raise ValueError(f"`class_names` must be names, at least one. Received: {class_names!r}")


def _check_features(features, classes):
    if features.dtype != "float32" or features.ndim != 2 or len(features) != classes:
        raise ValueError(
            f"`features` must be float32 of shape ({classes}, dim), a row a class. Received: "
            f"{features.dtype} of shape {features.shape}"
        )
    if not np.isfinite(features).all():
        raise ValueError("`features` must be finite. Received: NaN or infinity")
