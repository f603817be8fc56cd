import importlib.util
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from harness import (
    NUM_POINTS,
    TINY,
    assert_close,
    compiled,
    raises_with_advice,
    tiny_backbone,
    tiny_points,
    to_numpy,
)

import keras_recon
from keras_recon import ReConBackbone, ReConClassifier, ReConPretrainer, TwoTowerBackbone
from keras_recon.layers import PointCloudPreprocessor

OTHER_BACKENDS = [b for b in ("tensorflow", "jax", "torch") if b != keras.backend.backend()]


def tiny_classifier(num_classes=3, **options):
    classifier = ReConClassifier(tiny_backbone(), num_classes, **options)
    # Running statistics other than at the start.
    classifier(tiny_points(seed=3), training=True)
    return classifier


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A classifier and its preset, which no test changes."""
    # Not the seed of the tests, or their new weights would be the saved ones.
    keras.utils.set_random_seed(1)
    classifier = tiny_classifier(preprocessor=PointCloudPreprocessor(NUM_POINTS, normalize=False))
    folder = tmp_path_factory.mktemp("saved")
    classifier.save_to_preset(folder)
    return classifier, folder


@pytest.fixture
def damaged(saved, tmp_path):
    """A copy of the preset, to be damaged."""
    _, folder = saved
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_same_weights(one, other):
    assert len(one.get_weights()) == len(other.get_weights())
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def same_kernels(one, other):
    kernels = [
        [to_numpy(w) for w in layer.weights if w.path.endswith("kernel")] for layer in (one, other)
    ]
    return all(np.array_equal(a, b) for a, b in zip(*kernels, strict=True))


# === What is saved ===


def test_files_of_a_backbone(tmp_path):
    tiny_backbone().save_to_preset(tmp_path)
    assert contents(tmp_path).keys() == {"config.json", "metadata.json", "model.weights.h5"}


def test_files_of_a_task_with_a_preprocessor(saved):
    assert contents(saved[1]).keys() == {
        "config.json",
        "metadata.json",
        "model.weights.h5",
        "task.json",
        "task.weights.h5",
        "preprocessor.json",
    }


def test_configuration_is_that_of_the_backbone(saved):
    config = json.loads((saved[1] / "config.json").read_text())
    assert config["class_name"] == "ReConBackbone"
    assert {name: config["config"][name] for name in TINY} == {**TINY, "patch_widths": [8, 16, 16]}


def test_metadata_holds_versions_parameters_and_what_is_given(tmp_path):
    backbone = tiny_backbone()
    backbone.save_to_preset(tmp_path, metadata={"accuracy": 0.5})
    metadata = json.loads((tmp_path / "metadata.json").read_text())
    assert metadata == {
        "keras_recon_version": keras_recon.__version__,
        "keras_version": keras.__version__,
        "parameters": sum(int(np.prod(w.shape)) for w in backbone.weights),
        "accuracy": 0.5,
    }


def test_backbone_is_saved_once(saved):
    import h5py

    with h5py.File(saved[1] / "task.weights.h5") as file:
        sizes = []
        file.visititems(lambda _, node: sizes.append(getattr(node, "size", 0)))
    own = sum(int(np.prod(w.shape)) for w in saved[0].head.weights)
    # Beside the weights, a few numbers of the dropouts' seeds.
    assert own <= sum(sizes) <= own + 10


# === What is loaded ===


def test_task_backbone_and_preprocessor_come_back(saved):
    classifier, folder = saved
    loaded = ReConClassifier.from_preset(folder)
    assert_same_weights(loaded, classifier)
    assert loaded.preprocessor.num_points == NUM_POINTS
    assert loaded.preprocessor.normalize is False


def test_backbone_alone_comes_from_the_preset_of_a_task(saved):
    assert_same_weights(ReConBackbone.from_preset(saved[1]), saved[0].backbone)


def test_another_task_gets_the_backbone_and_starts_anew_otherwise(saved):
    pretrainer = ReConPretrainer.from_preset(saved[1], decoder_depth=1)
    assert_same_weights(pretrainer.backbone, saved[0].backbone)
    assert pretrainer.preprocessor.num_points == NUM_POINTS


def test_the_same_number_of_classes_keeps_the_head(saved):
    classifier, folder = saved
    loaded = ReConClassifier.from_preset(folder, num_classes=3)
    assert_same_weights(loaded.head, classifier.head)


def test_another_number_of_classes_gives_a_new_head(saved):
    classifier, folder = saved
    loaded = ReConClassifier.from_preset(folder, num_classes=5)
    assert_same_weights(loaded.backbone, classifier.backbone)
    assert loaded.head.layers[-1].kernel.shape == (256, 5)
    assert not same_kernels(loaded.head.layers[0], classifier.head.layers[0])


def test_another_head_starts_anew_on_the_same_backbone(saved):
    classifier, folder = saved
    loaded = ReConClassifier.from_preset(folder, head="linear")
    assert_same_weights(loaded.backbone, classifier.backbone)
    assert [layer.name for layer in loaded.head.layers] == ["logits"]


def test_options_without_weights_are_overridden_and_the_head_kept(saved):
    classifier, folder = saved
    loaded = ReConClassifier.from_preset(folder, dropout=0.1, stochastic_depth=0.7, name="mine")
    assert_same_weights(loaded, classifier)
    assert loaded.dropout == 0.1
    assert loaded.backbone.blocks[-1].drop.rate == pytest.approx(0.7)
    assert loaded.name == "mine"


def test_preprocessor_can_be_left_out(saved):
    assert ReConClassifier.from_preset(saved[1], preprocessor=None).preprocessor is None


@pytest.mark.parametrize(
    "overrides", [{"image_dim": 9}, {"text_dim": 9}, {"contrast": True}, {"decoder_depth": 2}]
)
def test_pretrainer_of_other_terms_starts_its_own_layers_anew(tmp_path, overrides):
    pretrainer = ReConPretrainer(tiny_backbone(), decoder_depth=1, image_dim=5)
    pretrainer.save_to_preset(tmp_path)
    loaded = ReConPretrainer.from_preset(tmp_path, **overrides)
    assert_same_weights(loaded.backbone, pretrainer.backbone)
    assert not same_kernels(loaded.reconstruction_dense, pretrainer.reconstruction_dense)


def test_pretrainer_of_another_mask_and_norm_keeps_its_layers(tmp_path):
    pretrainer = ReConPretrainer(tiny_backbone(), decoder_depth=1, image_dim=5)
    pretrainer.save_to_preset(tmp_path)
    loaded = ReConPretrainer.from_preset(
        tmp_path, mask_type="block", mask_ratio=0.3, chamfer_norm="l1"
    )
    assert_same_weights(loaded, pretrainer)
    assert (loaded.masking.mask_type, loaded.num_hidden) == ("block", 2)
    assert loaded.chamfer_distance.norm == "l1"


def test_pretrainer_of_the_defaults_keeps_layers_saved_before_there_was_an_option(tmp_path):
    pretrainer = ReConPretrainer(tiny_backbone(), decoder_depth=1, image_dim=5)
    pretrainer.save_to_preset(tmp_path)
    task = json.loads((tmp_path / "task.json").read_text())
    del task["config"]["reconstruction"]
    (tmp_path / "task.json").write_text(json.dumps(task))
    loaded = ReConPretrainer.from_preset(tmp_path, reconstruction=True)
    assert_same_weights(loaded, pretrainer)


def test_a_pretrainer_of_two_towers_comes_back_with_them(tmp_path):
    pretrainer = ReConPretrainer(TwoTowerBackbone(**TINY), decoder_depth=1, image_dim=5)
    pretrainer.save_to_preset(tmp_path)
    loaded = ReConPretrainer.from_preset(tmp_path)
    assert isinstance(loaded.backbone, TwoTowerBackbone)
    assert_same_weights(loaded, pretrainer)


@pytest.mark.parametrize("name", ["ReConClassifier", "Backbone", "", 3])
def test_a_class_that_is_no_backbone_is_an_error(damaged, name):
    content = json.loads((damaged / "config.json").read_text())
    (damaged / "config.json").write_text(json.dumps({**content, "class_name": name}))
    with raises_with_advice(ValueError, "ReConBackbone"):
        ReConClassifier.from_preset(damaged)


def test_weights_are_new_without_load_weights(saved):
    classifier, folder = saved
    loaded = ReConClassifier.from_preset(folder, load_weights=False)
    assert not same_kernels(loaded.head.layers[0], classifier.head.layers[0])
    assert not same_kernels(
        loaded.backbone.patch_embedding.point_dense, classifier.backbone.patch_embedding.point_dense
    )


def test_a_size_is_built_with_overrides_and_its_options():
    backbone = ReConBackbone.from_preset("recon_nano", depth=1, stochastic_depth=0.0)
    assert (backbone.dim, backbone.depth, len(backbone.blocks)) == (96, 1, 1)
    pretrainer = ReConPretrainer.from_preset("recon_nano", depth=1, image_dim=4)
    assert pretrainer.decoder_depth == 2


@pytest.mark.parametrize("cls", [ReConBackbone, ReConPretrainer])
def test_a_preset_that_ships_has_weights(cls):
    one, other = (cls.from_preset("recon_nano_home3d") for _ in range(2))
    assert_same_weights(one, other)


def test_precision_is_the_callers_choice(saved):
    loaded = ReConClassifier.from_preset(saved[1], dtype="mixed_bfloat16")
    assert loaded.compute_dtype == loaded.backbone.compute_dtype == "bfloat16"
    assert_same_weights(loaded, saved[0])


def test_frozen_backbone_is_frozen_again(tmp_path):
    tiny_classifier(head="mlp3").save_to_preset(tmp_path)
    loaded = ReConClassifier.from_preset(tmp_path)
    assert loaded.backbone.trainable_weights == []
    assert ReConBackbone.from_preset(tmp_path).trainable_weights != []


def test_a_preset_does_not_fix_the_masks(tmp_path):
    ReConPretrainer(tiny_backbone(), decoder_depth=1).save_to_preset(tmp_path)
    centers = np.random.default_rng(0).normal(size=(8, 8, 3)).astype("float32")
    one, other = (ReConPretrainer.from_preset(tmp_path).masking(centers) for _ in range(2))
    assert (to_numpy(one) != to_numpy(other)).any()


def test_models_of_one_preset_have_weights_of_their_own(saved):
    one, other = (ReConClassifier.from_preset(saved[1]) for _ in range(2))
    one.head.layers[0].kernel.assign(np.zeros(one.head.layers[0].kernel.shape))
    assert to_numpy(other.head.layers[0].kernel).any()


# === Saving again ===


def test_saving_twice_keeps_the_second(tmp_path):
    tiny_classifier(num_classes=3).save_to_preset(tmp_path)
    second = tiny_classifier(num_classes=4)
    second.save_to_preset(tmp_path)
    assert_same_weights(ReConClassifier.from_preset(tmp_path), second)


def test_a_backbone_saved_over_a_task_leaves_no_task(tmp_path):
    tiny_classifier().save_to_preset(tmp_path)
    tiny_backbone().save_to_preset(tmp_path)
    assert contents(tmp_path).keys() == {"config.json", "metadata.json", "model.weights.h5"}


def test_a_loaded_model_can_be_saved_over_its_own_preset(damaged, saved):
    ReConClassifier.from_preset(damaged).save_to_preset(damaged)
    assert_same_weights(ReConClassifier.from_preset(damaged), saved[0])


def test_a_failure_while_saving_leaves_the_folder_as_it_was(damaged):
    before = contents(damaged)
    # JSON can't hold an object, which shows after the weights are written.
    with pytest.raises(TypeError):
        tiny_classifier(num_classes=7).save_to_preset(damaged, metadata={"recipe": object()})
    assert contents(damaged) == before


def test_a_failure_while_saving_leaves_nothing_new(tmp_path):
    with pytest.raises(TypeError):
        tiny_backbone().save_to_preset(tmp_path / "preset", metadata={"recipe": object()})
    assert list(tmp_path.iterdir()) == []


# === What cannot be loaded ===


@pytest.mark.parametrize("cls", [ReConBackbone, ReConClassifier, ReConPretrainer])
def test_an_unknown_preset_is_an_error_that_suggests_the_nearest(cls):
    with raises_with_advice(ValueError, "Did you mean 'recon_base'?", "recon_nano"):
        cls.from_preset("recon_bse")


@pytest.mark.parametrize(
    "name", ["config.json", "metadata.json", "model.weights.h5", "task.weights.h5"]
)
def test_a_missing_file_is_an_error_that_names_it(damaged, name):
    (damaged / name).unlink()
    with raises_with_advice(FileNotFoundError, f"must hold {name}"):
        ReConClassifier.from_preset(damaged)


def test_without_its_task_file_a_classifier_needs_the_number_of_classes(damaged):
    (damaged / "task.json").unlink()
    with raises_with_advice(ValueError, "ReConClassifier accepts", "num_classes"):
        ReConClassifier.from_preset(damaged)


def test_without_its_file_there_is_no_preprocessor(damaged):
    (damaged / "preprocessor.json").unlink()
    assert ReConClassifier.from_preset(damaged).preprocessor is None


@pytest.mark.parametrize("name", ["model.weights.h5", "task.weights.h5"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9, 0.999])
def test_truncated_weights_are_an_error_that_names_the_file(damaged, name, share):
    content = (damaged / name).read_bytes()
    (damaged / name).write_bytes(content[: int(share * len(content))])
    with raises_with_advice(ValueError, "weights of a preset must fit", name):
        ReConClassifier.from_preset(damaged)


@pytest.mark.parametrize("name", ["model.weights.h5", "task.weights.h5"])
def test_weights_that_are_no_weights_are_an_error_that_names_the_file(damaged, name):
    (damaged / name).write_text("not a weights file")
    with raises_with_advice(ValueError, "weights of a preset must fit", name):
        ReConClassifier.from_preset(damaged)


@pytest.mark.parametrize("name", ["model.weights.h5", "task.weights.h5"])
def test_weights_of_another_model_are_an_error_that_names_the_file(damaged, tmp_path, name):
    other = ReConClassifier(tiny_backbone(dim=48), num_classes=3)
    other.save_to_preset(tmp_path / "other")
    (damaged / name).write_bytes((tmp_path / "other" / name).read_bytes())
    with raises_with_advice(ValueError, "weights of a preset must fit", name):
        ReConClassifier.from_preset(damaged)


@pytest.mark.parametrize("overrides", [{"dim": 48}, {"depth": 3}, {"patch_widths": (8, 8, 8)}])
def test_overrides_that_do_not_fit_the_weights_are_an_error(saved, overrides):
    with raises_with_advice(ValueError, "weights of a preset must fit", "model.weights.h5"):
        ReConBackbone.from_preset(saved[1], **overrides)


@pytest.mark.parametrize("name", ["config.json", "task.json", "preprocessor.json"])
@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_garbage_instead_of_json_is_an_error_that_names_the_file(damaged, name, content):
    (damaged / name).write_text(content)
    with raises_with_advice(ValueError, f"{name} of a preset must be"):
        ReConClassifier.from_preset(damaged)


@pytest.mark.parametrize("config", [[1], 3, "dim"])
@pytest.mark.parametrize("name", ["config.json", "task.json", "preprocessor.json"])
def test_a_configuration_that_is_no_object_is_an_error_that_names_the_file(damaged, name, config):
    content = {"class_name": "ReConBackbone", "config": config}
    (damaged / name).write_text(json.dumps(content))
    with raises_with_advice(ValueError, name):
        ReConClassifier.from_preset(damaged)


@pytest.mark.parametrize("name", ["config.json", "task.json", "preprocessor.json"])
def test_an_unknown_argument_in_a_file_is_an_error_that_lists_those_known(damaged, name):
    content = json.loads((damaged / name).read_text())
    content["config"]["colour"] = "red"
    (damaged / name).write_text(json.dumps(content))
    with raises_with_advice(ValueError, "accepts", "colour"):
        ReConClassifier.from_preset(damaged)


@pytest.mark.parametrize("cls", [ReConBackbone, ReConPretrainer])
def test_an_unknown_argument_is_an_error_that_lists_those_known(cls):
    with raises_with_advice(ValueError, "accepts", "num_groups", "stochastic_depth", "colour"):
        cls.from_preset("recon_nano", depth=1, colour="red")


def test_a_missing_argument_is_an_error_that_lists_those_known():
    with raises_with_advice(ValueError, "accepts", "num_classes"):
        ReConClassifier.from_preset("recon_nano", depth=1)


# === Other backends ===

PREDICT = """
import sys
import numpy as np
import keras_recon

folder, points, outputs = sys.argv[1:]
classifier = keras_recon.ReConClassifier.from_preset(folder)
np.save(outputs, classifier.predict(np.load(points), verbose=0))
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", OTHER_BACKENDS)
def test_a_preset_gives_the_same_on_another_backend(saved, tmp_path, backend):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    classifier, folder = saved
    points = tiny_points()
    np.save(tmp_path / "points.npy", points)
    script = [sys.executable, "-c", PREDICT, folder, tmp_path / "points.npy", tmp_path / "out.npy"]
    subprocess.run(script, env={**os.environ, "KERAS_BACKEND": backend}, check=True)
    assert_close(np.load(tmp_path / "out.npy"), compiled(classifier)(points))
