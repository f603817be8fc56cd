import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from areas import area
from harness import raises_with_advice

from keras_recon.datasets import generate_shape
from keras_recon.datasets.procedural import CATEGORIES, CLASS_PARTS, PART_NAMES
from keras_recon.datasets.surfaces import sample_triangles


def digest():
    hashed = hashlib.sha256()
    for category in CATEGORIES[::7]:
        shape = generate_shape(category, 5, "test", seed=2)
        for array in (shape.triangles, shape.parts, shape.colors, *shape.sample(64)):
            hashed.update(array.tobytes())
        hashed.update(repr(shape.captions).encode())
    return hashed.hexdigest()


def test_there_are_many_categories():
    assert len(CATEGORIES) >= 48
    assert {"chair", "teapot", "hammer", "car", "house", "tree", "laptop", "guitar", "letter"} <= {
        *CATEGORIES
    }
    every_part = [part for parts in CLASS_PARTS for part in parts]
    assert every_part == [*range(len(PART_NAMES))]


@pytest.mark.parametrize("category", CATEGORIES)
def test_shapes_are_sound_and_their_captions_name_them(category):
    for number in range(8):
        shape = generate_shape(category, number)
        count = len(shape.triangles)
        assert shape.triangles.shape == (count, 3, 3)
        assert np.isfinite(shape.triangles).all()
        assert np.linalg.norm(shape.triangles, axis=-1).max() == pytest.approx(1, abs=1e-6)
        assert area(shape.triangles) > 0.01
        assert shape.colors.shape == (count, 3)
        assert 0 <= shape.colors.min() <= shape.colors.max() <= 1
        assert {*np.unique(shape.parts)} <= {*CLASS_PARTS[shape.label]}
        assert 1 <= len(shape.captions) <= 4
        assert len({*shape.captions}) == len(shape.captions)
        for caption in shape.captions:
            assert category in caption
            assert caption.split()[0] in ("a", "an", "the")
            assert caption == " ".join(caption.split())
        points, parts, colors = shape.sample(256)
        assert (points.shape, parts.shape, colors.shape) == ((256, 3), (256,), (256, 3))
        np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-6)
        assert np.linalg.norm(points, axis=1).max() == pytest.approx(1, abs=1e-6)


def test_two_of_a_category_differ():
    for category in CATEGORIES:
        shapes = [generate_shape(category, number) for number in range(12)]
        assert len({shape.triangles.tobytes() for shape in shapes}) == 12
        assert len({shape.captions[0] for shape in shapes}) >= 3, category


def test_every_part_gets_points():
    for category, parts in zip(CATEGORIES, CLASS_PARTS, strict=True):
        missing = {*parts}
        for number in range(600):
            missing -= {*np.unique(generate_shape(category, number).sample(1024)[1]).tolist()}
            if not missing:
                break
        assert not missing, [PART_NAMES[part] for part in missing]


def test_shapes_are_always_the_same_in_other_processes_too():
    code = "from procedural_shape_test import digest; print(digest())"
    folder = os.path.dirname(__file__)
    path = os.pathsep.join([folder, os.path.join(folder, "..", ".."), *sys.path])
    printed = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.split()[-1] == digest() == digest()


def test_other_seeds_and_splits_give_other_shapes():
    shapes = [
        generate_shape("vase", number, split, seed)
        for number in (0, 1)
        for split in ("train", "test", "val")
        for seed in (0, 1)
    ]
    assert len({shape.triangles.tobytes() for shape in shapes}) == len(shapes)


def test_sampled_points_are_the_surface_centred_and_scaled():
    shape = generate_shape("mug", 0)
    points, parts, colors = shape.sample(4096)
    # The middle of the surface, which the points' mean is near, and how far it reaches from there.
    weights = np.array([area(triangle[None]) for triangle in shape.triangles])
    middle = weights @ shape.triangles.mean(axis=1) / weights.sum()
    reach = np.linalg.norm(shape.triangles - middle, axis=-1).max()
    corners = (shape.triangles - middle).reshape(-1, 3) / reach
    np.testing.assert_allclose(points.min(axis=0), corners.min(axis=0), atol=0.05)
    np.testing.assert_allclose(points.max(axis=0), corners.max(axis=0), atol=0.05)
    # Parts and colours go with their points, and get as many as they are large.
    for part in np.unique(shape.parts):
        share = weights[shape.parts == part].sum() / weights.sum()
        assert (parts == part).mean() == pytest.approx(share, abs=0.03)
        known = {tuple(color) for color in shape.colors[shape.parts == part].tolist()}
        assert {tuple(color) for color in colors[parts == part].tolist()} <= known


@pytest.mark.parametrize("category", CATEGORIES[::10])
def test_points_lie_on_the_mesh(category, random):
    trimesh = pytest.importorskip("trimesh")
    triangles = generate_shape(category, 1).triangles.astype("float64")
    faces = np.arange(3 * len(triangles)).reshape(-1, 3)
    mesh = trimesh.Trimesh(triangles.reshape(-1, 3), faces, process=False)
    points, _ = sample_triangles(triangles, 64, random)
    _, distance, _ = trimesh.proximity.closest_point_naive(mesh, points)
    np.testing.assert_allclose(distance, 0, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"category": "sofabed"}, "`category` must be among"),
        ({"split": "extra"}, "`split` must be among"),
        ({"number": -1}, "`number` and `seed` must be at least 0"),
        ({"seed": -1}, "`number` and `seed` must be at least 0"),
    ],
)
def test_wrong_arguments_are_refused(options, said):
    with raises_with_advice(ValueError, said, "Received: "):
        generate_shape(**{"category": "cup", "number": 0, **options})
