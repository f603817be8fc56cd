import keras
import numpy as np
import pytest
from keras import ops

from keras_recon.training import AdamW


def make_model(name="model"):
    inputs = keras.Input((4,))
    x = keras.layers.Dense(5, name="backbone")(inputs)
    return keras.Model(inputs, keras.layers.Dense(3, name="head")(x), name=name)


def numpy_gradients(variables, steps, scale=1.0):
    rng = np.random.default_rng(0)
    return [
        [rng.normal(scale=scale, size=v.shape).astype("float32") for v in variables]
        for _ in range(steps)
    ]


def torch_parameters(variables):
    torch = pytest.importorskip("torch")
    # The default device of Keras's backend isn't meant for the reference.
    return [
        torch.nn.Parameter(torch.tensor(ops.convert_to_numpy(v), device="cpu")) for v in variables
    ]


def assert_follows_torch(optimizer, torch_optimizer, variables, parameters, gradients, clip=None):
    torch = pytest.importorskip("torch")
    optimizer.build(variables)
    for step in gradients:
        optimizer.apply([ops.convert_to_tensor(gradient) for gradient in step])
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = torch.tensor(gradient, device="cpu")
        if clip:
            torch.nn.utils.clip_grad_norm_(parameters, clip)
        torch_optimizer.step()
    for variable, parameter in zip(variables, parameters, strict=True):
        np.testing.assert_allclose(
            ops.convert_to_numpy(variable), parameter.detach().numpy(), rtol=1e-6, atol=1e-7
        )


def test_five_steps_equal_pytorch():
    torch = pytest.importorskip("torch")
    variables = [keras.Variable(np.ones((4, 5), "float32"), name="kernel")]
    parameters = torch_parameters(variables)
    assert_follows_torch(
        AdamW(0.01, weight_decay=0.1),
        torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.1),
        variables,
        parameters,
        numpy_gradients(variables, steps=5),
    )


def test_epsilon_counts_as_in_pytorch():
    torch = pytest.importorskip("torch")
    variables = [keras.Variable(np.ones((4, 5), "float32"), name="kernel")]
    parameters = torch_parameters(variables)
    assert_follows_torch(
        AdamW(0.01, weight_decay=0.0),
        torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.0),
        variables,
        parameters,
        numpy_gradients(variables, steps=5, scale=1e-8),
    )


def test_rate_multipliers_and_decay_equal_pytorch_parameter_groups():
    torch = pytest.importorskip("torch")
    variables = make_model().trainable_variables
    parameters = torch_parameters(variables)
    kernel, bias, head_kernel, head_bias = parameters
    groups = [
        {"params": [kernel], "lr": 0.01, "weight_decay": 0.1},
        {"params": [bias], "lr": 0.01, "weight_decay": 0.0},
        {"params": [head_kernel], "lr": 0.1, "weight_decay": 0.1},
        {"params": [head_bias], "lr": 0.1, "weight_decay": 0.0},
    ]
    assert_follows_torch(
        AdamW(0.01, weight_decay=0.1, rate_multipliers={"head": 10.0}),
        torch.optim.AdamW(groups),
        variables,
        parameters,
        numpy_gradients(variables, steps=5),
    )


@pytest.mark.parametrize("clip", [0.5, 100.0])
def test_global_clipnorm_equals_pytorch(clip):
    torch = pytest.importorskip("torch")
    variables = make_model().trainable_variables
    parameters = torch_parameters(variables)
    assert_follows_torch(
        AdamW(0.01, weight_decay=0.0, global_clipnorm=clip),
        torch.optim.AdamW(parameters, lr=0.01, weight_decay=0.0),
        variables,
        parameters,
        numpy_gradients(variables, steps=5),
        clip=clip,
    )


def test_schedule_counts_steps():
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([0, 1], [1.0, 0.1, 0.01])
    variable = keras.Variable(np.zeros((1, 1), "float32"))
    optimizer = AdamW(schedule, weight_decay=0.0)
    optimizer.build([variable])
    moves, before = [], 0.0
    for _ in range(3):
        optimizer.apply([ops.ones((1, 1))])
        after = float(ops.convert_to_numpy(variable)[0, 0])
        moves.append(before - after)
        before = after
    np.testing.assert_allclose(moves, [1.0, 0.1, 0.01], rtol=1e-3)


def test_only_matrices_that_are_no_tokens_decay():
    shapes = {
        "kernel": (2, 2),
        "positions": (3, 2),
        "tokens": (3, 2),
        "mask_token": (1, 1, 2),
        "bias": (2, 2),
        "gamma": (2,),
        "scale": (),
    }
    variables = [keras.Variable(np.ones(shape), name=name) for name, shape in shapes.items()]
    optimizer = AdamW(0.1, weight_decay=0.5)
    optimizer.build(variables)
    optimizer.apply([ops.zeros(v.shape) for v in variables])
    decayed = {v.name for v in variables if ops.convert_to_numpy(v).min() < 1}
    assert decayed == {"kernel", "positions"}


