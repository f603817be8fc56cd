"""What every frozen teacher is: images or texts in, features out."""

import warnings

import numpy as np


class Teacher:
    """Base of `ImageTeacher` and `TextTeacher`.

    Args:
        name: String that `load_teacher` takes, or any name of your own.
        dim: Number of features.
        batch_size: Number of images or texts that are encoded at once.

    Example:

    ```python
    from keras_recon.teachers import Teacher

    teacher = Teacher("mine", dim=512, batch_size=8)
    teacher.dim  # 512
    ```
    """

    def __init__(self, name, dim, batch_size=32):
        if not isinstance(batch_size, int) or batch_size < 1:
            raise ValueError(f"`batch_size` must be a whole number from 1. Received: {batch_size}")
        self.name = name
        self.dim = dim
        self.batch_size = batch_size

    def _in_batches(self, encode, inputs):
        starts = range(0, len(inputs), self.batch_size)
        features = [encode(inputs[start : start + self.batch_size]) for start in starts]
        return np.concatenate([np.zeros((0, self.dim), "float32"), *features], dtype="float32")


class ImageTeacher(Teacher):
    """A frozen encoder of images. Subclasses implement `encode_image_batch`.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers import ImageTeacher


    class MeanColor(ImageTeacher):
        def encode_image_batch(self, images):
            return images.mean(axis=(1, 2)) / 255


    images = np.full((5, 32, 32, 3), 255, "uint8")
    MeanColor("mean_color", dim=3).encode_images(images)  # (5, 3)
    ```
    """

    def encode_images(self, images):
        """Encode images.

        Args:
            images: RGB, uint8 of shape `(B, H, W, 3)`, of any size: teachers resize them.

        Returns:
            float32 array `(B, dim)`.

        Raises:
            ValueError: If the shape or the dtype is another.
        """
        shape = tuple(getattr(images, "shape", ()))
        if len(shape) != 4 or shape[3] != 3 or 0 in shape[1:]:
            received = (
                f"shape {shape}" if hasattr(images, "shape") else f"a {type(images).__name__}"
            )
            raise ValueError(
                "`images` must be an array of shape (batch, height, width, 3), RGB. Received: "
                f"{received}"
            )
        images = np.asarray(images)
        if images.dtype != "uint8":
            raise ValueError(
                f"`images` must be uint8, from 0 to 255. Received: images of dtype {images.dtype}"
            )
        return self._in_batches(self.encode_image_batch, images)

    def encode_image_batch(self, images):
        """Encode checked images, at most `batch_size` of them."""
        raise NotImplementedError


class TextTeacher(Teacher):
    """A frozen encoder of texts.

    Subclasses implement `encode_text_batch`; those that cut long texts also `count_tokens`, and
    set `max_tokens`.

    Example:

    ```python
    import numpy as np
    from keras_recon.teachers import TextTeacher


    class Vowels(TextTeacher):
        def encode_text_batch(self, texts):
            return np.array([[text.count(vowel) for vowel in "aeiou"] for text in texts])


    Vowels("vowels", dim=5).encode_texts(["chair", "lamp"])  # (2, 5)
    ```
    """

    max_tokens = float("inf")

    def encode_texts(self, texts):
        """Encode texts. What is longer than `max_tokens` tokens is cut; one warning counts them.

        Args:
            texts: List of strings, none of them empty.

        Returns:
            float32 array `(B, dim)`.

        Raises:
            TypeError: If `texts` isn't a list of strings.
            ValueError: If one is empty.
        """
        is_list = isinstance(texts, list | tuple | np.ndarray)
        if not is_list or not all(isinstance(text, str) for text in texts):
            received = f"a {type(texts).__name__}"
            if is_list:
                received += f" with {', '.join(sorted({type(text).__name__ for text in texts}))}"
            raise TypeError(f"`texts` must be a list of strings. Received: {received}")
        texts = [str(text) for text in texts]
        empty = sum(not text.strip() for text in texts)
        if empty:
            raise ValueError(
                f"`texts` must not be empty. Received: {empty} empty of {len(texts)} texts"
            )
        long = sum(count > self.max_tokens for count in self.count_tokens(texts))
        if long:
            warnings.warn(
                f"{long} of {len(texts)} texts are longer than the {self.max_tokens} tokens that "
                f"{self.name} takes and were cut",
                stacklevel=2,
            )
        return self._in_batches(self.encode_text_batch, texts)

    def count_tokens(self, texts):
        """Return how many tokens each text has, uncut and with those that mark its ends."""
        return [0 for _ in texts]

    def encode_text_batch(self, texts):
        """Encode checked texts, at most `batch_size` of them."""
        raise NotImplementedError
