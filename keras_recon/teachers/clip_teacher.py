"""CLIP: one space for images and texts."""

import keras
import numpy as np

from keras_recon.teachers.hub_preset import load_hub_preset
from keras_recon.teachers.image_preprocessing import resized_center_crop, standardize
from keras_recon.teachers.teacher import ImageTeacher, TextTeacher

MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)


class CLIPTeacher(ImageTeacher, TextTeacher):
    """CLIP's two encoders with their projections, on the active backend.

    Features are those that OpenAI's `encode_image` and `encode_text` give: projected, not
    normalised. Images are scaled to the encoder's size by their shorter side, bicubic, and
    cropped in the middle. Texts are in lower case for the tokenizer and cut to 77 tokens, of
    which two mark start and end.

    Published ReCon takes its text targets, and for zero-shot its image targets, from
    `"clip_vit_base_patch32"` (512 features), ReCon++ both from
    `"clip_vit_bigg_14_laion2b_39b_b160k"` (1,280).

    Args:
        preset: A preset of `keras_hub.models.CLIPBackbone` with its tokenizer: a built-in name,
            fetched from Kaggle, an address, or a local folder.
        batch_size: Number of images or texts that are encoded at once.

    Raises:
        ImportError: If keras-hub isn't installed.
        ConnectionError: If the preset can't be fetched.
        FileNotFoundError: If a file of it is missing.
        ValueError: If it is another model's or damaged.

    Example:

    ```python
    import tempfile
    import keras_hub
    import numpy as np
    import keras_recon

    # A small one with random weights; with a network, CLIPTeacher("clip_vit_base_patch32").
    models = keras_hub.models
    backbone = models.CLIPBackbone(
        models.CLIPVisionEncoder(8, 16, 1, 2, 32, image_shape=(32, 32, 3)),
        models.CLIPTextEncoder(8, 16, 16, 1, 2, 32),
        projection_dim=12,
    )
    tokens = ["a", "b", "b</w>", "ab</w>", "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = models.CLIPTokenizer(vocabulary, merges=["a b</w>"])
    folder = tempfile.mkdtemp()
    backbone.save_to_preset(folder)
    models.CLIPPreprocessor(tokenizer).save_to_preset(folder)

    teacher = keras_recon.teachers.CLIPTeacher(folder)
    teacher.encode_texts(["ab", "ab ab"])  # (2, 12)
    teacher.encode_images(np.zeros((3, 64, 48, 3), "uint8"))  # (3, 12)
    ```

    Reference:
        - [Radford et al., Learning Transferable Visual Models From Natural Language
          Supervision](https://arxiv.org/abs/2103.00020)
    """

    def __init__(self, preset, batch_size=32):
        backbone, tokenizer = load_hub_preset(
            ["CLIPBackbone", "CLIPTokenizer"], preset, "The CLIP teacher"
        )
        super().__init__(f"clip:{preset}", backbone.projection_dim, batch_size)
        self.max_tokens = backbone.text_encoder.max_sequence_length
        self._tokenizer = tokenizer
        image_shape = backbone.vision_encoder.image_shape
        self._size = image_shape[0]
        images = keras.Input(image_shape)
        self._image_encoder = keras.Model(images, backbone.get_vision_embeddings(images))
        tokens = keras.Input((None,), dtype="int32")
        self._text_encoder = keras.Model(tokens, backbone.get_text_embeddings(tokens))

    def encode_image_batch(self, images):
        pixels = standardize(resized_center_crop(images, self._size, self._size), MEAN, DEVIATION)
        return self._image_encoder.predict_on_batch(pixels)

    def count_tokens(self, texts):
        return [len(tokens) + 2 for tokens in self._tokenizer.tokenize(texts)]

    def encode_text_batch(self, texts):
        rows = np.full((len(texts), self.max_tokens), self._tokenizer.pad_token_id, "int32")
        for row, tokens in zip(rows, self._tokenizer.tokenize(texts), strict=True):
            tokens = tokens[: self.max_tokens - 2]
            row[: len(tokens) + 2] = [
                self._tokenizer.start_token_id,
                *tokens,
                self._tokenizer.end_token_id,
            ]
        return self._text_encoder.predict_on_batch(rows)
