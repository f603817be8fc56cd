"""Teachers' features of one shape after the other."""

import functools
import io
import time

import numpy as np

from keras_recon.teachers.feature_cache import VERSION
from keras_recon.teachers.load_teacher import load_teacher
from keras_recon.teachers.pictures import encode_pictures, read_picture
from keras_recon.teachers.teacher_identity import teacher_identity

# Many shapes have the name of their folder.
_REMEMBERED = 100_000


class ShapeEncoder:
    """Keep the features of shapes' views and texts, unless they are there.

    A shape is encoded by itself: its features don't depend, not even by rounding, on what else is
    in a batch. Teachers are loaded when there is something to encode.

    Args:
        settings: A `PreparationSettings`.
        shapes: `ResultStore` of what `prepare_shape` kept.
        features: `ResultStore` for features: `image_features` float32 `(views, D)` and
            `text_features` `(texts, D)`, each where there is a teacher and what it encodes.

    Example:

    ```python
    import tempfile

    from keras_recon.preparation import PreparationSettings
    from keras_recon.preparation.result_store import ResultStore
    from keras_recon.preparation.shape_encoder import ShapeEncoder

    settings = PreparationSettings(image_teacher=None, text_teacher=None)
    store = ResultStore(tempfile.mkdtemp())
    store.keep("chair", {}, {})
    ShapeEncoder(settings, store, store).encode("chair", ("a chair",))["shapes"]  # {}
    ```
    """

    def __init__(self, settings, shapes, features):
        self.shapes, self.features = shapes, features
        self.image_teacher, self.text_teacher = settings.image_teacher, settings.text_teacher
        self._load = functools.cache(load_teacher)
        self._encode_text = functools.lru_cache(_REMEMBERED)(self._encode_text)
        teachers = self.image_teacher, self.text_teacher
        self._identity = [VERSION, *(name and teacher_identity(name) for name in teachers)]

    def encode(self, shape, texts):
        """Encode a shape.

        Args:
            shape: Its key among the shapes.
            texts: Tuple of texts about it.

        Returns:
            Dict of its `key` among the features; `shapes`, a dict from the name of each array to
            its shape; and `seconds`, a dict of what each stage took that wasn't done before.

        Raises:
            ImportError: If a teacher's packages aren't installed.
        """
        key = self.features.key_of(self._identity, shape, [*texts])
        facts, seconds = self.features.facts(key), {}
        if facts is None:
            arrays = {}
            if self.image_teacher is not None:
                prepared = self.shapes.read(shape)
                views = [prepared[name] for name in prepared if name.startswith("view_")]
                if views:
                    teacher, start = self._load(self.image_teacher), time.perf_counter()
                    views = [read_picture(io.BytesIO(view.tobytes())) for view in views]
                    arrays["image_features"] = encode_pictures(teacher, views)
                    seconds["encode_views"] = time.perf_counter() - start
            if self.text_teacher is not None and texts:
                self._load(self.text_teacher)
                start = time.perf_counter()
                arrays["text_features"] = np.concatenate([*map(self._encode_text, texts)])
                seconds["encode_texts"] = time.perf_counter() - start
            facts = {name: array.shape for name, array in arrays.items()}
            self.features.keep(key, arrays, facts)
        return {"key": key, "shapes": facts, "seconds": seconds}

    def _encode_text(self, text):
        # Beside longer ones it would be padded, which changes the last digits.
        return self._load(self.text_teacher).encode_texts([text])
