import dataclasses

import numpy as np
import pytest

from keras_recon.data import PointCloudData, PointCloudStream, concatenate, point_cloud_dataset


def make(random, count, class_names, **fields):
    return PointCloudData(
        points=random.normal(size=(count, 8, 3)) / 4,
        colors=random.uniform(size=(count, 8, 3)),
        labels=np.arange(count) % (len(class_names) + 1) - 1,
        class_names=class_names,
        names=[f"{class_names[0]} {i}" for i in range(count)],
        **fields,
    )


def streamed(data):
    values = np.concatenate([data.points, data.colors], axis=-1)
    fields = {
        name: getattr(data, name)
        for name in ("labels", "class_names", "names", "image_features", "text_features")
    }
    return PointCloudStream(values.__getitem__, data.num_points, colored=True, **fields)


@pytest.mark.parametrize("form", [lambda data: data, streamed], ids=["data", "stream"])
def test_shapes_follow_each_other_and_classes_of_one_name_are_one(form, random):
    first, second = make(random, 5, ("chair", "lamp")), make(random, 4, ("table", "chair"))
    both = concatenate(form(first), form(second), first)
    assert both.class_names == ("chair", "lamp", "table")
    assert both.names == (*first.names, *second.names, *first.names)
    told = [both.class_names[label] if label >= 0 else None for label in both.labels]
    of_first = [None, "chair", "lamp", None, "chair"]
    assert told == [*of_first, None, "table", "chair", None, *of_first]
    index = np.array([13, 0, 6, 5, 4])
    values = both.read_per_point(index)
    for name in ("points", "colors"):
        arrays = [getattr(data, name) for data in (first, second, first)]
        np.testing.assert_array_equal(values[name], np.concatenate(arrays)[index])
    assert both.load().points.shape == (14, 8, 3)


def test_fewer_features_are_filled_up_with_none(random):
    several = make(random, 2, "ab", image_features=random.normal(size=(2, 3, 5)))
    one = make(random, 2, "ab", image_features=random.normal(size=(2, 5)))
    none = make(random, 2, "ab", text_features=random.normal(size=(2, 7)))
    both = concatenate(several, one, none)
    assert both.image_features.shape == (6, 3, 5)
    np.testing.assert_array_equal(both.image_features[:2], several.image_features)
    np.testing.assert_array_equal(both.image_features[2:4, 0], one.image_features)
    assert not both.image_features[2:4, 1:].any()
    assert not both.image_features[4:].any()
    np.testing.assert_array_equal(both.text_features[4:], none.text_features)
    assert not both.text_features[:4].any()
    batch = next(iter(point_cloud_dataset(both, 6, features=["image_features"])))
    np.testing.assert_array_equal(batch["image_features"][2:4], one.image_features)


def test_names_stand_for_captions_where_there_are_none(random):
    captioned = make(random, 2, "ab", captions=["an oak chair", ("a lamp", "a lit lamp")])
    both = concatenate(captioned, make(random, 1, "ab"))
    assert both.captions == (("an oak chair",), ("a lamp", "a lit lamp"), ("a 0",))


def test_without_colors_of_all_there_are_none(random):
    data = make(random, 2, "ab")
    both = concatenate(data, dataclasses.replace(data, colors=None))
    assert not both.colored
    np.testing.assert_array_equal(both.load().points[2:], data.points)


def test_what_does_not_fit_is_refused(random):
    data = make(random, 2, "ab", image_features=random.normal(size=(2, 5)))
    fewer = dataclasses.replace(data, points=data.points[:, :4], colors=None)
    with pytest.raises(ValueError, match=r"as many points a shape.*Received: \[4, 8\] points"):
        concatenate(data, fewer)
    wider = dataclasses.replace(data, image_features=random.normal(size=(2, 6)))
    with pytest.raises(ValueError, match=r"image_features of one width. Received: \[5, 6\]"):
        concatenate(data, wider)
