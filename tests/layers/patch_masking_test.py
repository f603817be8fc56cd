import numpy as np
import pytest
from harness import raises_with_advice, run_layer_test, to_numpy
from scipy.spatial.distance import cdist

from keras_recon.layers import PatchMasking

TYPES = ("random", "block")


def centers_of(random, batch, groups=10):
    return random.normal(size=(batch, groups, 3)).astype("float32")


@pytest.mark.parametrize("mask_type", TYPES)
def test_patch_masking_as_a_layer(random, mask_type):
    run_layer_test(
        PatchMasking,
        {"mask_ratio": 0.5, "mask_type": mask_type, "seed": 3},
        (centers_of(random, 3),),
        deterministic=False,
    )


@pytest.mark.parametrize("mask_type", TYPES)
@pytest.mark.parametrize(
    ("groups", "mask_ratio", "hidden"),
    [(64, 0.6, 38), (128, 0.6, 76), (32, 0.6, 19), (10, 0.39, 3), (10, 0.05, 0), (10, 0.999, 9)],
)
@pytest.mark.parametrize("batch", [1, 5])
def test_every_shape_has_the_same_number_hidden(
    random, mask_type, groups, mask_ratio, hidden, batch
):
    mask = to_numpy(PatchMasking(mask_ratio, mask_type)(centers_of(random, batch, groups)))
    assert mask.dtype == bool
    assert mask.shape == (batch, groups)
    np.testing.assert_array_equal(mask.sum(1), hidden)


@pytest.mark.parametrize("mask_type", TYPES)
def test_identical_centers_do_not_change_the_number_hidden(mask_type):
    mask = to_numpy(PatchMasking(0.6, mask_type)(np.zeros((4, 10, 3), "float32")))
    np.testing.assert_array_equal(mask.sum(1), 6)


def test_random_masks_hide_every_patch_equally_often(random):
    # Ten patches and 6000 draws: the standard deviation of a share is 0.0063.
    mask = to_numpy(PatchMasking(0.6)(centers_of(random, 6000)))
    np.testing.assert_allclose(mask.mean(0), 0.6, atol=0.03)


def test_random_masks_hide_patches_independently_of_their_place(random):
    mask = to_numpy(PatchMasking(0.5)(centers_of(random, 6000))).astype(float)
    together = mask.T @ mask / len(mask)
    pairs = together[~np.eye(10, dtype=bool)]
    np.testing.assert_allclose(pairs, 5 / 10 * 4 / 9, atol=0.03)


def test_block_masks_hide_a_center_and_those_nearest_to_it(random):
    centers = centers_of(random, 200)
    mask = to_numpy(PatchMasking(0.4, "block")(centers))
    for row, shape in zip(mask, centers, strict=True):
        balls = np.argsort(cdist(shape, shape), axis=1)[:, :4]
        assert set(np.flatnonzero(row)) in [set(ball) for ball in balls]


def test_block_masks_start_from_every_center(random):
    # On a line whose steps grow, the two nearest of each centre are a pair of its own.
    centers = np.zeros((500, 6, 3), "float32")
    centers[:, :, 0] = [0, 10, 11, 100, 103, 300]
    mask = to_numpy(PatchMasking(0.34, "block")(centers))
    hidden = {tuple(np.flatnonzero(row).tolist()) for row in mask}
    assert hidden == {(0, 1), (1, 2), (3, 4), (4, 5)}


@pytest.mark.parametrize("mask_type", TYPES)
def test_masks_differ_between_shapes_and_calls(random, mask_type):
    masking = PatchMasking(0.5, mask_type)
    centers = np.repeat(centers_of(random, 1, 32), 8, axis=0)
    one, other = to_numpy(masking(centers)), to_numpy(masking(centers))
    assert len({tuple(row) for row in one.tolist()}) > 1
    assert (one != other).any()


@pytest.mark.parametrize("mask_type", TYPES)
def test_a_seed_makes_masks_reproducible(random, mask_type):
    centers = centers_of(random, 8, 32)
    one, other = (PatchMasking(0.5, mask_type, seed=7) for _ in range(2))
    for _ in range(3):
        np.testing.assert_array_equal(to_numpy(one(centers)), to_numpy(other(centers)))


@pytest.mark.parametrize("mask_type", TYPES)
def test_masks_differ_between_seeds(random, mask_type):
    centers = centers_of(random, 8, 32)
    one, other = (PatchMasking(0.5, mask_type, seed=seed)(centers) for seed in (7, 8))
    assert (to_numpy(one) != to_numpy(other)).any()


@pytest.mark.parametrize("mask_ratio", [0, 1, -0.1, 1.5])
def test_impossible_ratio_is_an_error(mask_ratio):
    with raises_with_advice(ValueError, "between 0 and 1"):
        PatchMasking(mask_ratio)


def test_unknown_type_is_an_error():
    with raises_with_advice(ValueError, "random", "block"):
        PatchMasking(0.6, "checkerboard")
