import numpy as np
from meshes import CUBE, CUBE_FACES

from keras_recon.datasets.views.corner_normals import corner_normals


def sphere(steps=24):
    """Triangles of a sphere, and which way each shows."""
    azimuth, height = np.meshgrid(
        np.linspace(0, 2 * np.pi, 2 * steps + 1), np.linspace(0.2, 2.9, steps)
    )
    azimuth[:, -1] = 0  # the seam, exactly closed
    points = np.stack(
        [np.sin(height) * np.cos(azimuth), np.cos(height), np.sin(height) * np.sin(azimuth)], -1
    )
    a, b, c, d = points[:-1, :-1], points[1:, :-1], points[1:, 1:], points[:-1, 1:]
    return np.concatenate([np.stack(x, -2).reshape(-1, 3, 3) for x in ([a, b, c], [a, c, d])])


def test_normals_of_a_sphere_point_from_its_middle_whatever_the_winding(random):
    triangles = sphere()
    turned = random.random(len(triangles)) < 0.5
    triangles[turned] = triangles[turned][:, ::-1]
    normals = corner_normals(triangles)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=2), 1)
    assert (np.abs((normals * triangles).sum(axis=2)) > np.cos(np.radians(6))).all()
    # On the side from which corners run counter-clockwise.
    own = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    assert ((normals * own[:, None]).sum(axis=2) > 0).all()


def test_the_edges_of_a_cube_stay():
    triangles = CUBE[[face[start : start + 3] for face in CUBE_FACES for start in (0, 1)]]
    normals = corner_normals(triangles)
    np.testing.assert_allclose(
        np.sort(np.abs(normals), axis=2), np.broadcast_to([0, 0, 1], (12, 3, 3))
    )


def test_faces_without_an_area_have_none_and_disturb_none():
    flat = np.array([[[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 0, 0], [1, 0, 0], [2, 0, 0]]])
    normals = corner_normals(flat)
    np.testing.assert_array_equal(normals[0], [[0, 0, 1]] * 3)
    np.testing.assert_array_equal(normals[1], 0)
