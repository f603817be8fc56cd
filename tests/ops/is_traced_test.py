import keras
import numpy as np
import pytest

from keras_recon.ops.is_traced import is_traced

POINTS = np.ones((2, 5, 3), "float32")


def seen_while(trace):
    """What `is_traced` says of an argument, an array and a tensor from outside, in a function."""
    outside, seen = keras.ops.convert_to_tensor(POINTS), []

    def function(points):
        seen.extend(is_traced(x) for x in (points, POINTS, outside))
        return points + 1

    trace(function)
    assert seen
    return seen


@pytest.mark.parametrize("points", [POINTS, POINTS.astype("float64"), POINTS[:0]])
def test_arrays_and_tensors_have_values(points):
    assert not is_traced(points)
    assert not is_traced(keras.ops.convert_to_tensor(points))


def test_symbolic_tensors_have_none():
    assert is_traced(keras.Input((5, 3)))


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="traces with TensorFlow")
def test_everything_is_traced_in_a_function_of_tensorflow():
    import tensorflow as tf

    assert all(seen_while(lambda f: tf.function(f)(POINTS)))
    assert all(seen_while(lambda f: tf.data.Dataset.from_tensors(POINTS).map(f)))


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="traces with JAX")
def test_everything_is_traced_in_a_function_of_jax():
    import jax

    assert all(seen_while(lambda f: jax.jit(f)(POINTS)))
    assert seen_while(lambda f: jax.grad(lambda x: f(x).sum())(POINTS))[0]
    assert seen_while(lambda f: jax.vmap(f)(POINTS[None]))[0]


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="traces with PyTorch")
def test_arguments_are_traced_in_a_function_of_torch():
    import torch

    class Module(torch.nn.Module):
        def __init__(self, function):
            super().__init__()
            self.function = function

        def forward(self, points):
            return self.function(points)

    points = torch.tensor(POINTS)
    assert seen_while(lambda f: torch.jit.trace(f, points))[0]
    assert seen_while(lambda f: torch.export.export(Module(f), (points,), strict=False))[0]
