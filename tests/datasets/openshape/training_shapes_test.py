import json

import numpy as np
import pytest
from harness import raises_with_advice
from published_layouts import write_objaverse_lvis, write_openshape

from keras_recon.data import (
    PointCloudShards,
    PointCloudStream,
    point_cloud_dataset,
    write_tfrecords,
)
from keras_recon.datasets import fit_unit_sphere, load_openshape

BOTH_TEACHERS = ["image_targets", "text_targets"]


@pytest.fixture
def folder(tmp_path):
    write_openshape(tmp_path)
    return tmp_path


def path_of(folder, number):
    entries = json.loads((folder / "meta_data" / "split" / "train_all.json").read_text())
    return folder / entries[number]["data_path"].removeprefix("/mnt/data/")


def read_shape(folder, number):
    return np.load(path_of(folder, number), allow_pickle=True).item()


def write_shape(folder, number, **fields):
    shape = {**read_shape(folder, number), **fields}
    np.save(path_of(folder, number), shape, allow_pickle=True)


def test_points_colors_and_pictures_are_as_published(folder):
    train = load_openshape(folder, "train")
    assert isinstance(train, PointCloudStream)
    assert len(train) == 8
    assert train.feature_dims == {"image_features": 16, "text_features": 16}
    values = train.read_shapes(np.array([5, 2]))
    for row, number in enumerate([5, 2]):
        shape = read_shape(folder, number)
        np.testing.assert_array_equal(values["points"][row], fit_unit_sphere(shape["xyz"]))
        np.testing.assert_array_equal(values["colors"][row], shape["rgb"])
        pictures = values["image_features"][row]
        if number == 5:
            np.testing.assert_array_equal(pictures[0], shape["thumbnail_feat"])
            np.testing.assert_array_equal(pictures[1:], shape["image_feat"])
        else:
            np.testing.assert_array_equal(pictures[:12], shape["image_feat"])
            assert not pictures[12].any()


def test_texts_are_drawn_as_published(folder):
    train = load_openshape(folder, "train")
    seen = [{*()} for _ in range(8)]
    for _ in range(60):
        texts = train.read_shapes(np.arange(8))["text_features"]
        assert (texts == texts[..., :1]).all()
        for number, rows in enumerate(texts[..., 0]):
            seen[number].add(tuple(map(int, rows)))
    # Of Objaverse the first text, unless it is flagged; of others any.
    own = [[1, 2], [1], [1, 2], [], [1, 2], [1], [1, 2], [1]]
    for number in range(8):
        captions = [10, 20] if number & 2 else [None]
        retrieved = [-100, -101] if number & 4 else [None]
        expected = {
            tuple([*filter(None, choice), 0, 0, 0][:3])
            for choice in (
                (text, caption, other)
                for text in own[number] or [None]
                for caption in captions
                for other in retrieved
            )
        }
        assert seen[number] == expected


def test_draws_depend_on_the_seed_the_shape_and_how_often_it_was_read(folder):
    def texts(seed, order):
        train = load_openshape(folder, "train", seed)
        read = [train.read_shapes(np.array(order))["text_features"] for _ in range(5)]
        return np.stack(read)[:, np.argsort(order)]

    order = [3, 1, 7, 0, 2, 6, 5, 4]
    np.testing.assert_array_equal(texts(0, range(8)), texts(0, order))
    assert (texts(0, range(8)) != texts(1, range(8))).any()


@pytest.mark.parametrize(
    ("split", "numbers"),
    [
        ("train", range(8)),
        ("train_no_lvis", range(2, 8)),
        ("train_shapenet", range(0, 8, 2)),
    ],
)
def test_splits_are_the_published_lists(split, numbers, folder):
    assert load_openshape(folder, split).names == tuple(f"{number:032x}" for number in numbers)


def test_the_test_split_is_objaverse_lvis(folder):
    write_objaverse_lvis(folder)
    assert load_openshape(folder, "test").class_names == ("Mug", "armchair", "zebra")


def test_batches_have_all_targets(folder):
    train = load_openshape(folder, "train")
    options = {"num_points": 64, "features": BOTH_TEACHERS, "default_color": 0.4}
    batches = point_cloud_dataset(train, 4, shuffle=True, drop_remainder=True, **options)
    shapes = {name: tuple(value.shape) for name, value in next(iter(batches)).items()}
    assert shapes == {
        "points": (4, 64, 6),
        "image_targets": (4, 13, 16),
        "text_targets": (4, 3, 16),
    }
    drawn = next(iter(point_cloud_dataset(train, 4, features=["image_features"])))
    for row, number in zip(drawn["image_features"].numpy(), range(4), strict=True):
        assert any((row == one).all() for one in train.load().image_features[number])


def test_shards_hold_the_features_too(folder):
    train = load_openshape(folder, "train")
    write_tfrecords(train, folder / "shards", num_shards=2)
    shards = PointCloudShards(folder / "shards")
    assert shards.feature_dims == train.feature_dims
    batch = next(iter(point_cloud_dataset(shards, 8, features=["image_targets"])))
    expected = train.load().image_features
    order = [*range(0, 8, 2), *range(1, 8, 2)]
    rows = {row.tobytes() for row in batch["image_targets"].numpy()}
    assert rows == {expected[i].tobytes() for i in order}


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"image_feat": np.zeros((14, 16))}, "features of up to 13 pictures"),
        ({"image_feat": np.zeros((12, 8))}, "16 numbers each"),
        ({"text_feat": []}, "features of up to 13 pictures and of texts"),
        ({"text_feat": [{"other": 3}]}, "KeyError: 'prompt_avg'"),
        ({"blip_caption": "a", "msft_caption": "b", "blip_caption_feat": None}, None),
        ({"image_feat": np.full((12, 16), np.nan)}, "finite image_features"),
        ({"rgb": np.full((100, 3), 255.0)}, "`rgb` must be numbers"),
        ({"rgb": np.full((100, 3), np.nan)}, "300 not finite"),
    ],
)
def test_a_shape_that_is_not_as_published_is_refused(fields, advice, folder):
    if advice is None:  # whichever caption is drawn
        fields, advice = {**fields, "msft_caption_feat": None}, "TypeError"
    train = load_openshape(folder, "train")
    write_shape(folder, 4, **fields)
    with raises_with_advice(ValueError, advice):
        train.read_shapes(np.array([4]))


def test_a_missing_shape_is_named_when_it_is_read(folder):
    train = load_openshape(folder, "train")
    path_of(folder, 4).unlink()
    with pytest.raises(FileNotFoundError, match=path_of(folder, 4).name):
        train.read_points(np.array([4]))


@pytest.mark.parametrize("content", ["", "[]", '{"a": "N"}', '{"a": {}}'])
def test_flags_of_another_layout_are_refused(content, folder):
    (folder / "meta_data" / "gpt4_filtering.json").write_text(content)
    with raises_with_advice(ValueError, "an object with `flag`", "gpt4_filtering.json"):
        load_openshape(folder, "train")


def test_flags_are_needed_for_objaverse_alone(folder):
    (folder / "meta_data" / "gpt4_filtering.json").unlink()
    assert len(load_openshape(folder, "train_shapenet")) == 4
    with raises_with_advice(FileNotFoundError, "`gpt4_filtering.json`"):
        load_openshape(folder, "train")


def test_another_split_is_refused(folder):
    with raises_with_advice(ValueError, "`split` must be among", "'validation'"):
        load_openshape(folder, "validation")
