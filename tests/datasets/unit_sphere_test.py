import numpy as np

from keras_recon.datasets.unit_sphere import fit_unit_sphere


def test_each_cloud_is_centred_and_scaled_by_itself(random):
    clouds = 5 + random.normal(size=(4, 50, 3)) * np.array([1, 10, 0.1, 3])[:, None, None]
    fitted = fit_unit_sphere(clouds)
    assert fitted.dtype == "float32"
    for cloud, result in zip(clouds, fitted, strict=True):
        centred = [[x - sum(axis) / 50 for x, axis in zip(p, cloud.T, strict=True)] for p in cloud]
        radius = max(sum(x * x for x in point) ** 0.5 for point in centred)
        np.testing.assert_allclose(result, np.array(centred) / radius, atol=1e-6)


def test_points_that_coincide_stay_finite():
    np.testing.assert_array_equal(fit_unit_sphere(np.ones((5, 3))), np.zeros((5, 3)))


def test_a_cloud_far_from_the_origin_keeps_its_form(random):
    cloud = random.normal(size=(50, 3))
    far = fit_unit_sphere(cloud + np.array([4.5e6, 5.4e6, 100]))
    np.testing.assert_allclose(far, fit_unit_sphere(cloud), atol=1e-6)


def test_mean_and_radius_are_those_of_float64(random):
    cloud = (100 + random.normal(size=(50, 3))).astype("float32")
    np.testing.assert_array_equal(fit_unit_sphere(cloud), fit_unit_sphere(cloud.astype("float64")))
