"""Training on many devices, through the engines that Keras has."""

import contextlib
import dataclasses
import os
from typing import Any

import keras
import numpy as np

# What `keras.distribution.initialize` reads.
JAX_VARIABLES = tuple(
    f"KERAS_DISTRIBUTION_{name}" for name in ("JOB_ADDRESSES", "NUM_PROCESSES", "PROCESS_ID")
)


@dataclasses.dataclass(frozen=True)
class Distribution:
    """The devices that train a model together, and the part of this process; see `distribute`.

    Attributes:
        strategy: A `keras.distribution.DataParallel` on JAX, a `tf.distribute.Strategy` on
            TensorFlow; None for one device.
        process: Number of this process, from 0.
        num_processes: Number of processes that train together.
        num_devices: Number of their devices.

    Example:

    ```python
    from keras_recon.training import distribute

    distribution = distribute()
    distribution.part  # (0, 1)
    distribution.writes  # True
    ```
    """

    strategy: Any = None
    process: int = 0
    num_processes: int = 1
    num_devices: int = 1

    @property
    def writes(self):
        """Whether this process writes files and prints: the first one does."""
        return self.process == 0

    @property
    def part(self):
        """The part of each batch that this process reads, for `point_cloud_dataset`."""
        return self.process, self.num_processes

    def scope(self):
        """Context to make a model in, to compile it and to call `fit`."""
        return contextlib.nullcontext() if self.strategy is None else self.strategy.scope()

    def feed(self, batches):
        """Check batches to train on, and hand them to the devices.

        Args:
            batches: A `tf.data.Dataset` of this process's part of each batch.

        Returns:
            What to call `fit` with, once. On TensorFlow it has no end but an attribute
            `steps_per_epoch`, which the `fit` of a task knows.

        Raises:
            ValueError: If the size of a batch is not fixed or no multiple of the devices.
        """
        if self.strategy is None:
            return batches
        rows = keras.tree.flatten(batches.element_spec)[0].shape[0]
        if rows is None or rows * self.num_processes % self.num_devices:
            received = "batches of any size" if rows is None else rows * self.num_processes
            raise ValueError(
                "Batches of several devices must all have the same size (`drop_remainder`), a "
                f"multiple of the {self.num_devices} devices. Received: {received}"
            )
        if keras.backend.backend() != "tensorflow":
            return batches
        rows_of_replica = rows * self.num_processes // self.num_devices
        # By itself TensorFlow would split these parts of batches among processes once more; and
        # of data with an end it trains on an empty batch, and reads ahead into the next epoch.
        endless = getattr(batches, "endless", batches.repeat)()
        fed = self.strategy.distribute_datasets_from_function(
            lambda context: endless.rebatch(rows_of_replica, drop_remainder=True)
        )
        fed.steps_per_epoch = len(batches)
        for name in ("class_names", "part_names"):
            setattr(fed, name, getattr(batches, name, None))
        return fed

    def of_processes(self, number):
        """Tell what each process has.

        Args:
            number: An integer of this process. All of them must ask.

        Returns:
            List of the numbers of all processes, or of their devices, in their order.
        """
        if self.num_processes == 1:
            return [number]
        if keras.backend.backend() == "jax":
            from jax.experimental import multihost_utils

            return multihost_utils.process_allgather(np.array(number)).tolist()
        import tensorflow as tf

        def gather():
            return tf.distribute.get_replica_context().all_gather(tf.constant([number]), axis=0)

        gathered = self.strategy.run(tf.function(gather))
        return self.strategy.experimental_local_results(gathered)[0].numpy().tolist()

    def end(self):
        """Let the processes go, after training: what the first one still does may take long.

        On JAX a process that has ended waits for the others, and ends them all after five minutes.
        """
        if self.num_processes > 1 and keras.backend.backend() == "jax":
            import jax

            jax.distributed.shutdown()

    def on_one_device(self, model):
        """Copy a model to a device of this process alone: to evaluate it, to draw, to save it.

        Call it outside of `scope`.

        Args:
            model: A model that was made in `scope`.

        Returns:
            A model with the same weights, not compiled; `model` itself where there is one device.
        """
        if self.strategy is None:
            return model
        copy = type(model).from_config(model.get_config())
        copy.set_weights(model.get_weights())
        return copy


def distribute(how=None):
    """Find the devices to train on.

    Every device gets the same share of each batch, and the step is that of the whole batch: its
    batch statistics, its losses, its gradient and their norm.

    With `"auto"` these are, on JAX, all devices of the process or, where the variables of
    `keras.distribution.initialize` are set (`KERAS_DISTRIBUTION_JOB_ADDRESSES`,
    `KERAS_DISTRIBUTION_NUM_PROCESSES`, `KERAS_DISTRIBUTION_PROCESS_ID`), of all processes; on
    TensorFlow all GPUs, or logical CPUs, of the process (`tf.distribute.MirroredStrategy`) or,
    where `TF_CONFIG` is set, of all workers (`tf.distribute.MultiWorkerMirroredStrategy`). With
    several processes, call it before anything is computed.

    Args:
        how: `"auto"`, or None for one device.

    Returns:
        A `Distribution`.

    Raises:
        ValueError: If `how` is something else, or on PyTorch, on which Keras distributes nothing.

    Example:

    ```python
    import keras
    import keras_recon
    from keras_recon.training import distribute

    data = keras_recon.datasets.load_home3d("test")
    distribution = distribute("auto" if keras.backend.backend() != "torch" else None)
    with distribution.scope():
        classifier = keras_recon.ReConClassifier.from_preset(
            "recon_nano", class_names=data.class_names
        )
        classifier.compile(jit_compile=False)
        batches = keras_recon.data.point_cloud_dataset(
            data, 64, 512, labels=True, drop_remainder=True, part=distribution.part
        )
        classifier.fit(distribution.feed(batches), epochs=1, verbose=0)
    distribution.end()
    classifier = distribution.on_one_device(classifier)
    ```
    """
    if how is None:
        return Distribution()
    if how != "auto":
        raise ValueError(f"`how` must be 'auto' or None. Received: {how!r}")
    backend = keras.backend.backend()
    if backend not in ("jax", "tensorflow"):
        raise ValueError(
            "To train on several devices, set KERAS_BACKEND to 'jax' or 'tensorflow': Keras "
            f"distributes nothing on other backends. Received: the backend {backend!r}"
        )
    return _of_jax() if backend == "jax" else _of_tensorflow()


def _of_jax():
    import jax

    if any(name in os.environ for name in JAX_VARIABLES):
        keras.distribution.initialize()
    if jax.device_count() == 1:
        return Distribution()
    return Distribution(
        # Each process reads its own part: Keras would have all read all, and drop the others'.
        keras.distribution.DataParallel(auto_shard_dataset=False),
        jax.process_index(),
        jax.process_count(),
        jax.device_count(),
    )


def _of_tensorflow():
    import tensorflow as tf

    cluster = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    spec = cluster.cluster_spec().as_dict()
    chiefs, workers = len(spec.get("chief", ())), len(spec.get("worker", ()))
    if chiefs + workers > 1:
        strategy = tf.distribute.MultiWorkerMirroredStrategy(cluster)
        process = cluster.task_id + (chiefs if cluster.task_type == "worker" else 0)
        return Distribution(strategy, process, chiefs + workers, strategy.num_replicas_in_sync)
    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    if len(devices) == 1:
        return Distribution()
    strategy = tf.distribute.MirroredStrategy([device.name for device in devices])
    return Distribution(strategy, num_devices=len(devices))
