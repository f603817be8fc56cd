"""Teachers inside the input pipeline."""

import threading

import numpy as np

from keras_recon.teachers.pictures import encode_pictures, pictures_of, read_picture
from keras_recon.teachers.prompts import fill
from keras_recon.teachers.texts import texts_of

# Texts of which features are remembered: prompts around class names are few.
REMEMBERED = 100_000


class LiveFeatures:
    """Features that a teacher makes when a batch needs them, for `point_cloud_dataset`.

    Each time one picture or text of a shape is drawn, the same as of features that were computed
    before. Those of texts are remembered.

    Args:
        teacher: An `ImageTeacher` or a `TextTeacher`.
        pictures: For each shape a sequence of pictures, paths or uint8 arrays of shape
            `(H, W, 3)`; of shapes without a picture the features are zeros.
        texts: For each shape a sequence of strings, in place of pictures.
        augmentation: Optional function from a picture, uint8 `(H, W, 3)`, to another one, which is
            what live features can have and cached ones can't.

    Raises:
        ValueError: If neither or both of pictures and texts are given.

    Example:

    ```python
    import keras_recon
    from keras_recon.data import point_cloud_dataset
    from keras_recon.teachers import ImageTeacher, LiveFeatures


    class MeanColor(ImageTeacher):
        def encode_image_batch(self, images):
            return images.mean(axis=(1, 2)) / 255


    train = keras_recon.datasets.load_home3d("train")
    live = LiveFeatures.of_pictures(train, MeanColor("mean_color", dim=3))
    batches = point_cloud_dataset(
        train, 32, features=["image_features"], teachers={"image_features": live}
    )
    next(iter(batches))["image_features"]  # (32, 3)
    ```
    """

    def __init__(self, teacher, pictures=None, texts=None, augmentation=None):
        if (pictures is None) == (texts is None):
            raise ValueError(
                "Either `pictures` or `texts` must be given. Received: "
                + ("neither" if texts is None else "both")
            )
        self.teacher = teacher
        self.dim = teacher.dim
        self._items = pictures if texts is None else texts
        self._encode = self._encode_pictures if texts is None else self._encode_texts
        self._augmentation = augmentation
        self._remembered = {}
        # The pipeline prepares several batches at a time, and teachers needn't be safe for that.
        self._lock = threading.Lock()

    @classmethod
    def of_pictures(cls, source, teacher, augmentation=None):
        """Make them of the pictures of a data set, its `image_paths` or `icons`."""
        return cls(teacher, pictures=pictures_of(source), augmentation=augmentation)

    @classmethod
    def of_texts(cls, source, teacher, templates=("{}",)):
        """Make them of the captions of a data set, or else its names, in templates with `{}`."""
        of_shapes = texts_of(source)
        prompts = {
            texts: tuple(fill(template, text) for text in texts for template in templates)
            for texts in {*of_shapes}
        }
        return cls(teacher, texts=[prompts[texts] for texts in of_shapes])

    def __len__(self):
        return len(self._items)

    def __call__(self, index, draw):
        """Encode a batch.

        Args:
            index: Integer array of shape `(B,)`: which shapes.
            draw: float32 array of shape `(B,)` in 0..1: which of each shape's pictures or texts.

        Returns:
            float32 array of shape `(B, dim)`.
        """
        counts = np.array([len(self._items[i]) for i in index], "float32")
        numbers = np.minimum(np.floor(draw * counts), counts - 1).astype("int64")
        there = np.flatnonzero(counts)
        features = np.zeros((len(index), self.dim), "float32")
        if len(there):
            with self._lock:
                features[there] = self._encode([self._items[index[i]][numbers[i]] for i in there])
        return features

    def _encode_pictures(self, items):
        pictures = [read_picture(item) for item in items]
        if self._augmentation is not None:
            pictures = [self._augmentation(picture) for picture in pictures]
        return encode_pictures(self.teacher, pictures)

    def _encode_texts(self, items):
        missing = [text for text in dict.fromkeys(items) if text not in self._remembered]
        if missing:
            if len(self._remembered) + len(missing) > REMEMBERED:
                self._remembered.clear()
                missing = [*dict.fromkeys(items)]
            encoded = self.teacher.encode_texts(missing)
            self._remembered.update(zip(missing, encoded, strict=True))
        return np.stack([self._remembered[text] for text in items])
