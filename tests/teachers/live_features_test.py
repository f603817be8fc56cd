import keras
import numpy as np
import pytest
from harness import NUM_POINTS, tiny_backbone, tiny_points

import keras_recon
from keras_recon.data import PointCloudData, point_cloud_dataset, write_tfrecords
from keras_recon.teachers import LiveFeatures, add_teacher_features, load_teacher, read_picture

NAMES = ["image_features", "text_features"]
CAPTIONS = ["a chair", ("a lamp", "a photo"), "", ("chair", "lamp, a photo", "a chair, a lamp")]


@pytest.fixture
def pictured(picture_files):
    """Four shapes with 2, 1, 3 and 0 pictures."""
    files = picture_files(6)
    return PointCloudData(
        tiny_points(4),
        np.zeros(4, int),
        ["any"],
        ["a", "b", "c", "d"],
        image_paths=[files[:2], files[2], files[3:], ()],
        captions=CAPTIONS,
    )


def live(source, image_teacher, text_teacher):
    return {
        "image_features": LiveFeatures.of_pictures(source, image_teacher),
        "text_features": LiveFeatures.of_texts(source, text_teacher),
    }


@pytest.mark.filterwarnings("ignore:Without a target")
@pytest.mark.parametrize("kind", ["simple", "clip"])
def test_the_loss_is_that_of_features_computed_before(
    kind, pictured, image_teacher, text_teacher, request
):
    if kind == "clip":
        image_teacher = text_teacher = load_teacher(
            f"clip:{request.getfixturevalue('clip_preset')}"
        )
    options = {"batch_size": 4, "features": NAMES, "shuffle": True, "seed": 3}
    cached = add_teacher_features(pictured, image_teacher, text_teacher)
    teachers = live(pictured, image_teacher, text_teacher)
    expected_batches = point_cloud_dataset(cached, **options)
    live_batches = point_cloud_dataset(pictured, **options, teachers=teachers)
    pretrainer = keras_recon.ReConPretrainer(
        tiny_backbone(), 1, 3, image_dim=image_teacher.dim, text_dim=text_teacher.dim
    )
    for _ in range(3):
        [expected], [batch] = expected_batches, live_batches
        for name in ("points", *NAMES):
            np.testing.assert_allclose(batch[name], expected[name], rtol=1e-5, atol=1e-6)
        mask = np.tile(np.arange(8) < pretrainer.num_hidden, (4, 1))
        terms = []
        for inputs in (expected, batch):
            inputs = {name: np.asarray(value) for name, value in inputs.items()} | {"mask": mask}
            terms.append(pretrainer.loss_terms(inputs, pretrainer(inputs)))
        for name, value in terms[0].items():
            assert float(terms[1][name]) == pytest.approx(float(value), rel=1e-5)
            assert float(value) > 0


def test_a_model_trains_on_them(pictured, image_teacher, text_teacher):
    batches = point_cloud_dataset(
        pictured,
        2,
        NUM_POINTS,
        features=NAMES,
        drop_remainder=True,
        teachers=live(pictured, image_teacher, text_teacher),
    )
    pretrainer = keras_recon.ReConPretrainer(tiny_backbone(), 1, 3, image_dim=6, text_dim=26)
    pretrainer.compile(run_eagerly=keras.backend.backend() == "tensorflow")
    losses = pretrainer.fit(batches, epochs=2, verbose=0).history["loss"]
    assert np.isfinite(losses).all()


def test_texts_are_encoded_once(pictured, text_teacher):
    teachers = {"text_features": LiveFeatures.of_texts(pictured, text_teacher)}
    batches = point_cloud_dataset(pictured, 2, features=["text_features"], teachers=teachers)
    for _ in range(20):
        list(batches)
    texts = ["a chair", "a lamp", "a photo", "chair", "lamp, a photo", "a chair, a lamp"]
    assert sorted(text_teacher.calls) == sorted(texts)


def test_prompts_are_made_of_templates(pictured, text_teacher):
    features = LiveFeatures.of_texts(pictured, text_teacher, ["{}", "the {}", "zz {}"])
    index = np.zeros(3, int)
    features(index, np.array([0, 0.5, 0.99], "float32"))
    assert text_teacher.calls == ["a chair", "the a chair", "zz a chair"]


def test_pictures_can_be_augmented(pictured, image_teacher):
    plain = LiveFeatures.of_pictures(pictured, image_teacher)
    dark = LiveFeatures.of_pictures(pictured, image_teacher, lambda picture: picture // 2)
    index, draw = np.array([1]), np.zeros(1, "float32")
    assert dark(index, draw)[0, 0] < 0.6 * plain(index, draw)[0, 0]


def test_one_of_pictures_and_texts_must_be_given(image_teacher):
    with pytest.raises(ValueError, match=r"Received: neither"):
        LiveFeatures(image_teacher)
    with pytest.raises(ValueError, match=r"Received: both"):
        LiveFeatures(image_teacher, pictures=[()], texts=[()])


def test_shapes_and_teachers_must_fit_together(pictured, image_teacher, tmp_path):
    teachers = {"image_features": LiveFeatures.of_pictures(pictured, image_teacher)}
    with pytest.raises(ValueError, match=r"all of the 2 shapes. Received: image_features of 4"):
        point_cloud_dataset(pictured.select([0, 1]), 2, features=NAMES[:1], teachers=teachers)
    write_tfrecords(pictured, tmp_path / "shards", 1)
    with pytest.raises(ValueError, match=r"`teachers`.*Received: .* of a PointCloudShards"):
        point_cloud_dataset(tmp_path / "shards", 2, features=NAMES[:1], teachers=teachers)
    for options in ({}, {"features": NAMES[1:]}, {"features": ["image_targets"]}):
        with pytest.raises(ValueError, match=r"`teachers`.*Received: \['image_features'\]"):
            point_cloud_dataset(pictured, 2, **options, teachers=teachers)


def test_the_first_and_the_last_picture_are_drawn(pictured, image_teacher):
    features = LiveFeatures.of_pictures(pictured, image_teacher)
    draw = np.array([0, np.nextafter(1, 0, dtype="float32")], "float32")
    first, last = features(np.array([2, 2]), draw)
    for feature, path in zip((first, last), np.array(pictured.image_paths[2])[[0, 2]], strict=True):
        np.testing.assert_allclose(feature[:3], read_picture(path).mean(axis=(0, 1)) / 255, 1e-5)
