import pathlib
import subprocess
import sys

import numpy as np

from keras_recon.data import point_cloud_dataset
from keras_recon.datasets import load_home3d

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "build_tfrecords.py"


def test_writes_the_test_split_in_shards(tmp_path):
    folder = tmp_path / "shards"
    arguments = ["--dataset=home3d", "--split=test", "--shards=3", f"--output_dir={folder}"]
    done = subprocess.run(
        [sys.executable, str(TOOL), *arguments], capture_output=True, text=True, check=True
    )
    assert "132 shapes in 3 shards" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == [
        "00000-of-00003.tfrecord",
        "00001-of-00003.tfrecord",
        "00002-of-00003.tfrecord",
        "index.json",
    ]
    data = load_home3d("test")
    dataset = point_cloud_dataset(folder, len(data), features=["text_features"], labels=True)
    ((inputs, labels),) = dataset.as_numpy_iterator()
    np.testing.assert_array_equal(inputs["points"], data.points)
    np.testing.assert_array_equal(inputs["text_features"], data.text_features)
    np.testing.assert_array_equal(labels, data.labels)
