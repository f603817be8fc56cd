import dataclasses

import numpy as np
import pytest

from keras_recon.data import (
    PointCloudData,
    PointCloudStream,
    scale_teacher_features,
    teacher_scaling,
)


def make(form, random, image=True, text=True):
    points, colors = random.normal(size=(6, 4, 3)), random.uniform(size=(6, 4, 3))
    fields = {
        "labels": np.arange(6) % 2,
        "class_names": ["chair", "table"],
        "names": [f"object {i}" for i in range(6)],
        "image_features": 3 + random.normal(size=(6, 5)) if image else None,
        "text_features": random.normal(size=(6, 7)) if text else None,
    }
    if form == "data":
        return PointCloudData(points, colors=colors, **fields)
    values = np.concatenate([points, colors], axis=-1)
    return PointCloudStream(values.__getitem__, 4, colored=True, **fields)


@pytest.mark.parametrize("form", ["data", "stream"])
def test_images_are_centred_with_a_mean_deviation_of_a_half_and_texts_ten_times(form, random):
    source = make(form, random)
    scaled = scale_teacher_features(source)
    assert type(scaled) is type(source)
    columns = [list(column) for column in source.image_features.T.astype("float64")]
    centred = [[value - sum(column) / 6 for value in column] for column in columns]
    deviation = sum(abs(value) for column in centred for value in column) / 30
    expected = np.array(centred).T * 0.5 / deviation
    np.testing.assert_allclose(scaled.image_features, expected, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(scaled.text_features, source.text_features * 10, rtol=1e-6)
    kept, expected = (data.read_per_point(np.arange(6)) for data in (scaled, source))
    for name in ("points", "colors"):
        np.testing.assert_array_equal(kept[name], expected[name])


@pytest.mark.parametrize("form", ["data", "stream"])
def test_the_source_stays_as_it_is(form, random):
    source = make(form, random)
    before = source.image_features.copy(), source.text_features.copy()
    scale_teacher_features(source)
    np.testing.assert_array_equal(source.image_features, before[0])
    np.testing.assert_array_equal(source.text_features, before[1])


@pytest.mark.parametrize("present", [{}, {"image_features": 5}, {"text_features": 7}])
@pytest.mark.parametrize("form", ["data", "stream"])
def test_absent_features_stay_absent(form, present, random):
    source = make(form, random, "image_features" in present, "text_features" in present)
    assert scale_teacher_features(source).feature_dims == source.feature_dims == present


def test_rows_of_zeros_are_none_and_stay_zeros(random):
    source = make("data", random)
    features = 3 + random.normal(size=(6, 2, 5))
    features[0, 1] = features[3] = 0
    several = dataclasses.replace(source, image_features=features)
    scaled = scale_teacher_features(several).image_features
    there = features.any(axis=-1)
    assert not scaled[~there].any()
    rows = np.concatenate([features[0, :1], *features[[1, 2, 4, 5]]])
    centred = rows - rows.sum(axis=0) / 9
    expected = centred * 0.5 / np.mean(np.abs(centred))
    np.testing.assert_allclose(scaled[there], expected, rtol=1e-4, atol=1e-6)


def test_another_split_is_scaled_as_training_was(random):
    train, test = make("data", random), make("data", random)
    scaling = teacher_scaling(train)
    scaled = scale_teacher_features(test, scaling)
    both = [scale_teacher_features(train).image_features, scaled.image_features]
    # The same line through both: a difference of inputs is one of outputs.
    np.testing.assert_allclose(
        both[0] - both[1],
        0.5 / scaling["image_deviation"] * (train.image_features - test.image_features),
        atol=1e-5,
    )


def test_pictures_that_are_all_the_same_have_no_scale(random):
    source = make("data", random, text=False)
    source = dataclasses.replace(source, image_features=np.ones((6, 5)))
    assert teacher_scaling(source) == {}
    np.testing.assert_array_equal(scale_teacher_features(source).image_features, 1)
