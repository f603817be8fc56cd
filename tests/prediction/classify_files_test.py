import os

import keras
import numpy as np
import pytest
from harness import assert_close, raises_with_advice, tiny_backbone, tiny_recon2_backbone

import keras_recon
from keras_recon.datasets import read_shape
from keras_recon.datasets.readers.read_file import read_file
from keras_recon.prediction import classify_files as module


def softmax(logits):
    powers = np.exp(logits.astype("float64"))
    return powers / powers.sum(axis=-1, keepdims=True)


def expected(classifier, paths, num_points=2048, **options):
    points = np.stack([read_shape(path, num_points, **options).points for path in paths])
    return softmax(classifier.predict(points, verbose=0))


def test_files_have_the_probabilities_of_their_points_in_their_order(classifier, files):
    answers = classifier.predict_files(files)
    wanted = expected(classifier, files)
    assert [answer.path for answer in answers] == [*map(str, files)]
    assert_close(np.stack([answer.probabilities for answer in answers]), wanted, 1e-4, 1e-5)
    assert all(answer.probabilities.dtype == "float32" for answer in answers)
    names = [classifier.class_names[best] for best in wanted.argmax(axis=-1)]
    assert len({*names}) > 1
    assert [answer.name for answer in answers] == names
    assert_close(np.array([answer.probability for answer in answers]), wanted.max(axis=-1), 1e-4)


def test_batches_and_blocks_and_processes_make_no_difference(classifier, files, monkeypatch):
    whole = classifier.predict_files(files)
    monkeypatch.setattr(module, "SHAPES_A_CALL", 1)
    monkeypatch.setattr("keras_recon.prediction.prepared_shapes.BLOCK", 3)
    parts = classifier.predict_files(files, batch_size=2, num_workers=2)
    for one, other in zip(whole, parts, strict=True):
        assert one.path == other.path
        assert_close(one.probabilities, other.probabilities)


@pytest.mark.parametrize("progress", [True, None])
def test_a_bar_counts_files_where_asked_for(progress, classifier, files, capsys):
    classifier.predict_files([*files, "missing.obj"], progress=progress)
    assert ("5/5" in capsys.readouterr().out) == bool(progress)


def test_a_folder_is_walked_and_other_files_in_it_are_told(classifier, files, tmp_path):
    (tmp_path / "files" / "notes.zip").touch()
    answers = classifier.predict_files([files[2], str(tmp_path / "files")])
    assert [answer.path for answer in answers] == [str(files[2]), *sorted(map(str, files))]
    assert answers.left_out == (f"{tmp_path / 'files'}: 1 files of other kinds (.zip: 1)",)


def test_files_that_cannot_be_read_have_a_reason_and_the_others_an_answer(
    classifier, files, bad_files
):
    bad = [*bad_files]
    mixed = [bad[0], files[0], *bad[1:5], files[1], *bad[5:], files[2]]
    answers = classifier.predict_files(mixed)
    assert [answer.path for answer in answers] == [*map(str, mixed)]
    for answer, path in zip(answers, mixed, strict=True):
        if path in bad_files:
            assert bad_files[path] in answer.error
            assert str(path) in answer.error
            assert answer.name is answer.probability is answer.probabilities is None
    right = np.stack([answer.probabilities for answer in answers.answered])
    assert_close(right, expected(classifier, files[:3]), 1e-4, 1e-5)


def test_only_bad_files_are_answered_too(classifier, bad_files):
    answers = classifier.predict_files([*bad_files])
    assert len(answers.failed) == len(bad_files)


@pytest.mark.parametrize("number", [0, 3, 5, 8, 9])
def test_the_first_error_is_raised_where_asked_for(number, classifier, files, bad_files):
    path = [*bad_files][number]
    with pytest.raises((ValueError, FileNotFoundError), match="Received: ") as caught:
        classifier.predict_files([files[0], path], on_error="raise")
    assert str(path) in str(caught.value)


def test_a_pipe_is_no_file(classifier, tmp_path):
    os.mkfifo(tmp_path / "pipe.obj")
    [answer] = classifier.predict_files(tmp_path)
    assert "must be a file" in answer.error


def test_a_missing_library_is_a_reason(classifier, files, monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "laspy", None)
    (tmp_path / "scan.las").write_bytes(b"LASF" + bytes(400))
    answers = classifier.predict_files([tmp_path / "scan.las", files[0]], num_workers=1)
    assert "keras-recon[las]" in answers[0].error
    assert answers[1].error is None


def test_a_turned_file_gets_the_answer_of_the_upright_one(classifier, files, tmp_path):
    upright = np.load(files[1])
    x, y, z = upright.T
    np.save(tmp_path / "turned.npy", np.stack([x, -z, y], axis=-1))
    [wanted] = classifier.predict_files(files[1])
    [turned] = classifier.predict_files(tmp_path / "turned.npy", up_axis="z")
    [unturned] = classifier.predict_files(tmp_path / "turned.npy")
    assert_close(turned.probabilities, wanted.probabilities)
    assert abs(unturned.probabilities - wanted.probabilities).max() > 1e-3


