import datetime
import json
import sys
import time
from pathlib import Path

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
from keras_recon import (
    Backbone,
    ReConBackbone,
    ReConClassifier,
    ReConPartSegmenter,
    ReConPretrainer,
    Task,
    TwoTowerBackbone,
    TwoTowerClassifier,
)
from keras_recon.layers import PointCloudPreprocessor
from keras_recon.models.frozen_layers import freeze_layers, frozen_layers
from keras_recon.sublayers import sublayers

# The class of models that are made of symbolic tensors, which Keras doesn't export.
Functional = type(keras.Model(inputs := keras.Input((1,)), inputs))


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
    assert abs(time.time() - time.mktime(_saved_at(metadata.pop("date_saved")))) < 300
    assert metadata == {
        "keras_recon_version": keras_recon.__version__,
        "keras_version": keras.__version__,
        "parameter_count": sum(int(np.prod(w.shape)) for w in backbone.weights),
        "tasks": [],
        "accuracy": 0.5,
    }


def _saved_at(date):
    moment = datetime.datetime.strptime(date, "%Y-%m-%d@%H:%M:%S")
    return moment.replace(tzinfo=datetime.UTC).astimezone().timetuple()


def test_a_preset_tells_what_it_is(saved):
    names = {"config.json": "Backbone", "task.json": "Classifier"}
    for file, name in names.items():
        stored = json.loads((saved[1] / file).read_text())
        assert stored["registered_name"] == f"keras_recon>ReCon{name}"
    metadata = json.loads((saved[1] / "metadata.json").read_text())
    assert metadata["tasks"] == ["keras_recon>ReConClassifier"]
    assert metadata["parameter_count"] == saved[0].count_params()


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


def test_another_number_of_classes_gives_new_logits_alone_and_says_so(saved):
    classifier, folder = saved
    with pytest.warns(UserWarning, match=r"start anew.*\['logits'\]"):
        loaded = ReConClassifier.from_preset(folder, num_classes=5)
    assert_same_weights(loaded.backbone, classifier.backbone)
    assert loaded.head.layers[-1].kernel.shape == (256, 5)
    for one, other in zip(loaded.head.layers[:-1], classifier.head.layers[:-1], strict=True):
        assert_same_weights(one, other)


@pytest.mark.filterwarnings("ignore:Layers of ReConClassifier")
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
    ("overrides", "new"),
    [
        ({"image_dim": 9}, {"image_projection"}),
        ({"text_dim": 9}, {"text_projection"}),
        ({"contrast": True}, {"contrast_projection"}),
        ({"decoder_depth": 2}, {"decoder_blocks/1"}),
        ({"group_size": 3}, {"reconstruction_dense"}),
    ],
)
@pytest.mark.filterwarnings("ignore:Layers of ReConPretrainer")
def test_layers_of_a_pretrainer_whose_shapes_change_start_anew(tmp_path, overrides, new):
    pretrainer = ReConPretrainer(tiny_backbone(), decoder_depth=1, image_dim=5)
    pretrainer.save_to_preset(tmp_path)
    keras.utils.set_random_seed(1)
    loaded = ReConPretrainer.from_preset(tmp_path, **overrides)
    assert_same_weights(loaded.backbone, pretrainer.backbone)
    before, after = sublayers(pretrainer), sublayers(loaded)
    assert new <= after.keys()
    for path in after.keys() - {*new, "backbone"}:
        assert_same_weights(after[path], before[path])


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


@pytest.mark.parametrize(
    "name", ["keras_recon>ReConClassifier", "keras_recon>Nothing", "os>system", "", 3]
)
def test_a_class_that_is_no_backbone_is_an_error(damaged, name):
    content = json.loads((damaged / "config.json").read_text())
    (damaged / "config.json").write_text(json.dumps({**content, "registered_name": name}))
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


def test_frozen_backbone_is_frozen_again_unless_asked_otherwise(tmp_path):
    tiny_classifier(freeze_backbone=True).save_to_preset(tmp_path)
    assert ReConClassifier.from_preset(tmp_path).backbone.trainable_weights == []
    thawed = ReConClassifier.from_preset(tmp_path, freeze_backbone=False)
    assert thawed.backbone.trainable_weights != []
    assert ReConBackbone.from_preset(tmp_path).trainable_weights != []


