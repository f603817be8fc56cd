import sys

import numpy as np
import pytest

from keras_recon.teachers.image_preprocessing import resized_center_crop, standardize

Image = pytest.importorskip("PIL.Image")


@pytest.mark.parametrize("height", [20, 50, 51])
@pytest.mark.parametrize("width", [20, 69, 70, 71])
def test_crops_as_torchvision_does(height, width, random):
    images = random.integers(0, 256, (2, height, width, 3), dtype="uint8")
    cropped = resized_center_crop(images, resize=37, crop=32)
    for image, actual in zip(images, cropped, strict=True):
        # torchvision's Resize(37) and CenterCrop(32), written out.
        if width <= height:
            new_width, new_height = 37, int(37 * height / width)
        else:
            new_width, new_height = int(37 * width / height), 37
        resized = Image.fromarray(image).resize((new_width, new_height), Image.Resampling.BICUBIC)
        top = round((new_height - 32) / 2.0)
        left = round((new_width - 32) / 2.0)
        expected = resized.crop((left, top, left + 32, top + 32))
        np.testing.assert_array_equal(actual, np.asarray(expected))


def test_standardize_undoes_mean_and_deviation():
    images = np.array([[[[0, 51, 255]]]], "uint8")
    pixels = standardize(images, (0.5, 0.2, 0.0), (0.5, 0.1, 2.0))
    assert pixels.dtype == "float32"
    np.testing.assert_allclose(pixels.ravel(), [-1, 0, 0.5], atol=1e-7)


def test_without_pillow_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    with pytest.raises(ImportError, match=r'pip install "keras-recon\[teachers\]"'):
        resized_center_crop(np.zeros((1, 4, 4, 3), "uint8"), 4, 4)
