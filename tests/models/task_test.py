import keras
import numpy as np
import pytest
from harness import (
    FEW_STEPS,
    JIT_COMPILE,
    assert_close,
    compiled,
    raises_with_advice,
    tiny_backbone,
    tiny_colored_points,
    tiny_points,
    tiny_recon2_backbone,
    to_numpy,
)

from keras_recon import ReConClassifier, ReConPretrainer
from keras_recon.data import PointCloudData, RandomRotation, point_cloud_dataset
from keras_recon.layers import PointCloudPreprocessor

LABELS = np.array([0, 1, 2, 0])


def with_nan(points):
    points = points.copy()
    points[2, 5, 1] = np.nan
    return points


BAD_POINTS = {
    "nan": (with_nan(tiny_points()), "`points` must be finite"),
    "infinity": (np.where(tiny_points() > 0.7, np.inf, tiny_points()), "`points` must be finite"),
    "integers": (np.ones((4, 64, 3), "int32"), "`points` must be floating point"),
    "two_coordinates": (tiny_points()[..., :2], "`points` must have the shape"),
    "one_cloud": (tiny_points()[0], "`points` must have the shape"),
    "few_points": (tiny_points()[:, :7], "`points` must hold at least 8"),
}
bad_points = pytest.mark.parametrize(("points", "accepted"), BAD_POINTS.values(), ids=BAD_POINTS)


@pytest.fixture(scope="module")
def backbone():
    return tiny_backbone()


@pytest.fixture(scope="module")
def classifier(backbone):
    classifier = ReConClassifier(backbone, num_classes=3)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    classifier.compile(loss=loss, **FEW_STEPS)
    return classifier


@pytest.fixture(scope="module")
def pretrainer(backbone):
    pretrainer = ReConPretrainer(backbone, decoder_depth=1)
    pretrainer.compile(**FEW_STEPS)
    return pretrainer


@bad_points
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_classifier_refuses_bad_arrays(classifier, method, points, accepted):
    arguments = (points,) if method == "predict" else (points, LABELS)
    with raises_with_advice(ValueError, accepted):
        getattr(classifier, method)(*arguments, verbose=0)


@bad_points
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_pretrainer_refuses_bad_arrays(pretrainer, method, points, accepted):
    with raises_with_advice(ValueError, accepted):
        getattr(pretrainer, method)({"points": points}, verbose=0)


@bad_points
def test_backbone_refuses_bad_arrays_in_predict(backbone, points, accepted):
    with raises_with_advice(ValueError, accepted):
        backbone.predict(points, verbose=0)


def test_a_dataset_is_accepted_in_predict(backbone):
    tf = pytest.importorskip("tensorflow")
    points = tiny_points()
    dataset = tf.data.Dataset.from_tensor_slices(points).batch(2)
    of_arrays = backbone.predict(points, verbose=0)
    of_dataset = backbone.predict(dataset, verbose=0)
    for name, value in of_arrays.items():
        np.testing.assert_allclose(of_dataset[name], value, rtol=1e-4, atol=1e-5)


def test_a_generator_is_accepted_in_fit(classifier):
    batches = ((tiny_points(seed=seed), LABELS) for seed in range(2))
    history = classifier.fit(batches, steps_per_epoch=2, shuffle=False, verbose=0).history
    assert np.isfinite(history["loss"]).all()


def batches_of(kind, points, labels):
    """A source of batches of two that is not an array."""
    batches = [(points[i : i + 2], labels[i : i + 2]) for i in range(0, len(points), 2)]
    if kind == "generator":
        return iter_batches(batches)
    if kind == "tf.data":
        tf = pytest.importorskip("tensorflow")
        return tf.data.Dataset.from_tensor_slices((points, labels)).batch(2)
    if kind == "DataLoader":
        data = pytest.importorskip("torch.utils.data")
        pairs = [(points[i], labels[i]) for i in range(len(points))]
        return data.DataLoader(pairs, batch_size=2)
    return Batches(batches)


def iter_batches(batches):
    yield from batches


class Batches(keras.utils.PyDataset):
    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        return self.batches[index]


SOURCES = ["generator", "tf.data", "DataLoader", "PyDataset"]