@pytest.mark.parametrize("format", ["preset", "keras"])
@pytest.mark.parametrize("path", ["backbone", "backbone/blocks/0", "head", "head/0"])
def test_what_is_frozen_by_hand_stays_so(tmp_path, format, path):
    classifier = tiny_classifier()
    freeze_layers(classifier, [path])
    if format == "preset":
        classifier.save_to_preset(tmp_path)
        loaded = ReConClassifier.from_preset(tmp_path)
    else:
        classifier.save(tmp_path / "classifier.keras")
        loaded = keras.saving.load_model(tmp_path / "classifier.keras")
    trainable = [weight.trainable for weight in classifier.weights]
    assert [weight.trainable for weight in loaded.weights] == trainable
    assert len(classifier.trainable_weights) < len(tiny_classifier().trainable_weights)
    assert frozen_layers(loaded) == [path]


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
    with raises_with_advice(FileNotFoundError, "must hold", repr(name)):
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


@pytest.mark.parametrize("change", ["missing", "left over", "of another shape"])
@pytest.mark.parametrize("name", ["model.weights.h5", "task.weights.h5"])
def test_weights_fit_one_to_one(damaged, name, change):
    import h5py

    with h5py.File(damaged / name, "a") as file:
        names = []
        file.visititems(lambda key, node: names.append(key) if hasattr(node, "shape") else None)
        values = file[names[-1]][()]
        if change == "left over":
            file["more/vars/0"] = values
        else:
            del file[names[-1]]
        if change == "of another shape":
            file[names[-1]] = np.append(values.ravel(), 0)
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


@pytest.mark.parametrize(
    "overrides", [{"dim": 48}, {"depth": 1}, {"depth": 3}, {"patch_widths": (8, 8, 8)}]
)
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


# === Lists of presets ===


@pytest.mark.parametrize("name", ["recon_nano", "two_tower_nano", *Task.presets])
@pytest.mark.parametrize(
    ("cls", "options"),
    [
        (Backbone, {}),
        (ReConBackbone, {}),
        (TwoTowerBackbone, {}),
        (Task, {}),
        (ReConClassifier, {"num_classes": 2}),
        (TwoTowerClassifier, {"num_classes": 2}),
        (ReConPretrainer, {}),
        (ReConPartSegmenter, {"num_parts": 2, "num_shape_classes": 2}),
    ],
)
def test_a_class_lists_the_presets_that_it_loads(cls, options, name):
    loads = True
    try:
        cls.from_preset(name, load_weights=False, **options)
    except ValueError:
        loads = False
    assert (name in cls.presets) == loads


def test_a_listed_preset_is_described():
    facts = ReConClassifier.presets["recon_nano_home3d_classifier"]
    assert facts == keras_recon.presets.describe_preset("recon_nano_home3d_classifier")
    assert facts["metadata"]["description"].startswith("Tells which of 23 kinds")
    assert ReConClassifier.from_preset(facts["name"]).count_params() == facts["parameters"]


# === Classes ===


@keras.saving.register_keras_serializable(package="tests")
class OwnBackbone(ReConBackbone):
    """A user's own."""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    backbone = OwnBackbone(**TINY)
    backbone.save_to_preset(folder)
    return backbone, folder


@pytest.mark.parametrize(
    ("cls", "options"),
    [
        (ReConClassifier, {"num_classes": 3}),
        (ReConPretrainer, {"decoder_depth": 1}),
        (ReConPartSegmenter, {"num_parts": 4, "num_shape_classes": 2}),
    ],
)
def test_a_registered_backbone_loads_in_any_task(own, cls, options):
    backbone, folder = own
    task = cls.from_preset(folder, **options)
    assert type(task.backbone) is OwnBackbone
    assert_same_weights(task.backbone, backbone)


def test_the_base_classes_find_the_class(saved, own):
    assert type(Backbone.from_preset("two_tower_nano")) is TwoTowerBackbone
    assert type(Backbone.from_preset(own[1])) is OwnBackbone
    assert type(Task.from_preset(saved[1])) is ReConClassifier


def test_a_task_takes_the_subclass_for_its_backbone():
    classifier = ReConClassifier.from_preset("two_tower_nano", num_classes=3, stream="contrast")
    assert type(classifier) is TwoTowerClassifier
    assert classifier.stream == "contrast"


def test_a_preset_without_a_task_is_an_error_of_the_base_class(own):
    with raises_with_advice(ValueError, "such as ReConClassifier", "OwnBackbone"):
        Task.from_preset(own[1])


@pytest.mark.parametrize(
    ("cls", "options"), [(ReConPartSegmenter, {"num_parts": 4, "num_shape_classes": 2})]
)
def test_a_backbone_that_a_task_cannot_use_is_an_error(cls, options):
    with raises_with_advice(ValueError, "must be a TwoStreamBackbone", "a TwoTowerBackbone"):
        cls(TwoTowerBackbone(**TINY), **options)
    with raises_with_advice(ValueError, cls.__name__, "TwoTowerBackbone"):
        cls.from_preset("two_tower_nano", **options)


