import numpy as np
import pytest
from harness import save_tiny_pretrainer, tiny_recon2_pretrainer

from keras_recon import ShapeIndex
from keras_recon.datasets import fit_unit_sphere
from keras_recon.search import load_shape_embedder, shape_query


@pytest.mark.parametrize("colored", [False, True])
def test_a_shape_is_described_as_in_an_index(colored, tmp_path, random):
    if colored:
        tiny_recon2_pretrainer().save_to_preset(tmp_path / "preset")
    else:
        save_tiny_pretrainer(tmp_path / "preset")
    model = load_shape_embedder(tmp_path / "preset")
    (tmp_path / "shapes").mkdir()
    clouds = random.uniform(size=(4, 100, 3)) * random.uniform(0.2, 1, (4, 1, 3))
    for number, points in enumerate(clouds):
        colors = random.integers(0, 256, (100, 3)).astype("uint8")
        np.savez(tmp_path / "shapes" / f"{number}.npz", points=points, colors=colors)
    index = ShapeIndex.of_folder(tmp_path / "shapes", model, model.mode, up_axis="z")
    query, points = shape_query(tmp_path / "shapes" / "2.npz", model, model.mode, up_axis="z")
    # Networks without training describe shapes so much alike that cosines are equal.
    distances = abs(index.embeddings - query / np.linalg.norm(query)).max(axis=1)
    assert index.names[distances.argmin()] == "2"
    assert distances.min() < 1e-5
    assert points.shape == (2048, 3)
    # z is up in the file.
    upright = fit_unit_sphere(clouds[2])[:, [0, 2, 1]] * [1, 1, -1]
    np.testing.assert_allclose(np.ptp(points, axis=0), np.ptp(upright, axis=0), rtol=0.1)