@pytest.mark.parametrize("kind", SOURCES)
def test_the_first_batch_of_any_source_is_looked_at(classifier, kind):
    with raises_with_advice(ValueError, "finite"):
        classifier.fit(batches_of(kind, with_nan(tiny_points())[2:], LABELS[2:]), verbose=0)
    with raises_with_advice(ValueError, "`y` must be", "from -1"):
        classifier.fit(batches_of(kind, tiny_points(), LABELS - 1), verbose=0)


@pytest.mark.parametrize("kind", SOURCES)
def test_no_batch_is_lost_by_looking_at_it(classifier, kind):
    logits = classifier.predict(batches_of(kind, tiny_points(), LABELS), verbose=0)
    assert_close(logits, compiled(classifier)(tiny_points()))


@pytest.mark.parametrize("labels", [np.array([0, 1, -1, 2]), np.array([0, 3, 1, 2])])
@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_labels_out_of_range_are_refused_by_name(classifier, method, labels):
    with raises_with_advice(ValueError, "`y` must be integers", "from 0 to 2"):
        getattr(classifier, method)(tiny_points(), labels, verbose=0)


def test_a_classifier_refuses_a_dict(classifier):
    with raises_with_advice(ValueError, "(batch, points, 3)", "a dict"):
        classifier({"points": tiny_points()})
    with raises_with_advice(ValueError, "(batch, points, 3)", "a dict"):
        classifier.predict({"points": tiny_points()})


def test_calls_look_at_shapes_alone(classifier):
    classifier(with_nan(tiny_points()))


# === Arrays are raw, datasets are prepared ===


@pytest.fixture(scope="module")
def raw_classifier(backbone):
    classifier = ReConClassifier(backbone, 3, preprocessor=PointCloudPreprocessor(64))
    classifier.compile(optimizer=keras.optimizers.SGD(0.0), **FEW_STEPS)
    return classifier


def raw_points():
    return 100 + 30 * tiny_points(num_points=100)


def test_predict_prepares_arrays(raw_classifier):
    prepared = to_numpy(raw_classifier.preprocessor(raw_points()))
    expected = compiled(raw_classifier)(prepared)
    assert_close(raw_classifier.predict(raw_points(), verbose=0), expected, atol=1e-4)


@pytest.mark.parametrize("kind", ["tf.data", "PyDataset"])
def test_predict_takes_datasets_as_they_are(raw_classifier, kind):
    points = 2 * tiny_points()
    expected = compiled(raw_classifier)(points)
    batches = batches_of(kind, points, LABELS)
    assert_close(raw_classifier.predict(batches, verbose=0), expected, atol=1e-4)
    difference = np.abs(raw_classifier.predict(points, verbose=0) - to_numpy(expected)).max()
    assert difference > 0.01 * np.abs(to_numpy(expected)).max()


def test_fit_and_evaluate_prepare_arrays_and_validation_data(raw_classifier):
    raw, prepared = raw_points(), to_numpy(raw_classifier.preprocessor(raw_points()))
    of_raw = raw_classifier.evaluate(raw, LABELS, verbose=0, return_dict=True)
    of_dataset = raw_classifier.evaluate(
        batches_of("PyDataset", prepared, LABELS), verbose=0, return_dict=True
    )
    assert of_raw["loss"] == pytest.approx(of_dataset["loss"], rel=1e-4)
    history = raw_classifier.fit(raw, LABELS, validation_data=(raw, LABELS), verbose=0).history
    after = raw_classifier.evaluate(raw, LABELS, verbose=0, return_dict=True)
    assert history["val_loss"][0] == pytest.approx(after["loss"], rel=1e-4)


def test_preparing_twice_changes_nothing(raw_classifier):
    prepared = to_numpy(raw_classifier.preprocessor(raw_points()))
    once, twice = (raw_classifier.predict(points, verbose=0) for points in (raw_points(), prepared))
    np.testing.assert_allclose(once, twice, rtol=1e-3, atol=1e-4)


# === Compiling ===


