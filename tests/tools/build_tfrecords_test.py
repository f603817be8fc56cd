import pathlib
import subprocess
import sys

import numpy as np
import pytest
from published_layouts import write_shapenet55

from keras_recon.data import point_cloud_dataset, scale_teacher_features
from keras_recon.datasets import load_dataset, load_home3d, load_shapenet55

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "build_tfrecords.py"


def build(*arguments):
    command = [sys.executable, str(TOOL), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_writes_the_test_split_in_shards(tmp_path):
    folder = tmp_path / "shards"
    arguments = ["--split=test", "--shards=3", "--scale_teacher_features"]
    output = build("--dataset=home3d", f"--output_dir={folder}", *arguments)
    assert "132 shapes in 3 shards" in output
    assert sorted(path.name for path in folder.iterdir()) == [
        "00000-of-00003.tfrecord",
        "00001-of-00003.tfrecord",
        "00002-of-00003.tfrecord",
        "index.json",
    ]
    data = scale_teacher_features(load_home3d("test"))
    dataset = point_cloud_dataset(folder, len(data), features=["text_features"], labels=True)
    ((inputs, labels),) = dataset.as_numpy_iterator()
    np.testing.assert_array_equal(inputs["points"], data.points)
    np.testing.assert_array_equal(inputs["text_features"], data.text_features)
    np.testing.assert_array_equal(labels, data.labels)


@pytest.mark.slow
def test_writes_a_stream(tmp_path):
    write_shapenet55(tmp_path / "shapenet")
    folder = tmp_path / "shards" / "train"
    arguments = f"--data_dir={tmp_path / 'shapenet'}", f"--output_dir={folder}"
    assert "12 shapes in 8 shards" in build("--dataset=shapenet55", *arguments)
    data = load_shapenet55(tmp_path / "shapenet", "train", stream=False)
    shards = load_dataset("shards", "train", tmp_path / "shards")
    (points,) = point_cloud_dataset(shards, len(data)).as_numpy_iterator()
    np.testing.assert_array_equal(points, data.points)