def test_a_backbone_of_another_class_is_an_error(own):
    with raises_with_advice(ValueError, "preset of TwoTowerBackbone", "OwnBackbone"):
        TwoTowerBackbone.from_preset(own[1])


def test_a_class_that_is_not_registered_is_an_error_and_nothing_is_imported(damaged):
    content = json.loads((damaged / "config.json").read_text())
    content |= {"registered_name": "mine>Backbone", "module": "antigravity"}
    (damaged / "config.json").write_text(json.dumps(content))
    with raises_with_advice(ValueError, "registered Backbone", "'mine>Backbone'"):
        Backbone.from_preset(damaged)
    assert "antigravity" not in sys.modules


LAMBDA = {
    "module": "keras.layers",
    "class_name": "Lambda",
    "registered_name": "Lambda",
    "config": {"function": {"class_name": "__lambda__", "config": {"code": "4wE="}}},
}
IMPORT = {
    "module": "antigravity",
    "class_name": "geohash",
    "registered_name": "antigravity>geohash",
    "config": {},
}
FUNCTION = {
    "module": "builtins",
    "class_name": "function",
    "registered_name": "function",
    "config": "__import__",
}


@pytest.mark.parametrize("code", [LAMBDA, IMPORT, FUNCTION], ids=lambda code: code["class_name"])
@pytest.mark.parametrize(
    ("file", "argument"),
    [
        ("config.json", None),
        ("config.json", "dtype"),
        ("preprocessor.json", None),
        ("preprocessor.json", "dtype"),
        ("task.json", "dtype"),
        ("task.json", "backbone"),
        ("task.json", "preprocessor"),
    ],
)
def test_code_in_a_preset_is_refused_and_nothing_is_imported(damaged, file, argument, code):
    content = json.loads((damaged / file).read_text())
    if argument is None:
        content = code
    else:
        content["config"][argument] = code
    (damaged / file).write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"must (name|hold none|be a JSON)|accepts|Cannot convert"):
        Task.from_preset(damaged)
    assert "antigravity" not in sys.modules


def test_a_dtype_of_the_tasks_own_comes_back(tmp_path):
    ReConClassifier(tiny_backbone(), 3, dtype="mixed_bfloat16").save_to_preset(tmp_path)
    loaded = ReConClassifier.from_preset(tmp_path)
    assert (loaded.compute_dtype, loaded.backbone.compute_dtype) == ("bfloat16", "float32")
    assert ReConClassifier.from_preset(tmp_path, dtype="float32").compute_dtype == "float32"


def test_automatic_names_of_layers_do_not_count(tmp_path):
    @keras.saving.register_keras_serializable(package="tests")
    class Unnamed(ReConClassifier):
        def build_layers(self):
            super().build_layers()
            self.extra = keras.layers.Dense(4)
            self.extra.build((None, 24))

    one = Unnamed(tiny_backbone(), 3)
    one.save_to_preset(tmp_path)
    other = Unnamed.from_preset(tmp_path)
    assert one.extra.name != other.extra.name
    assert_same_weights(one.extra, other.extra)


# === Presets of the first format ===

EARLY = Path(__file__).parents[1] / "fixtures" / "early_classifier"


def test_an_early_preset_loads_with_equal_outputs():
    expected = np.load(EARLY / "outputs.npz")
    classifier = Task.from_preset(EARLY)
    assert_close(compiled(classifier)(expected["points"]), expected["logits"])


@pytest.mark.parametrize(("head", "frozen"), [("full", False), ("mlp3", True)])
def test_early_names_of_heads_are_known(tmp_path, head, frozen):
    for path in EARLY.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    task = {"class_name": "ReConClassifier", "config": {"num_classes": 3, "head": head}}
    (tmp_path / "task.json").write_text(json.dumps(task))
    classifier = ReConClassifier.from_preset(tmp_path, load_weights=False)
    assert (classifier.head_type, classifier.freeze_backbone) == ("mlp", frozen)
    assert bool(classifier.backbone.trainable_weights) is not frozen
    thawed = ReConClassifier.from_preset(tmp_path, load_weights=False, freeze_backbone=False)
    assert thawed.backbone.trainable_weights


@pytest.mark.parametrize("base", [Backbone, Task])
def test_all_models_are_subclassed(base):
    # A functional and a subclassed child of one base break each other.
    children = [*base.__subclasses__()]
    assert children
    while children:
        child = children.pop()
        assert not issubclass(child, Functional)
        children += child.__subclasses__()
