"""Checks that every layer and every model must pass, and what their tests share."""

import contextlib
import json

import keras
import numpy as np
import pytest
from gradients import loss_and_gradients
from keras import ops, tree

import keras_recon

TINY = {
    "dim": 24,
    "depth": 2,
    "num_heads": 3,
    "num_groups": 8,
    "group_size": 4,
    "patch_widths": (8, 16, 16),
    "position_width": 16,
}
NUM_POINTS = 64
# Compiling takes longer than what tests train: XLA has its tests in `published_numbers_test`,
# torch.compile in `adamw_test`.
JIT_COMPILE = keras.backend.backend() == "jax"
# For a few steps of training TensorFlow takes less time than for the tracing of one.
FEW_STEPS = {"jit_compile": JIT_COMPILE, "run_eagerly": keras.backend.backend() == "tensorflow"}


def tiny_backbone(**overrides):
    return keras_recon.ReConBackbone(**{**TINY, **overrides})


def tiny_recon2_backbone(**overrides):
    options = {**TINY, "num_image_queries": 4, "num_text_queries": 2, **overrides}
    return keras_recon.ReCon2Backbone(**options)


def save_tiny_pretrainer(folder):
    """Save a pretrainer of both teachers, and give the folder."""
    keras_recon.ReConPretrainer(
        tiny_backbone(),
        decoder_depth=1,
        image_dim=8,
        text_dim=6,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(NUM_POINTS),
    ).save_to_preset(folder)
    return folder


def tiny_recon2_pretrainer(**overrides):
    """A pretrainer of coloured points, with teachers of one space."""
    return keras_recon.ReCon2Pretrainer(
        tiny_recon2_backbone(**overrides),
        decoder_depth=1,
        image_dim=16,
        text_dim=16,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(NUM_POINTS, default_color=0.4),
    )


def tiny_points(batch=4, num_points=NUM_POINTS, seed=0):
    points = np.random.default_rng(seed).normal(size=(batch, num_points, 3))
    points /= np.linalg.norm(points, axis=-1).max(axis=1)[:, None, None]
    return points.astype("float32")


def tiny_colored_points(batch=4, num_points=NUM_POINTS, seed=0):
    colors = np.random.default_rng(seed + 1).uniform(size=(batch, num_points, 3))
    points = tiny_points(batch, num_points, seed)
    return np.concatenate([points, colors], axis=-1).astype("float32")


def to_numpy(structure):
    return tree.map_structure(
        lambda x: (
            np.asarray(ops.convert_to_numpy(ops.cast(x, "float32")))
            if "float" in keras.backend.standardize_dtype(x.dtype)
            else ops.convert_to_numpy(x)
        ),
        structure,
    )


def assert_close(actual, expected, rtol=1e-5, atol=1e-5):
    tree.assert_same_structure(actual, expected)
    pairs = zip(tree.flatten(to_numpy(actual)), tree.flatten(to_numpy(expected)), strict=True)
    for one, other in pairs:
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol)


def assert_finite(structure):
    for value in tree.flatten(to_numpy(structure)):
        assert np.isfinite(value).all()


@contextlib.contextmanager
def raises_with_advice(error, *accepted):
    """Expect an error that says what is accepted and what was received."""
    with pytest.raises(error) as caught:
        yield
    message = str(caught.value)
    for text in (*accepted, "Received:"):
        assert text in message


def compiled(layer):
    """The layer, compiled whole on JAX: by itself it compiles one operation at a time."""
    if keras.backend.backend() != "jax":
        return layer
    import jax

    @jax.jit
    def stateless(values, inputs):
        with keras.StatelessScope(list(zip(layer.variables, values, strict=True))):
            return layer(*inputs)

    return lambda *inputs: stateless([variable.value for variable in layer.variables], inputs)


def spread(outputs):
    """A scalar on which every entry of the outputs has an influence of its own."""
    total = 0.0
    for value in tree.flatten(outputs):
        weights = np.random.default_rng(1).normal(size=tuple(value.shape))
        total += ops.sum(ops.multiply(value, ops.cast(weights, value.dtype)))
    return total


def assert_gradients(gradients):
    """Every trainable weight has a finite gradient."""
    assert gradients
    for path, gradient in gradients.items():
        assert gradient is not None, f"{path} has no gradient"
        assert np.isfinite(gradient).all(), f"{path} has a gradient that isn't finite"


