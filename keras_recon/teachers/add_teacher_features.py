"""Targets of distillation for a data set."""

import dataclasses
import itertools
import sys
import warnings

import keras
import numpy as np

from keras_recon.teachers.feature_cache import FeatureCache
from keras_recon.teachers.load_teacher import load_teacher
from keras_recon.teachers.pictures import (
    encode_pictures,
    picture_key,
    pictures_of,
    read_picture,
)
from keras_recon.teachers.prompts import random_prompt
from keras_recon.teachers.teacher_identity import teacher_identity
from keras_recon.teachers.texts import text_key, texts_of

# Pictures or texts that are encoded and kept together: what an interruption costs.
SHARD = 512


def add_teacher_features(
    source,
    image_teacher=None,
    text_teacher=None,
    cache_dir=None,
    num_prompts=0,
    on_error="skip",
    progress=None,
):
    """Give shapes the features that frozen teachers make of their pictures and texts.

    Pictures are those of `image_paths` or else `icons`, texts the captions or, where a data set
    has none, the names. Each picture and each text is encoded once, however many shapes have it.
    With `cache_dir` features are kept by the teacher and the content, 512 in a file, so that
    another call needs no teacher for them, and an interrupted one goes on where it was.

    Args:
        source: A `PointCloudData` or a `PointCloudStream`.
        image_teacher: An `ImageTeacher` or a name that `load_teacher` takes; None for no change
            of the image features.
        text_teacher: A `TextTeacher` or a name; None for no change of the text features.
        cache_dir: Folder to keep features in; None for none.
        num_prompts: Published prompts to draw around each text of a shape, as `random_prompt`
            does; 0 for the texts themselves.
        on_error: `"skip"` to leave out pictures that can't be read, which the warning counts; or
            `"raise"`.
        progress: Whether to show a bar; if not given, on a terminal.

    Returns:
        The same with `image_features` and `text_features`: `(n, D)` or, where a shape has several
        pictures or texts, `(n, views, D)`, with zeros where it has fewer. What is left out is said
        in one warning, with counts.

    Raises:
        ValueError: If no shape has a picture or a text, or no picture can be read, or `on_error`
            or a teacher's name is unknown.
        FileNotFoundError: If a picture is missing and isn't skipped.
        ImportError: If a teacher's packages aren't installed; it is loaded when it is needed.

    Example:

    ```python
    import numpy as np
    import keras_recon
    from keras_recon.teachers import ImageTeacher, add_teacher_features


    class MeanColor(ImageTeacher):
        def encode_image_batch(self, images):
            return images.mean(axis=(1, 2)) / 255


    test = keras_recon.datasets.load_home3d("test")
    add_teacher_features(test, MeanColor("mean_color", dim=3)).image_features  # (132, 3)
    ```
    """
    if on_error not in ("raise", "skip"):
        raise ValueError(f"`on_error` must be 'raise' or 'skip'. Received: {on_error!r}")
    if num_prompts < 0:
        raise ValueError(f"`num_prompts` must be at least 0. Received: {num_prompts}")
    features, left_out = {}, []
    if image_teacher is not None:
        encoder = _Encoder(image_teacher, "pictures", cache_dir, on_error, progress)
        features["image_features"] = encoder.encode_all(pictures_of(source))
        left_out += encoder.left_out
    if text_teacher is not None:
        texts = texts_of(source)
        if num_prompts:
            texts = [_prompts(own, num_prompts, seed) for seed, own in enumerate(texts)]
        encoder = _Encoder(text_teacher, "texts", cache_dir, on_error, progress)
        features["text_features"] = encoder.encode_all(texts)
        left_out += encoder.left_out
    if left_out:
        warnings.warn("Without a target: " + "; ".join(left_out), stacklevel=2)
    return dataclasses.replace(source, **features)


def _prompts(texts, count, seed):
    random = np.random.default_rng(seed)
    return tuple(random_prompt(text, random) for text in texts for _ in range(count))


class _Encoder:
    """Pictures or texts of many shapes to features, through a cache."""

    def __init__(self, teacher, kind, cache_dir, on_error, progress):
        self.teacher, self.kind, self.on_error = teacher, kind, on_error
        self.key_of = picture_key if kind == "pictures" else text_key
        self.progress = sys.stdout.isatty() if progress is None else progress
        self.cache = FeatureCache(cache_dir, teacher_identity(teacher), kind)
        self.unreadable, self.left_out = [], []

    def encode_all(self, of_shapes):
        """Features `(n, D)` or `(n, views, D)` of the pictures or texts of `n` shapes."""
        keys = [[self._key(item) for item in items] for items in of_shapes]
        pairs = zip(itertools.chain(*keys), itertools.chain(*of_shapes), strict=True)
        self._encode_missing({key: item for key, item in pairs if key is not None})
        keys = [[key for key in own if key in self.cache] for own in keys]
        place = {key: row for row, key in enumerate(dict.fromkeys(itertools.chain(*keys)))}
        if not place:
            raise ValueError(f"None of the {self.kind} can be read: {self.unreadable[0]}")
        rows = self.cache.read([*place])
        views, without = max(map(len, keys)), sum(not own for own in keys)
        features = np.zeros((len(keys), views, rows.shape[1]), "float32")
        for number, own in enumerate(keys):
            features[number, : len(own)] = rows[[place[key] for key in own]]
        if self.unreadable:
            count, first = len(self.unreadable), self.unreadable[0]
            self.left_out.append(f"{count} {self.kind} that can't be read, such as: {first}")
        if without:
            self.left_out.append(f"{without} of {len(keys)} shapes, which have no {self.kind}")
        return features[:, 0] if views == 1 else features

    def _key(self, item):
        try:
            return self.key_of(item)
        except OSError as error:
            self._skip(error)

    def _skip(self, error):
        if self.on_error == "raise":
            raise error
        self.unreadable.append(str(error))

    def _encode_missing(self, items):
        keys = [*items]
        bar = None
        if self.progress and not all(key in self.cache for key in keys):
            bar = keras.utils.Progbar(len(keys), unit_name=self.kind[:-1])
        # Blocks are of all, also of what is there, so that an interruption changes no file.
        for start in range(0, len(keys), SHARD):
            block = keys[start : start + SHARD]
            missing = {key: items[key] for key in block if key not in self.cache}
            encode = self._encode_pictures if self.kind == "pictures" else self._encode_texts
            features = encode(missing) if missing else {}
            if features:
                self.cache.keep([*features], np.stack([*features.values()]))
            if bar is not None:
                bar.update(start + len(block))

    def _encode_texts(self, texts):
        return dict(zip(texts, self._load().encode_texts([*texts.values()]), strict=True))

    def _encode_pictures(self, pictures):
        read = {}
        for key, picture in pictures.items():
            try:
                read[key] = read_picture(picture)
            except (ValueError, OSError) as error:
                self._skip(error)
        if not read:
            return {}
        return dict(zip(read, encode_pictures(self._load(), [*read.values()]), strict=True))

    def _load(self):
        # Not before it is needed: what the cache has needs no packages.
        if isinstance(self.teacher, str):
            self.teacher = load_teacher(self.teacher)
        return self.teacher
