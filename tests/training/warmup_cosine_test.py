import math

import keras
import pytest
from keras import ops

from keras_recon.training import warmup_cosine


def rate(schedule, step):
    return float(ops.convert_to_numpy(schedule(step)))


def test_follows_the_recipe():
    schedule = warmup_cosine(5e-4, epochs=300, steps_per_epoch=10)
    for step in (0, 37, 99, 100, 1000, 2999, 3000):
        if step < 100:
            expected = 1e-6 + (5e-4 - 1e-6) * step / 100
        else:
            progress = (step - 100) / 2900
            expected = 1e-6 + (5e-4 - 1e-6) * (1 + math.cos(math.pi * progress)) / 2
        assert rate(schedule, step) == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_never_rises_after_the_end():
    schedule = warmup_cosine(5e-4, epochs=20, steps_per_epoch=3)
    assert rate(schedule, 100) == pytest.approx(1e-6, rel=1e-3)


@pytest.mark.parametrize("epochs", [1, 3, 10, 19])
def test_warm_up_takes_at_most_half_of_a_short_run(epochs):
    schedule = warmup_cosine(1e-3, epochs=epochs, steps_per_epoch=4, warmup_epochs=10)
    half = epochs * 2
    assert rate(schedule, half) == pytest.approx(1e-3)
    assert rate(schedule, half - 1) < rate(schedule, half) > rate(schedule, half + 1)
    assert rate(schedule, 2 * half) == pytest.approx(1e-6, rel=1e-3)


def test_no_warm_up_starts_at_the_peak():
    assert rate(warmup_cosine(1e-3, 5, 4, warmup_epochs=0), 0) == pytest.approx(1e-3)


def test_is_a_keras_schedule_that_can_be_saved():
    schedule = warmup_cosine(5e-4, epochs=30, steps_per_epoch=10)
    restored = keras.optimizers.schedules.deserialize(
        keras.optimizers.schedules.serialize(schedule)
    )
    assert rate(restored, 123) == rate(schedule, 123)


@pytest.mark.parametrize(
    "arguments",
    [
        {"epochs": 0},
        {"steps_per_epoch": 0},
        {"warmup_epochs": -1},
        {"floor": 1e-3},
        {"floor": -1.0},
    ],
)
def test_arguments_out_of_range_are_refused(arguments):
    with pytest.raises(ValueError, match="Received"):
        warmup_cosine(**{"peak": 1e-3, "epochs": 10, "steps_per_epoch": 4, **arguments})
