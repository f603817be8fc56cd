"""Gradients of a model's loss, by the active backend's own means."""

import keras
from keras import ops


def loss_and_gradients(model, loss_of):
    """Loss, and its gradient for each trainable weight, as NumPy arrays by the weight's path.

    Args:
        model: A built model.
        loss_of: Function without arguments that calls the model and gives a scalar.
    """
    weights = model.trainable_variables
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = loss_of()
        values = tape.gradient(loss, [weight.value for weight in weights])
    elif keras.backend.backend() == "jax":
        import jax

        def stateless(trainable):
            with keras.StatelessScope(list(zip(weights, trainable, strict=True))):
                return loss_of()

        loss, values = jax.jit(jax.value_and_grad(stateless))([weight.value for weight in weights])
    else:
        import torch

        loss = loss_of()
        values = torch.autograd.grad(loss, [w.value for w in weights], allow_unused=True)
    values = [None if value is None else ops.convert_to_numpy(value) for value in values]
    return (
        float(ops.convert_to_numpy(loss)),
        {weight.path: value for weight, value in zip(weights, values, strict=True)},
    )
