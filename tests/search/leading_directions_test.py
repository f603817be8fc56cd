import numpy as np
import pytest

from keras_recon import ShapeIndex
from keras_recon.search import shape_index
from keras_recon.search.leading_directions import LeadingDirections, largest


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype("float32")


def narrow(random, count, width=32, rank=10, noise=0.02):
    vectors = random.normal(size=(count, rank)) @ random.normal(size=(rank, width))
    return unit(vectors + noise * random.normal(size=(count, width)))


@pytest.mark.parametrize("directions", [4, 8, 10, 32])
@pytest.mark.parametrize("count", [1, 10, 100])
def test_gives_what_a_product_with_all_gives(directions, count, random):
    vectors = narrow(random, 3000)
    leading = LeadingDirections(vectors, directions)
    answered = 0
    for query in unit(vectors[:20] + 0.1 * random.normal(size=(20, 32))):
        found = leading.search(query, count)
        if found is not None:
            answered += 1
            cosines = vectors.astype("float64") @ query
            np.testing.assert_array_equal(found[0], np.argsort(-cosines)[:count])
            np.testing.assert_allclose(found[1], cosines[found[0]], atol=1e-6)
    assert answered == 20 or directions < 10 or count == 100


@pytest.mark.parametrize("rank", [6, 32])
def test_bounds_hold_for_every_vector(rank, random):
    vectors = narrow(random, 500, rank=rank, noise=0)
    leading = LeadingDirections(vectors, 6)
    for query in unit(random.normal(size=(20, 32))):
        rest = np.sqrt(1 - np.square((query @ leading.basis).astype("float64")).sum())
        bounds = leading.coordinates @ (query @ leading.basis) + leading.rest * rest
        assert (vectors.astype("float64") @ query <= bounds + 1e-6).all()


def test_gives_up_where_directions_tell_too_little(random):
    vectors = unit(random.normal(size=(2000, 128)))
    assert LeadingDirections(vectors, 4).search(vectors[0], 10) is None


@pytest.mark.parametrize("rank", [10, 64])
def test_a_large_index_is_searched_exactly(rank, random, monkeypatch):
    vectors = narrow(random, 2000, width=64, rank=rank)
    queries = random.normal(size=(5, 64))
    small = ShapeIndex(vectors, map(str, range(2000))).search(queries)
    monkeypatch.setattr(shape_index, "LARGE", 2000)
    large = ShapeIndex(vectors, map(str, range(2000))).search(queries)
    np.testing.assert_array_equal(large[0], small[0])
    np.testing.assert_allclose(large[1], small[1], atol=1e-6)


def test_of_equal_vectors_the_first_are_found():
    vectors = np.repeat(np.eye(32, dtype="float32"), 20, axis=0)
    ranks, _ = LeadingDirections(vectors, 32).search(vectors[105], 5)
    assert ranks.tolist() == [100, 101, 102, 103, 104]


def test_largest_of_all(random):
    values = random.integers(0, 10, 50).astype("float32")
    indices, found = largest(values, 50)
    np.testing.assert_array_equal(indices, np.argsort(-values, kind="stable"))
    np.testing.assert_array_equal(found, values[indices])