def run_layer_test(cls, init_kwargs, inputs, unknown_axes=(0,), deterministic=True, float32=False):
    """Check a layer's serialization, symbolic shape, training step, precision and batch sizes.

    Args:
        cls: The layer's class.
        init_kwargs: Its arguments.
        inputs: Tuple of float32 arrays, its call arguments, for a batch of three.
        unknown_axes: Axes of the inputs that a user may leave open.
        deterministic: Whether it gives, at inference, for each example always the same.
        float32: Whether it keeps float32 under every dtype policy.
    """
    layer = cls(**init_kwargs)
    symbolic = layer(*_symbolic(inputs))
    outputs = compiled(layer)(*inputs)
    _check_known_shape(symbolic, outputs)
    model = _check_unknown_shape(layer, inputs, unknown_axes, outputs)
    copies = _check_serialization(cls, init_kwargs, layer, inputs)
    if deterministic:
        for copy in copies:
            assert_close(compiled(copy)(*inputs), outputs)
        assert_close(compiled(model)(list(inputs)), outputs)
        _check_batch_sizes(layer, inputs, outputs)
        _check_mixed_precision(cls, init_kwargs, layer, inputs, outputs, float32)
    if layer.trainable_variables:
        _check_training_step(model, inputs, outputs)


def _symbolic(inputs):
    return [keras.KerasTensor(x.shape, "float32") for x in inputs]


def _check_known_shape(symbolic, outputs):
    tree.assert_same_structure(symbolic, outputs)
    for tensor, value in zip(tree.flatten(symbolic), tree.flatten(outputs), strict=True):
        assert tuple(tensor.shape) == tuple(value.shape)
        assert tensor.dtype == keras.backend.standardize_dtype(value.dtype)


def _check_unknown_shape(layer, inputs, unknown_axes, outputs):
    unknown = [
        keras.Input(batch_shape=[None if i in unknown_axes else n for i, n in enumerate(x.shape)])
        for x in inputs
    ]
    symbolic = layer(*unknown)
    for tensor, value in zip(tree.flatten(symbolic), tree.flatten(outputs), strict=True):
        assert len(tensor.shape) == len(value.shape)
        assert tensor.shape[0] is None
        assert all(n in (None, m) for n, m in zip(tensor.shape, value.shape, strict=True))
    return keras.Model(unknown, symbolic)


def _check_serialization(cls, init_kwargs, layer, inputs):
    config = layer.get_config()
    assert init_kwargs.keys() <= config.keys()
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(layer)))
    copies = cls.from_config(config), keras.saving.deserialize_keras_object(stored)
    for copy in copies:
        assert type(copy) is cls
        assert copy.get_config() == config
        copy(*_symbolic(inputs))
        copy.set_weights(layer.get_weights())
    return copies


def _check_batch_sizes(layer, inputs, outputs):
    for index in range(3):
        one = compiled(layer)(*(x[index : index + 1] for x in inputs))
        assert_close(one, tree.map_structure(lambda x, i=index: x[i : i + 1], outputs))


def _check_mixed_precision(cls, init_kwargs, layer, inputs, outputs, float32):
    mixed = cls(**init_kwargs, dtype="mixed_bfloat16")
    mixed(*_symbolic(inputs))
    mixed.set_weights(layer.get_weights())
    assert all(keras.backend.standardize_dtype(w.dtype) == "float32" for w in mixed.weights)
    mixed_outputs = compiled(mixed)(*inputs)
    for value in tree.flatten(mixed_outputs):
        wanted = "float32" if float32 else "bfloat16"
        assert keras.backend.standardize_dtype(value.dtype) == wanted
    tolerance = 0 if float32 else 0.05
    assert_close(mixed_outputs, outputs, rtol=tolerance, atol=tolerance)