def test_a_preprocessor_that_turns_is_not_turned_for_twice(classifier, files):
    # Its arrays are z up, and so are files if nothing else is said.
    turning = keras_recon.ReConClassifier.from_config(classifier.get_config())
    turning.set_weights(classifier.get_weights())
    turning.preprocessor.up_axis = "z"
    [said] = turning.predict_files(files[1], up_axis="z")
    [unsaid] = turning.predict_files(files[1])
    [wanted] = classifier.predict_files(files[1], up_axis="z")
    assert_close(said.probabilities, wanted.probabilities)
    assert_close(unsaid.probabilities, wanted.probabilities)
    [upright] = turning.predict_files(files[1], up_axis="y")
    [wanted] = classifier.predict_files(files[1])
    assert_close(upright.probabilities, wanted.probabilities)


def test_a_preprocessor_that_does_not_normalize_gets_the_unit_of_the_file(
    classifier, files, tmp_path, random
):
    keeping = keras_recon.ReConClassifier.from_config(classifier.get_config())
    keeping.set_weights(classifier.get_weights())
    keeping.preprocessor.normalize = False
    [answer] = keeping.predict_files(files[2])
    assert_close(answer.probabilities, expected(keeping, files[2:3])[0], 1e-4, 1e-5)
    np.save(tmp_path / "small.npy", 1e-3 * random.normal(size=(100, 3)))
    [small] = keeping.predict_files(tmp_path / "small.npy")
    assert "the unit is wrong" in small.error
    assert str(tmp_path / "small.npy") in small.error


def test_a_small_cloud_is_said_to_be_repeated(classifier, tmp_path, random):
    np.save(tmp_path / "small.npy", random.normal(size=(20, 3)))
    np.save(tmp_path / "enough.npy", random.normal(size=(64, 3)))
    enough, small = classifier.predict_files(tmp_path)
    assert enough.notes == ()
    assert small.notes == ("20 points where the model takes 64: some are repeated",)


def test_classes_without_names_are_called_by_their_numbers(files):
    model = keras_recon.ReConClassifier(
        tiny_backbone(),
        num_classes=2,
        head="linear",
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    )
    [answer] = model.predict_files(files[0])
    assert answer.class_names == ("0", "1")
    assert answer.name == str(answer.probabilities.argmax())


def test_a_zero_shot_classifier_gives_its_own_probabilities(files, random):
    model = keras_recon.ReConZeroShotClassifier(
        tiny_backbone(),
        ["bed", "chair"],
        random.normal(size=(2, 6)),
        text_dim=6,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    )
    answers = model.predict_files(files[:2])
    points = np.stack([read_shape(path).points for path in files[:2]])
    wanted = model.predict(points, verbose=0)
    assert_close(np.stack([answer.probabilities for answer in answers]), wanted, 1e-4, 1e-5)


def test_what_is_not_accepted_is_said(classifier, files):
    plain = keras_recon.ReConClassifier(tiny_backbone(), num_classes=2, head="linear")
    with raises_with_advice(ValueError, "preprocessor"):
        plain.predict_files(files)
    pretrainer = keras_recon.ReConPretrainer(tiny_backbone(), decoder_depth=1)
    with raises_with_advice(ValueError, "ReConClassifier", "ReConPretrainer"):
        pretrainer.predict_files(files)
    wrong = {"up_axis": "up", "on_error": "keep", "num_workers": 0, "num_points": 3}
    wrong["batch_size"] = 0
    for name, value in wrong.items():
        with raises_with_advice(ValueError, f"`{name}` must be"):
            classifier.predict_files(files, **{name: value})
    with raises_with_advice(ValueError, "shape_class", "ReConPartSegmenter"):
        classifier.predict_files(files, shape_class="chair")
    with raises_with_advice(ValueError, "`paths` must be"):
        classifier.predict_files(3)
    assert len(classifier.predict_files([])) == 0


@pytest.fixture(scope="module")
def colored_classifier():
    keras.utils.set_random_seed(3)
    model = keras_recon.ReConClassifier(
        tiny_recon2_backbone(),
        head="linear",
        class_names=["bed", "chair", "lamp"],
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64, default_color=0.25),
    )
    # Larger than at the start of training, so that colours tell as much as in trained models.
    for weight in model.backbone.patch_embedding.trainable_weights:
        if len(weight.shape) > 1:
            weight.assign(8 * weight)
    return model


@pytest.mark.parametrize("normalize", [True, False])
def test_colors_count_where_the_model_has_them(colored_classifier, normalize, colored_file, files):
    colored_classifier.preprocessor.normalize = normalize
    path, colors, plain = colored_file
    # A mesh in the same batch has none.
    answers = colored_classifier.predict_files([path, plain, files[0]], num_points=2500)
    assert [answer.error for answer in answers] == [None] * 3
    shape = read_file(path, 2500)
    np.testing.assert_allclose(np.sort(shape.colors, 0), np.sort(colors, 0), atol=1e-6)
    raw = np.concatenate([shape.points, shape.colors], axis=-1)[None]
    grey = raw.copy()
    grey[..., 3:] = 0.25
    for answer, points in zip(answers, (raw, grey), strict=False):
        wanted = softmax(colored_classifier.predict(points, verbose=0))[0]
        assert_close(answer.probabilities, wanted, 1e-4, 1e-5)
    assert abs(answers[0].probabilities - answers[1].probabilities).max() > 1e-3


def test_colors_do_not_count_without(classifier, colored_file):
    path, _, plain = colored_file
    one, other = classifier.predict_files([path, plain])
    assert_close(one.probabilities, other.probabilities)