def test_compile_alone_is_the_published_setting_of_few_shots(backbone):
    classifier = ReConClassifier(backbone, 3)
    classifier.compile(**FEW_STEPS)
    optimizer = classifier.optimizer
    assert type(optimizer).__module__.startswith("keras_recon")
    assert float(optimizer.learning_rate) == pytest.approx(5e-4)
    assert (optimizer.weight_decay, optimizer.global_clipnorm) == (0.05, 10)
    assert optimizer.rate_multipliers == {"head": 10}
    assert classifier.loss.from_logits is True
    logs = classifier.train_on_batch(tiny_points(), LABELS, return_dict=True)
    assert logs.keys() == {"loss", "accuracy"}


def test_compile_takes_other_settings(backbone):
    classifier = ReConClassifier(backbone, 3)
    classifier.compile(optimizer="sgd", loss="mse", metrics=None, **FEW_STEPS)
    assert isinstance(classifier.optimizer, keras.optimizers.SGD)
    logs = classifier.train_on_batch(tiny_points(), np.eye(4, 3), return_dict=True)
    assert logs.keys() == {"loss"}


def compiles_training(model, monkeypatch):
    """Whether the training step is made to be compiled."""
    seen = []
    with monkeypatch.context() as patch:
        make = "make_train_function"
        patch.setattr(keras.Model, make, lambda self, force: seen.append(self.jit_compile))
        model.make_train_function()
    return seen == [True]


def test_training_is_compiled_but_on_pytorch(backbone, monkeypatch):
    classifier = ReConClassifier(backbone, 3)
    classifier.compile()
    on_its_own = classifier.jit_compile
    assert compiles_training(classifier, monkeypatch) is (keras.backend.backend() != "torch")
    assert classifier.jit_compile is on_its_own
    for options in ({"jit_compile": False}, {"run_eagerly": True}):
        classifier.compile(**options)
        assert not compiles_training(classifier, monkeypatch)


@pytest.mark.parametrize("jit_compile", ["auto", True, False])
def test_what_is_compiled_is_said_in_a_file_as_it_was_given(backbone, jit_compile):
    classifier = ReConClassifier(backbone, 3)
    classifier.compile(jit_compile=jit_compile)
    config = classifier.get_compile_config()
    assert config["jit_compile"] == jit_compile
    classifier.compile_from_config(config)
    assert classifier.get_compile_config() == config


def test_what_another_backend_compiled_is_compiled_as_on_this_one(backbone, monkeypatch):
    classifier = ReConClassifier(backbone, 3)
    classifier.compile()
    classifier.compile_from_config(classifier.get_compile_config())
    assert compiles_training(classifier, monkeypatch) is (keras.backend.backend() != "torch")


def test_a_task_that_was_not_compiled_has_nothing_to_say_of_it(backbone):
    assert ReConClassifier(backbone, 3).get_compile_config() == {}


def test_a_compiled_task_comes_back_from_keras_compiled(tmp_path, backbone):
    classifier = ReConClassifier(tiny_backbone(), 3)
    classifier.compile(**FEW_STEPS)
    classifier.fit(tiny_points(), LABELS, verbose=0)
    classifier.save(tmp_path / "classifier.keras")
    loaded = keras.saving.load_model(tmp_path / "classifier.keras")
    assert loaded.optimizer.rate_multipliers == {"head": 10}
    pairs = zip(loaded.optimizer.variables, classifier.optimizer.variables, strict=True)
    assert all(np.array_equal(to_numpy(a), to_numpy(b)) for a, b in pairs)
    of_both = [m.evaluate(tiny_points(), LABELS, verbose=0) for m in (loaded, classifier)]
    np.testing.assert_allclose(*of_both, rtol=1e-4)


def test_the_step_is_traced_once(backbone):
    calls = []

    class Counting(ReConClassifier):
        def call(self, points, training=False):
            calls.append(training)
            return super().call(points, training=training)

    if keras.backend.backend() == "torch":
        pytest.skip("PyTorch runs each step as it is")
    classifier = Counting(backbone, 3)
    classifier.compile(jit_compile=JIT_COMPILE)
    # Keras looks at the metrics with symbols first.
    classifier.fit(tiny_points(), LABELS, batch_size=2, epochs=1, verbose=0)
    assert calls in ([True], [False, True])
    first = len(calls)
    classifier.fit(tiny_points(), LABELS, batch_size=2, epochs=3, verbose=0)
    assert len(calls) == first