def test_exclude_from_weight_decay_excludes_more():
    variables = [keras.Variable(np.ones((2, 2)), name=name) for name in ("kernel", "positions")]
    optimizer = AdamW(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["positions"])
    optimizer.build(variables)
    optimizer.apply([ops.zeros((2, 2)), ops.zeros((2, 2))])
    kernel, positions = map(ops.convert_to_numpy, variables)
    np.testing.assert_allclose(kernel, 0.95)
    np.testing.assert_array_equal(positions, 1)


def test_rate_multiplier_needs_a_whole_component():
    inputs = keras.Input((4,))
    outputs = keras.layers.Dense(3, use_bias=False, name="head")(
        keras.layers.Dense(5, use_bias=False, name="headless")(inputs)
    )
    variables = keras.Model(inputs, outputs).trainable_variables
    before = [ops.convert_to_numpy(v) for v in variables]
    optimizer = AdamW(0.001, weight_decay=0.0, rate_multipliers={"head": 10.0})
    optimizer.build(variables)
    optimizer.apply([ops.ones(v.shape) for v in variables])
    after = [ops.convert_to_numpy(v) for v in variables]
    moved = [(b - a).max() for b, a in zip(before, after, strict=True)]
    np.testing.assert_allclose(moved, [0.001, 0.01], rtol=1e-3)


def test_gradient_accumulation_steps_once_with_the_mean():
    once, accumulated = (keras.Variable(np.ones((3, 2), "float32"), name="k") for _ in range(2))
    (first,), (second,) = numpy_gradients([once], steps=2)
    reference, optimizer = AdamW(0.01), AdamW(0.01, gradient_accumulation_steps=2)
    reference.build([once])
    optimizer.build([accumulated])
    reference.apply([ops.convert_to_tensor((first + second) / 2)])
    optimizer.apply([ops.convert_to_tensor(first)])
    np.testing.assert_array_equal(ops.convert_to_numpy(accumulated), 1)
    optimizer.apply([ops.convert_to_tensor(second)])
    np.testing.assert_allclose(
        ops.convert_to_numpy(accumulated), ops.convert_to_numpy(once), rtol=1e-6
    )


def fit(model, optimizer, jit_compile="auto"):
    model.set_weights([np.full(w.shape, 0.1, "float32") for w in model.get_weights()])
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(32, 4)), rng.normal(size=(32, 3))
    model.compile(optimizer=optimizer, loss="mse", jit_compile=jit_compile)
    model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    return model.get_weights()


@pytest.mark.slow  # PyTorch compiles for a minute
def test_compiled_training_equals_eager_training():
    compiled = fit(make_model(), AdamW(0.01, rate_multipliers={"head": 10.0}), jit_compile=True)
    model = make_model()
    model.run_eagerly = True
    eager = fit(model, AdamW(0.01, rate_multipliers={"head": 10.0}), jit_compile=False)
    for a, b in zip(compiled, eager, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_loss_scaling_changes_nothing():
    plain = fit(make_model(), AdamW(0.01, rate_multipliers={"head": 10.0}))
    scaled = fit(
        make_model(),
        keras.optimizers.LossScaleOptimizer(AdamW(0.01, rate_multipliers={"head": 10.0})),
    )
    for a, b in zip(plain, scaled, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_serialization_keeps_every_argument():
    schedule = keras.optimizers.schedules.CosineDecay(1e-3, 10)
    optimizer = AdamW(
        schedule,
        weight_decay=0.1,
        beta_1=0.8,
        beta_2=0.95,
        epsilon=1e-6,
        rate_multipliers={"head": 10.0},
        global_clipnorm=10.0,
    )
    config = keras.optimizers.serialize(optimizer)
    restored = keras.optimizers.deserialize(config)
    assert type(restored) is AdamW
    assert restored.get_config() == optimizer.get_config()


def test_saved_state_continues_the_same(tmp_path):
    model = make_model()
    fit(model, AdamW(0.01))
    model.save(tmp_path / "model.keras")
    restored = keras.models.load_model(tmp_path / "model.keras")
    x, y = np.ones((8, 4)), np.ones((8, 3))
    for m in (model, restored):
        m.fit(x, y, epochs=1, verbose=0)
    for a, b in zip(model.get_weights(), restored.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_unknown_component_is_refused():
    with pytest.raises(ValueError, match=r"Received: \['hed'\]"):
        AdamW(rate_multipliers={"hed": 10.0}).build(make_model().trainable_variables)


@pytest.mark.parametrize(
    "arguments", [{"beta_1": 1.0}, {"beta_2": 0.0}, {"rate_multipliers": {"head": 0.0}}]
)
def test_arguments_out_of_range_are_refused(arguments):
    with pytest.raises(ValueError, match="Received"):
        AdamW(**arguments)
