"""What the replicas of a model share in a step of training, on TensorFlow.

Keras has two ways to train on several devices. On JAX an array is that of all devices, so that a
mean over the batch is one over the global batch by itself. On TensorFlow each replica computes on
its own rows, and here it asks the others. This is why the backend is asked for: outside of a
`tf.distribute` strategy with several replicas these functions change nothing.
"""

import keras
from keras import ops


def num_replicas():
    """Count the replicas that share a step.

    Returns:
        An integer: 1 outside of a replica of `tf.distribute`.

    Example:

    ```python
    from keras_recon.replicas import num_replicas

    num_replicas()  # 1
    ```
    """
    context = _replica_context()
    return 1 if context is None else context.num_replicas_in_sync


def sum_over_replicas(tensors):
    """Sum tensors over all replicas, with gradients to each of them.

    Args:
        tensors: A tensor or a list of them, of the same shapes on every replica.

    Returns:
        The sums, in the same structure.

    Example:

    ```python
    from keras import ops
    from keras_recon.replicas import sum_over_replicas

    sum_over_replicas(ops.ones(2))  # [1.0, 1.0]
    ```
    """
    context = _replica_context()
    return tensors if context is None else context.all_reduce("sum", tensors)


def mean_over_replicas(mean, count):
    """Make means of each replica's rows one of all rows.

    Args:
        mean: Float tensor: the mean over this replica's rows.
        count: Number of these rows.

    Returns:
        Float tensor of the shape of `mean`.

    Example:

    ```python
    from keras import ops
    from keras_recon.replicas import mean_over_replicas

    mean_over_replicas(ops.ones(2), count=8)  # [1.0, 1.0]
    ```
    """
    if _replica_context() is None:
        return mean
    count = ops.cast(count, mean.dtype)
    return sum_over_replicas(mean * (count / sum_over_replicas(count)))


def rows_of_replicas(tensor):
    """Gather the rows of all replicas, in their order, with gradients to each of them.

    Args:
        tensor: Tensor of shape `(B, ...)`, B the rows of this replica.

    Returns:
        Tensor of shape `(global B, ...)`.

    Example:

    ```python
    from keras import ops
    from keras_recon.replicas import rows_of_replicas

    rows_of_replicas(ops.ones((2, 3)))  # (2, 3)
    ```
    """
    context = _replica_context()
    return tensor if context is None else context.all_gather(tensor, axis=0)


def uniform_rows(shape, seed):
    """Draw uniform numbers for the rows of a batch, of which each replica has its own.

    The state of a seed is the same on all replicas. All draw for the global batch, as one device
    would, and take their part of it.

    Args:
        shape: Shape of the numbers, the rows of this replica first.
        seed: A `keras.random.SeedGenerator`.

    Returns:
        Float tensor of that shape, from 0 to 1.

    Example:

    ```python
    import keras
    from keras_recon.replicas import uniform_rows

    uniform_rows((4, 8), keras.random.SeedGenerator(0))  # (4, 8)
    ```
    """
    context = _replica_context()
    if context is None:
        return keras.random.uniform(shape, seed=seed)
    rows, replica = shape[0], context.replica_id_in_sync_group
    draws = keras.random.uniform((rows * context.num_replicas_in_sync, *shape[1:]), seed=seed)
    return draws[rows * replica : rows * (replica + 1)]


def results_to_average(results):
    """Make results of a step such that Keras can average them over workers of TensorFlow.

    With `MultiWorkerMirroredStrategy` Keras 3.15 takes the mean over the first axis of each, which
    numbers don't have.

    Args:
        results: Dict of scalar tensors, what a step logs.

    Returns:
        A dict of the same, on several workers with an axis of length 1.

    Example:

    ```python
    from keras import ops
    from keras_recon.replicas import results_to_average

    results_to_average({"loss": ops.ones(())})  # {"loss": 1.0}
    ```
    """
    context = _replica_context()
    if context is None:
        return results
    import tensorflow as tf

    if not isinstance(context.strategy, tf.distribute.MultiWorkerMirroredStrategy):
        return results
    return {name: ops.expand_dims(value, 0) for name, value in results.items()}


def _replica_context():
    """TensorFlow's context of this replica, if there are others; else None."""
    if keras.backend.backend() != "tensorflow":
        return None
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    return context if context is not None and context.num_replicas_in_sync > 1 else None
