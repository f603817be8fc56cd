import numpy as np
import pytest
from harness import to_numpy
from sklearn.neighbors import NearestNeighbors

from keras_recon.ops import interpolate_features


def plain(points, centers, features):
    """One point at a time, with the neighbours that scikit-learn finds."""
    result = np.zeros((*points.shape[:2], features.shape[-1]))
    for shape in range(len(points)):
        searched = NearestNeighbors(n_neighbors=min(3, len(centers[shape]))).fit(centers[shape])
        for number, point in enumerate(points[shape]):
            distances, index = searched.kneighbors(point[None])
            weights = 1 / (distances[0] ** 2 + 1e-8)
            mean = sum(w * features[shape, i] for w, i in zip(weights, index[0], strict=True))
            result[shape, number] = mean / weights.sum()
    return result


@pytest.mark.parametrize(("num_points", "num_centers"), [(40, 10), (7, 3), (5, 2), (5, 1)])
def test_features_are_those_of_a_loop_over_the_points(random, num_points, num_centers):
    points = random.normal(size=(2, num_points, 3)).astype("float32")
    centers = random.normal(size=(2, num_centers, 3)).astype("float32")
    features = random.normal(size=(2, num_centers, 4)).astype("float32")
    interpolated = to_numpy(interpolate_features(points, centers, features))
    np.testing.assert_allclose(interpolated, plain(points, centers, features), rtol=1e-4, atol=1e-5)


def test_a_point_on_a_centre_gets_its_features(random):
    centers = random.normal(size=(1, 8, 3)).astype("float32")
    features = random.normal(size=(1, 8, 4)).astype("float32")
    interpolated = to_numpy(interpolate_features(centers, centers, features))
    np.testing.assert_allclose(interpolated, features, atol=1e-5)


def test_of_centres_at_equal_distances_three_count(random):
    # Four centres at distance 1: the mean of three of them, the first ones.
    centers = np.array([[[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0]]], "float32")
    features = random.normal(size=(1, 4, 4)).astype("float32")
    interpolated = to_numpy(interpolate_features(np.zeros((1, 1, 3), "float32"), centers, features))
    np.testing.assert_allclose(interpolated[0, 0], features[0, :3].mean(0), rtol=1e-5)
