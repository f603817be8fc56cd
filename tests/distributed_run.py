"""A short training run on one or several devices, which tests start as a script.

    python distributed_run.py OUTPUT MODEL [one] [auto]

Trains once for each of the last arguments, and saves losses and weights to OUTPUT/one or
OUTPUT/auto. The environment says which devices there are: `DEVICES` is the number of logical
devices of this process, and `keras_recon.training.distribute` looks for other processes. With
`RESUME` a run goes on from its backup; `KILL` names a process and when it ends itself.
"""

import os
import signal
import sys
from pathlib import Path

if os.environ.get("KERAS_BACKEND") == "jax" and "DEVICES" in os.environ:
    flag = f"--xla_force_host_platform_device_count={os.environ['DEVICES']}"
    os.environ["XLA_FLAGS"] = f"{flag} {os.environ.get('XLA_FLAGS', '')}"

import h5py
import keras
import numpy as np

import keras_recon
from keras_recon.data import PointCloudData, point_cloud_dataset
from keras_recon.training import (
    AdamW,
    distribute,
    read_history,
    resume_epoch,
    training_callbacks,
    warmup_cosine,
)

EPOCHS, STEPS, BATCH = 5, 4, 16
TINY = {
    "dim": 12,
    "depth": 1,
    "num_heads": 2,
    "num_groups": 8,
    "group_size": 4,
    "patch_widths": (8, 8, 8),
    "position_width": 8,
    "stochastic_depth": 0.3,
}


def split_processor(devices):
    """On TensorFlow, make several logical devices of the processor."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        logical = [tf.config.LogicalDeviceConfiguration()] * devices
        tf.config.set_logical_device_configuration(
            tf.config.list_physical_devices("CPU")[0], logical
        )


def make_data(feature_shapes):
    random = np.random.default_rng(0)
    count = STEPS * BATCH
    return PointCloudData(
        points=random.uniform(-0.6, 0.6, (count, 64, 3)),
        colors=random.uniform(size=(count, 64, 3)),
        labels=np.arange(count) % 4,
        class_names=("a", "b", "c", "d"),
        names=[f"thing {i % 4}" for i in range(count)],
        **{name: random.normal(size=(count, *shape)) for name, shape in feature_shapes.items()},
    )


def recon():
    """All terms of ReCon, and their data."""
    backbone = keras_recon.ReConBackbone(**TINY)
    model = keras_recon.ReConPretrainer(
        backbone, decoder_depth=1, image_dim=6, text_dim=4, contrast=True
    )
    return model, {"features": ["image_features", "text_features", "class_index"]}


def recon2():
    """All terms of ReCon++, and their data."""
    backbone = keras_recon.ReCon2Backbone(**TINY, num_image_queries=4, num_text_queries=2)
    model = keras_recon.ReCon2Pretrainer(backbone, decoder_depth=1, image_dim=6, text_dim=4)
    return model, {"features": ["image_targets", "text_targets"], "default_color": 0.4}


def classifier():
    """A classifier, whose dropout is other on replicas of TensorFlow."""
    model = keras_recon.ReConClassifier(keras_recon.ReConBackbone(**TINY), 4, dropout=0.0)
    return model, {"labels": True}


def spread_weights(model):
    """Move away from the start, where all queries are equal and a match is a matter of rounding."""
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        noise = random.normal(0, 0.2, weight.shape)
        weight.assign(keras.ops.convert_to_numpy(weight) + noise)


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


class KillWhileTraining(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        if int(keras.ops.convert_to_numpy(self.model.optimizer.iterations)) == 2 * STEPS + 2:
            kill()


class KillWhileSaving(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            h5py.Group.__setitem__ = lambda *_: kill()


def killers(process):
    victim, when = os.environ.get("KILL", "0 never").split()
    classes = {"training": [KillWhileTraining], "saving": [KillWhileSaving], "never": []}
    return [make() for make in classes[when] if int(victim) == process]


def train(make_model, distribution, folder):
    """Train, and give the losses of each epoch and all weights."""
    resume = "RESUME" in os.environ
    # Whatever isn't restored would differ.
    keras.utils.set_random_seed(int(resume))
    with distribution.scope():
        model, options = make_model()
        spread_weights(model)
    several = 3 if make_model is recon2 else 1
    data = make_data({"image_features": (several, 6), "text_features": (several, 4)})
    initial_epoch = resume_epoch(folder) if resume else 0
    batches = point_cloud_dataset(
        data,
        BATCH,
        shuffle=True,
        drop_remainder=True,
        initial_epoch=initial_epoch,
        part=distribution.part,
        **options,
    )
    schedule = warmup_cosine(1e-3, EPOCHS, STEPS, warmup_epochs=1)
    saving = training_callbacks(folder, resume, distribution=distribution)
    with distribution.scope():
        # With less, weights without influence (biases ahead of a batch norm) follow the rounding.
        # On TensorFlow's replicas nothing is compiled, and XLA rounds otherwise.
        model.compile(
            AdamW(schedule, epsilon=1e-3, global_clipnorm=0.5),
            jit_compile=keras.backend.backend() == "jax",
        )
        model.fit(
            distribution.feed(batches),
            epochs=EPOCHS,
            initial_epoch=initial_epoch,
            callbacks=[*saving, *killers(distribution.process)],
            verbose=0,
        )
    distribution.end()
    if distribution.writes:
        model = distribution.on_one_device(model)
        weights = enumerate(model.weights)
        np.savez(
            folder / "result.npz",
            devices=distribution.num_devices,
            **{f"loss {name}": values for name, values in read_history(folder).items()},
            **{f"weight {i} {w.name}": keras.ops.convert_to_numpy(w) for i, w in weights},
        )


def main(output, kind, *how):
    split_processor(int(os.environ.get("DEVICES", 1)))
    for name in how:
        distribution = distribute(None if name == "one" else name)
        train(globals()[kind], distribution, Path(output) / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