def _check_training_step(model, inputs, outputs):
    inputs = list(inputs)
    _, gradients = loss_and_gradients(model, lambda: spread(model(inputs, training=True)))
    assert_gradients(gradients)
    before = [np.array(ops.convert_to_numpy(w)) for w in model.trainable_variables]
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse", **FEW_STEPS)
    history = model.fit(inputs, tree.map_structure(np.ones_like, to_numpy(outputs)), verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    after = [ops.convert_to_numpy(w) for w in model.trainable_variables]
    assert any((a != b).any() for a, b in zip(before, after, strict=True))


def run_model_test(model, inputs, folder, y=None, loss=None):
    """Check a model's saving, presets, training step, prediction, precision and symbolic call.

    Args:
        model: The model, which must give the same for the same inputs.
        inputs: Array or dict of raw arrays, for a batch of four.
        folder: Temporary folder.
        y: Targets for `fit`, where the model's loss needs some.
        loss: Loss for `compile`, where the model hasn't its own.
    """
    if hasattr(model, "prepare"):
        inputs = model.prepare(inputs)
    outputs = compiled(model)(inputs)
    assert_finite(outputs)
    _check_model_saving(model, inputs, outputs, folder)
    _check_model_symbolic_call(model, inputs, outputs)
    _check_prediction(model, inputs, outputs)
    _check_model_mixed_precision(model, inputs, outputs)
    _check_fit(model, inputs, y, loss)


def _check_model_saving(model, inputs, outputs, folder):
    cls = type(model)
    config = json.loads(json.dumps(model.get_config()))
    copy = cls.from_config(config)
    assert json.loads(json.dumps(copy.get_config())) == config

    model.save(folder / "model.keras")
    loaded = keras.saving.load_model(folder / "model.keras")
    assert type(loaded) is cls
    assert_close(compiled(loaded)(inputs), outputs)

    model.save_to_preset(folder / "preset")
    assert_close(compiled(cls.from_preset(folder / "preset"))(inputs), outputs)
    fresh = cls.from_preset(folder / "preset", load_weights=False)
    # Metrics and seeds aside, everything is the same but the values.
    assert [w.shape for w in fresh.weights] == [w.shape for w in model.weights]
    assert any(
        (a != b).any() for a, b in zip(fresh.get_weights(), model.get_weights(), strict=True)
    )


def _check_model_symbolic_call(model, inputs, outputs):
    def unknown(name, value):
        of_points = name in (None, "points", "all_points")
        shape = (None, value.shape[-1]) if of_points else value.shape[1:]
        return keras.Input(shape, dtype=str(value.dtype), name=name)

    if isinstance(inputs, dict):
        symbolic_inputs = {name: unknown(name, value) for name, value in inputs.items()}
    else:
        symbolic_inputs = unknown(None, inputs)
    symbolic = model(symbolic_inputs)
    tree.assert_same_structure(symbolic, outputs)
    for tensor, value in zip(tree.flatten(symbolic), tree.flatten(outputs), strict=True):
        # The number of points is open, which outputs for each point show.
        of_points = value.shape[1:2] == (NUM_POINTS,)
        known = value.shape[2:] if of_points else value.shape[1:]
        assert tuple(tensor.shape) == (None, *[None] * of_points, *known)
        assert tensor.dtype == keras.backend.standardize_dtype(value.dtype)
    functional = keras.Model(symbolic_inputs, symbolic)
    assert_close(compiled(functional)(inputs), outputs)


def _check_prediction(model, inputs, outputs):
    # Three and one: the last batch is smaller.
    model.run_eagerly = FEW_STEPS["run_eagerly"]
    predicted = model.predict(inputs, batch_size=3, verbose=0)
    assert_close(predicted, outputs)
    one = tree.map_structure(lambda x: x[:1], inputs)
    assert_close(compiled(model)(one), tree.map_structure(lambda x: x[:1], outputs))


def _check_model_mixed_precision(model, inputs, outputs):
    config = model.get_config()
    policy = keras.saving.serialize_keras_object(keras.DTypePolicy("mixed_bfloat16"))
    if "backbone" in config:
        config["backbone"]["config"]["dtype"] = policy
    else:
        config["dtype"] = policy
    mixed = type(model).from_config(config)
    mixed.set_weights(model.get_weights())
    assert all(keras.backend.standardize_dtype(w.dtype) == "float32" for w in mixed.weights)
    mixed_outputs = compiled(mixed)(inputs)
    assert_close(mixed_outputs, outputs, rtol=0.1, atol=0.1)
    symbolic = mixed.compute_output_spec(
        tree.map_structure(lambda x: keras.KerasTensor(x.shape, str(x.dtype)), inputs)
    )
    dtypes = tree.map_structure(lambda x: keras.backend.standardize_dtype(x.dtype), mixed_outputs)
    assert dtypes == tree.map_structure(lambda x: x.dtype, symbolic)
    assert "bfloat16" in tree.flatten(dtypes)


def _check_fit(model, inputs, y, loss):
    before = [np.array(ops.convert_to_numpy(w)) for w in model.trainable_variables]
    model.compile(optimizer=keras.optimizers.AdamW(1e-2), loss=loss, **FEW_STEPS)
    history = model.fit(inputs, y, batch_size=4, epochs=2, verbose=0).history
    assert all(np.isfinite(values).all() for values in history.values())
    assert history["loss"][1] != history["loss"][0]
    after = [ops.convert_to_numpy(w) for w in model.trainable_variables]
    changed = [(a != b).any() for a, b in zip(before, after, strict=True)]
    assert sum(changed) > len(changed) / 2
