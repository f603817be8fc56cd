import numpy as np
import pytest

from keras_recon.datasets.procedural.paint import COLORS, MATERIALS, chance, finish, pick, tint


@pytest.mark.parametrize("name", [*COLORS, *MATERIALS])
def test_tints_are_near_their_colour(name, random):
    known = np.array([COLORS[name]] if name in COLORS else MATERIALS[name])
    for _ in range(50):
        color = tint(random, name)
        assert ((color >= 0) & (color <= 1)).all()
        assert np.abs(known - color).max(axis=1).min() < 0.15


def test_a_finish_is_named_by_what_it_is(random):
    for _ in range(50):
        name, color = finish(random, "painted", "wooden")
        assert name in {*COLORS, "wooden"}
        assert color.shape == (3,)
    assert {finish(random)[0] for _ in range(500)} == {*COLORS}


def test_each_option_is_as_likely(random):
    counts = np.bincount([pick(random, 0, 1, 2, 2) for _ in range(4000)]) / 4000
    np.testing.assert_allclose(counts, [0.25, 0.25, 0.5], atol=0.04)
    assert np.mean([chance(random, 0.2) for _ in range(4000)]) == pytest.approx(0.2, abs=0.03)
