"""Small encoders with random weights, in presets as keras-hub writes them."""

import numpy as np
import pytest

from keras_recon.data import PointCloudData
from keras_recon.teachers import ImageTeacher, TextTeacher

WORDS = ("chair", "lamp", "a", "photo")
SIZE = 32


@pytest.fixture(scope="session")
def clip_preset(tmp_path_factory):
    models = pytest.importorskip("keras_hub").models
    vocabulary, merges = vocabulary_and_merges()
    backbone = models.CLIPBackbone(
        models.CLIPVisionEncoder(8, 24, 2, 2, 48, image_shape=(SIZE, SIZE, 3)),
        models.CLIPTextEncoder(len(vocabulary), 16, 16, 2, 2, 40, max_sequence_length=16),
        projection_dim=12,
    )
    randomize(backbone)
    # Zeros until weights are loaded.
    positions = backbone.vision_encoder.embedding.position_ids
    positions.assign(np.arange(positions.shape[1])[None])
    folder = tmp_path_factory.mktemp("clip")
    backbone.save_to_preset(folder)
    tokenizer = models.CLIPTokenizer(vocabulary, merges)
    models.CLIPPreprocessor(tokenizer, sequence_length=16).save_to_preset(folder)
    return folder


@pytest.fixture(scope="session")
def vit_preset(tmp_path_factory):
    models = pytest.importorskip("keras_hub").models
    backbone = models.ViTBackbone((SIZE, SIZE, 3), 8, 2, 2, 24, 48, dropout_rate=0.1)
    randomize(backbone)
    folder = tmp_path_factory.mktemp("vit")
    backbone.save_to_preset(folder)
    return folder


@pytest.fixture
def images(random):
    return random.integers(0, 256, (5, 50, 76, 3), dtype="uint8")


class MeanColor(ImageTeacher):
    """Mean and deviation of the three channels."""

    def __init__(self):
        super().__init__("mean_color", dim=6, batch_size=3)
        self.calls = []

    def encode_image_batch(self, images):
        self.calls.append(len(images))
        pixels = images.reshape(len(images), -1, 3) / 255
        return np.concatenate([pixels.mean(axis=1), pixels.std(axis=1)], axis=1)


class Letters(TextTeacher):
    """How often each letter is in a text."""

    def __init__(self):
        super().__init__("letters", dim=26, batch_size=3)
        self.calls = []

    def encode_text_batch(self, texts):
        self.calls += texts
        alphabet = "abcdefghijklmnopqrstuvwxyz"
        return np.array([[text.count(letter) for letter in alphabet] for text in texts], float)


@pytest.fixture
def image_teacher():
    return MeanColor()


@pytest.fixture
def text_teacher():
    return Letters()


@pytest.fixture
def shapes():
    """A function that makes shapes with what is given."""

    def make(count=2, **fields):
        points = np.random.default_rng(0).normal(size=(count, 16, 3))
        names = [f"shape {i}" for i in range(count)]
        return PointCloudData(points, np.zeros(count, int), ["any"], names, **fields)

    return make


@pytest.fixture
def picture_files(random, tmp_path):
    """A function that writes pictures of two sizes and gives their paths."""
    image_library = pytest.importorskip("PIL.Image")

    def write(count):
        paths = [tmp_path / f"{number}.png" for number in range(count)]
        for number, path in enumerate(paths):
            side = 8 if number % 3 else 12
            pixels = random.integers(0, 256, (side, 8, 3), dtype="uint8")
            image_library.fromarray(pixels).save(path)
        return list(map(str, paths))

    return write


def vocabulary_and_merges():
    """Letters and what builds a few words of them from the left, as byte-pair encoding does."""
    letters = "abcdefghijklmnopqrstuvwxyz,."
    tokens = [*letters, *(f"{letter}</w>" for letter in letters)]
    merges = []
    for word in WORDS:
        pieces = [*word[:-1], f"{word[-1]}</w>"]
        left = pieces[0]
        for right in pieces[1:]:
            merges.append(f"{left} {right}")
            left += right
            tokens.append(left)
    tokens = [*dict.fromkeys(tokens), "<|startoftext|>", "<|endoftext|>"]
    return {token: number for number, token in enumerate(tokens)}, [*dict.fromkeys(merges)]


def randomize(model):
    """Give each weight a size at which it matters: as they start, biases are zero."""
    random = np.random.default_rng(0)
    for weight in model.trainable_weights:
        start = 1.0 if weight.path.endswith("gamma") else 0.0
        weight.assign(start + random.normal(0, 0.2, weight.shape))