def test_a_strategy_of_one_device_trains_as_none():
    if keras.backend.backend() != "tensorflow":
        pytest.skip("about TensorFlow's strategies")
    import tensorflow as tf

    losses = []
    for strategy in (tf.distribute.get_strategy(), tf.distribute.OneDeviceStrategy("/cpu:0")):
        keras.utils.set_random_seed(0)
        with strategy.scope():
            classifier = ReConClassifier(tiny_backbone(), 3)
            classifier.compile(jit_compile=False)
        history = classifier.fit(tiny_points(), LABELS, epochs=2, shuffle=False, verbose=0)
        losses.append(history.history["loss"])
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_a_backbone_frozen_by_the_caller_stays_frozen(backbone):
    frozen = tiny_backbone()
    frozen.trainable = False
    classifier = ReConClassifier(frozen, 3)
    assert classifier.backbone.trainable_weights == []
    partly = tiny_backbone()
    partly.patch_embedding.trainable = False
    classifier = ReConClassifier(partly, 3)
    assert not classifier.backbone.patch_embedding.trainable
    assert classifier.backbone.blocks[0].trainable
    assert ReConClassifier(tiny_backbone(trainable=False), 3).backbone.trainable_weights == []


# === A pretrainer's loss ===


def test_weights_of_shapes_count(pretrainer):
    inputs = {"points": tiny_points(), "mask": np.array([[True] * 4 + [False] * 4] * 4)}
    each = [
        pretrainer.evaluate({k: v[i : i + 1] for k, v in inputs.items()}, verbose=0)[0]
        for i in range(4)
    ]
    weights = np.array([0.0, 1.0, 2.0, 0.5])
    weighted = pretrainer.evaluate(inputs, sample_weight=weights, verbose=0)[0]
    assert weighted == pytest.approx(np.mean(weights * each), rel=1e-4)


def test_regularization_of_a_layer_counts(backbone):
    pretrainer = ReConPretrainer(tiny_backbone(), decoder_depth=1)
    pretrainer.compile(**FEW_STEPS)
    inputs = {"points": tiny_points(), "mask": np.array([[True] * 4 + [False] * 4] * 4)}
    before = pretrainer.evaluate(inputs, verbose=0)[0]
    pretrainer.reconstruction_dense.kernel.regularizer = keras.regularizers.L2(3.0)
    pretrainer.compile(**FEW_STEPS)
    kernel = to_numpy(pretrainer.reconstruction_dense.kernel)
    expected = before + 3 * (kernel**2).sum()
    assert pretrainer.evaluate(inputs, verbose=0)[0] == pytest.approx(expected, rel=1e-4)


def test_a_loss_for_a_pretrainer_is_refused(pretrainer):
    with raises_with_advice(ValueError, "`loss` of a pretrainer", "'mse'"):
        pretrainer.compile(loss="mse")


def test_reconstruct_gives_visible_and_made_points_in_the_frame_of_the_shape(backbone):
    pretrainer = ReConPretrainer(backbone, decoder_depth=1)
    points, mask = tiny_points(), np.array([[True, False] * 4] * 4)
    shapes = pretrainer.reconstruct(points, mask)
    patches, centers = to_numpy(backbone.group(points))
    patches = patches + centers[:, :, None]
    np.testing.assert_allclose(shapes["visible"], patches[~mask].reshape(4, -1, 3), atol=1e-6)
    made = to_numpy(pretrainer({"points": points, "mask": mask})["reconstruction"])
    expected = (made + centers[mask].reshape(4, 4, 1, 3)).reshape(4, -1, 3)
    np.testing.assert_allclose(shapes["reconstruction"], expected, atol=1e-5)


# === Reading a dataset again is the next epoch ===


class Recorder(ReConClassifier):
    """Reports a mean over the batches of an epoch, which tells what was read."""

    def build_layers(self):
        super().build_layers()
        self.total = keras.metrics.Mean(name="total")

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        self.total.update_state(keras.ops.sum(x * keras.ops.cos(1000 * x)))
        return {
            **super().compute_metrics(x, y, y_pred, sample_weight),
            "total": self.total.result(),
        }


