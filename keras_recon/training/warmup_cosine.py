"""The learning rate over a training run."""

import keras


def warmup_cosine(peak, epochs, steps_per_epoch, warmup_epochs=10, floor=1e-6):
    """Rise linearly from `floor` to `peak`, then fall to `floor` as a cosine.

    The warm-up takes at most half of the run, so that short runs train too.

    Args:
        peak: Highest learning rate.
        epochs: Length of the run in epochs, warm-up included.
        steps_per_epoch: Steps of an epoch.
        warmup_epochs: Length of the warm-up in epochs.
        floor: Learning rate of the first step and after the last.

    Returns:
        A `keras.optimizers.schedules.CosineDecay` over `epochs * steps_per_epoch` steps.

    Raises:
        ValueError: If a length is not positive or `floor` is not between 0 and `peak`.

    Example:

    ```python
    import keras_recon

    schedule = keras_recon.training.warmup_cosine(5e-4, epochs=300, steps_per_epoch=100)
    optimizer = keras_recon.training.AdamW(schedule, weight_decay=0.05)
    ```
    """
    if epochs < 1 or steps_per_epoch < 1 or warmup_epochs < 0:
        raise ValueError(
            "`epochs` and `steps_per_epoch` must be at least 1, `warmup_epochs` at least 0. "
            f"Received: epochs={epochs}, steps_per_epoch={steps_per_epoch}, "
            f"warmup_epochs={warmup_epochs}"
        )
    if not 0 <= floor < peak:
        raise ValueError(
            f"`floor` must be at least 0 and below `peak`. Received: floor={floor}, peak={peak}"
        )
    steps = epochs * steps_per_epoch
    warmup_steps = min(int(warmup_epochs * steps_per_epoch), steps // 2)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=floor,
        decay_steps=steps - warmup_steps,
        alpha=floor / peak,
        warmup_target=peak,
        warmup_steps=warmup_steps,
    )
