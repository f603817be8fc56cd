import numpy as np
import pytest

from keras_recon.datasets.views.splats import MOST_POINTS, splat_cloud


def test_discs_lie_in_the_plane_of_the_points_and_cover_it(random):
    flat = random.uniform(size=(2000, 3)) * [1, 0, 1]
    part = splat_cloud(flat)
    np.testing.assert_allclose(part.vertices[:, 1], 0, atol=1e-9)
    edges = part.triangles[:, 1:] - part.triangles[:, :1]
    areas = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1) / 2
    # Points of an even density leave few gaps between discs of twice the area.
    assert 2 < areas.sum() < 20


def test_colors_follow_their_points(random):
    points = random.normal(size=(50, 3))
    part = splat_cloud(points, colors=np.clip(points, 0, 1))
    centers = part.vertices.reshape(50, 6, 3).mean(axis=1)
    np.testing.assert_allclose(part.vertex_colors[::6], np.clip(centers, 0, 1), atol=1e-9)


def test_of_many_points_some_are_taken_and_always_the_same(random):
    points = random.normal(size=(MOST_POINTS + 5, 3))
    first, again = splat_cloud(points), splat_cloud(points)
    assert len(first.vertices) == 6 * MOST_POINTS
    np.testing.assert_array_equal(first.vertices, again.vertices)


@pytest.mark.parametrize("count", [1, 40])
def test_points_that_coincide_are_refused(count):
    with pytest.raises(ValueError, match="coincide"):
        splat_cloud(np.ones((count, 3)))