def recorded(backbone, shapes, epochs, initial_epoch=0, validation=None):
    """What each epoch of `fit` reads, for any number of batches."""
    data = PointCloudData(tiny_points(shapes), np.arange(shapes) % 3, "abc", ["x"] * shapes)
    batches = point_cloud_dataset(
        data,
        batch_size=2,
        num_points=32,
        augmentations=[RandomRotation()],
        labels=True,
        shuffle=True,
        initial_epoch=initial_epoch,
    )
    model = Recorder(backbone, 3)
    model.compile(optimizer=keras.optimizers.SGD(0.0), **FEW_STEPS)
    return model.fit(
        batches,
        epochs=epochs,
        initial_epoch=initial_epoch,
        validation_data=validation and batches_of("tf.data", tiny_points(), LABELS),
        verbose=0,
    ).history["total"]


# The same on every backend.
READ = {2: [-3.09571, -2.17033, -2.94252], 6: [0.78437, -1.20918, -1.21507]}


@pytest.mark.parametrize("shapes", [2, 6])
def test_every_epoch_of_fit_reads_something_else_whatever_the_backend(backbone, shapes):
    unbroken = recorded(backbone, shapes, epochs=3)
    np.testing.assert_allclose(unbroken, READ[shapes], rtol=1e-3)
    resumed = recorded(backbone, shapes, epochs=3, initial_epoch=1, validation=True)
    np.testing.assert_allclose(resumed, unbroken[1:], rtol=1e-5)


def test_teachers_are_asked_for_where_the_loss_is_and_nowhere_else(backbone):
    pretrainer = ReConPretrainer(backbone, decoder_depth=1, image_dim=5)
    pretrainer.compile(**FEW_STEPS)
    inputs = {"points": tiny_points()}
    assert pretrainer.predict(inputs, verbose=0)["image_projection"].shape == (4, 5)
    with raises_with_advice(ValueError, "`image_features` must be", "no image_features"):
        pretrainer.fit(inputs, verbose=0)
    inputs["image_features"] = np.full((4, 5), np.nan, "float32")
    with raises_with_advice(ValueError, "`image_features` must be", "NaN"):
        pretrainer.fit(Batches([inputs]), verbose=0)


def named_batches(names):
    data = PointCloudData(tiny_points(), np.array([0, 1, 2, 0]), names, list("abcd"))
    return point_cloud_dataset(data, 4, labels=True)


def test_fit_takes_the_names_of_the_classes_and_presets_keep_them(backbone, tmp_path):
    classifier = ReConClassifier(backbone, num_classes=3)
    classifier.compile(**FEW_STEPS)
    assert classifier.class_names is None
    classifier.fit(named_batches(("bed", "chair", "table")), verbose=0)
    assert classifier.class_names == ("bed", "chair", "table")
    classifier.save_to_preset(tmp_path / "preset")
    loaded = ReConClassifier.from_preset(tmp_path / "preset")
    assert loaded.class_names == ("bed", "chair", "table")
    classifier.save(tmp_path / "it.keras")
    assert keras.models.load_model(tmp_path / "it.keras").class_names == loaded.class_names


@pytest.mark.parametrize("method", ["fit", "evaluate", "validation"])
@pytest.mark.parametrize("names", [("chair", "bed", "table"), ("bed", "chair", "table", "lamp")])
def test_a_data_set_of_other_classes_or_another_order_is_refused(backbone, method, names):
    classifier = ReConClassifier(backbone, class_names=("bed", "chair", "table"))
    classifier.compile(**FEW_STEPS)
    batches = named_batches(names)
    with raises_with_advice(ValueError, "`class_names` of the data set", "('bed', 'chair'"):
        if method == "validation":
            good = named_batches(classifier.class_names)
            classifier.fit(good, validation_data=batches, verbose=0)
        else:
            getattr(classifier, method)(batches, verbose=0)


