import numpy as np
import pytest

from keras_recon.teachers.pictures import picture_key, pictures_of, read_picture

image_library = pytest.importorskip("PIL.Image")


@pytest.mark.parametrize("suffix", ["png", "webp", "bmp", "tif"])
def test_pixels_of_a_file_are_those_that_were_written(suffix, random, tmp_path):
    pixels = random.integers(0, 256, (20, 30, 3), dtype="uint8")
    path = tmp_path / f"picture.{suffix}"
    image_library.fromarray(pixels).save(path, **({"lossless": True} if suffix == "webp" else {}))
    np.testing.assert_array_equal(read_picture(path), pixels)
    np.testing.assert_array_equal(read_picture(pixels), pixels)


def test_what_is_transparent_is_white(tmp_path):
    pixels = np.zeros((1, 3, 4), "uint8")
    pixels[0, :, 3] = 0, 51, 255
    image_library.fromarray(pixels).save(tmp_path / "picture.png")
    np.testing.assert_allclose(read_picture(tmp_path / "picture.png")[0, :, 0], [255, 204, 0])


@pytest.mark.parametrize(("mode", "value"), [("L", 100), ("P", 100), ("1", 1), ("CMYK", (0,) * 4)])
def test_other_kinds_of_pixels_become_rgb(mode, value, tmp_path):
    image_library.new(mode, (5, 4), value).save(tmp_path / "picture.tif")
    picture = read_picture(tmp_path / "picture.tif")
    assert picture.shape == (4, 5, 3)
    assert picture.dtype == "uint8"


def test_a_photo_is_turned_as_the_camera_says(tmp_path):
    tags = image_library.Exif()
    tags[0x0112] = 6  # the right side is up
    image_library.new("RGB", (40, 20)).save(tmp_path / "photo.jpg", exif=tags)
    assert read_picture(tmp_path / "photo.jpg").shape == (40, 20, 3)


@pytest.mark.parametrize("content", [b"", b"no picture", "half"])
def test_a_broken_file_is_an_error_that_names_it(content, random, tmp_path):
    path = tmp_path / "broken.png"
    if content == "half":
        pixels = random.integers(0, 256, (64, 64, 3), dtype="uint8")
        image_library.fromarray(pixels).save(path)
        content = path.read_bytes()[:2000]
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"whole file of a format.*Received: .*broken.png"):
        read_picture(path)


def test_a_picture_of_absurd_size_is_refused(tmp_path):
    path = tmp_path / "bomb.png"
    image_library.new("1", (20_000, 20_000)).save(path)
    with pytest.raises(ValueError, match=r"DecompressionBomb.*Received: .*bomb.png"):
        read_picture(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        read_picture(tmp_path / "none.png")


def test_paths_come_before_icons(shapes):
    icons = np.zeros((2, 64, 64, 3), "uint8")
    assert pictures_of(shapes(icons=icons, image_paths=["a.png", ("b.png", "c.png")])) == [
        ("a.png",),
        ("b.png", "c.png"),
    ]
    assert [len(own) for own in pictures_of(shapes(icons=icons))] == [1, 1]


@pytest.mark.parametrize("fields", [{}, {"image_paths": ["", ()]}])
def test_shapes_without_pictures_are_refused(fields, shapes):
    with pytest.raises(ValueError, match=r"must have pictures.*Received: 2 shapes without"):
        pictures_of(shapes(**fields))


def test_the_key_is_of_the_content_alone(tmp_path):
    for name, value in ("a", 0), ("b", 0), ("c", 1):
        image_library.new("L", (8, 8), value).save(tmp_path / f"{name}.png")
    first, same, other = (picture_key(tmp_path / f"{name}.png") for name in "abc")
    assert first == same != other
    flat = np.arange(48, dtype="uint8")
    assert picture_key(flat.reshape(4, 4, 3)) != picture_key(flat.reshape(2, 8, 3))