def test_more_outputs_than_the_data_set_has_classes_take_no_names(backbone):
    classifier = ReConClassifier(backbone, num_classes=5)
    classifier.compile(**FEW_STEPS)
    classifier.fit(named_batches(("bed", "chair", "table")), verbose=0)
    assert classifier.class_names is None


def test_names_say_the_number_of_classes(backbone):
    assert ReConClassifier(backbone, class_names=["bed", "chair"]).num_classes == 2


@pytest.mark.parametrize(
    "arguments",
    [
        {"num_classes": 3, "class_names": ("bed", "chair")},
        {"class_names": ("bed", "chair", "bed")},
    ],
)
def test_names_that_do_not_fit_their_number_are_refused(backbone, arguments):
    with raises_with_advice(ValueError, "`class_names` must be 3 different names"):
        ReConClassifier(backbone, **arguments)


def test_neither_names_nor_number_is_an_error(backbone):
    with raises_with_advice(TypeError, "`num_classes` or `class_names` must be given"):
        ReConClassifier(backbone)


@pytest.mark.filterwarnings("ignore:Layers of ReConClassifier that start anew")
def test_names_of_a_preset_go_with_their_number(backbone, tmp_path):
    names = ("bed", "chair", "table")
    ReConClassifier(backbone, class_names=names).save_to_preset(tmp_path / "preset")

    def load(**arguments):
        loaded = ReConClassifier.from_preset(tmp_path / "preset", **arguments)
        return loaded.num_classes, loaded.class_names

    assert load(num_classes=3) == (3, names)
    assert load(num_classes=5) == (5, None)
    assert load(class_names=("one", "two")) == (2, ("one", "two"))
    assert load(class_names=names[::-1]) == (3, names[::-1])


# === Colors ===


@pytest.fixture(scope="module")
def colored_classifier():
    return ReConClassifier(tiny_recon2_backbone(), 3, preprocessor=PointCloudPreprocessor(64))


def test_a_preprocessor_gives_points_a_color_where_the_model_has_one(colored_classifier):
    plain, grey = PointCloudPreprocessor(64), PointCloudPreprocessor(64, default_color=0.25)
    colored, uncolored = colored_classifier.backbone, tiny_recon2_backbone(channels=3)
    assert colored_classifier.preprocessor.default_color == 0.4
    assert ReConClassifier(colored, 3, preprocessor=grey).preprocessor is grey
    assert ReConClassifier(uncolored, 3, preprocessor=plain).preprocessor is plain
    assert ReConClassifier(uncolored, 3, preprocessor=grey).preprocessor.default_color is None
    assert ReConClassifier(colored, 3).preprocessor is None
    assert plain.default_color is None


@pytest.mark.parametrize(("options", "color"), [({}, 0.4), ({"channels": 3}, None)])
def test_a_size_with_colors_has_a_preprocessor(options, color):
    classifier = ReConClassifier.from_preset("recon2_nano", num_classes=3, depth=1, **options)
    assert (classifier.preprocessor.num_points, classifier.preprocessor.default_color) == (
        512,
        color,
    )


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        (lambda points: points[..., [0, 1, 2, 3]], "x, y, z last, or (batch, points, 6)"),
        (lambda points: points[..., [0, 1, 2, 3, 4, 5, 5]], "x, y, z last, or (batch, points, 6)"),
        (lambda points: points * [1, 1, 1, 255, 255, 255], "from 0 to 1"),
        (lambda points: np.where(np.arange(6) == 4, np.nan, points), "finite"),
    ],
    ids=["4 channels", "7 channels", "255", "nan"],
)
@pytest.mark.parametrize("method", ["fit", "predict"])
def test_colors_that_are_none_are_refused(colored_classifier, method, change, accepted):
    points = change(tiny_colored_points()).astype("float32")
    colored_classifier.compile(**FEW_STEPS)
    arguments = (points,) if method == "predict" else (points, LABELS)
    with raises_with_advice(ValueError, accepted):
        getattr(colored_classifier, method)(*arguments, verbose=0)


def test_a_dataset_without_colors_is_refused(colored_classifier):
    with raises_with_advice(ValueError, "(batch, points, 6): x, y, z, red, green, blue last"):
        colored_classifier.predict(batches_of("PyDataset", tiny_points(), LABELS), verbose=0)
