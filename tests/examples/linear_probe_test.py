import numpy as np
import pytest
from example_runs import TINY_SHAPES, run_example
from published_layouts import write_modelnet
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import keras_recon


@pytest.mark.slow
def test_modelnet_is_probed_by_the_published_recipe(preset, tmp_path):
    write_modelnet(tmp_path)
    flags = ["--recipe=modelnet40", f"--data_dir={tmp_path}", f"--preset={preset}", *TINY_SHAPES]
    metrics, _ = run_example("linear_probe", tmp_path / "out", *flags)

    backbone = keras_recon.ReConBackbone.from_preset(preset)
    preprocessor = keras_recon.layers.PointCloudPreprocessor(64, normalize=False)
    train, test = (keras_recon.datasets.load_modelnet(tmp_path, s) for s in ("train", "test"))
    features = [
        keras_recon.probe_features(backbone, np.array(preprocessor(data.points)))
        for data in (train, test)
    ]
    pipeline = make_pipeline(StandardScaler(), SVC(kernel="linear", C=0.075))
    expected = pipeline.fit(features[0], train.labels).score(features[1], test.labels)
    assert metrics["accuracy"] == expected
    assert len(metrics["untrained"]["values"]) == 3
    assert metrics["test_shapes"] == 18


@pytest.mark.slow
def test_weights_alone_are_probed_where_no_seed_is_given(preset, tmp_path):
    flags = [f"--preset={preset}", *TINY_SHAPES, "--untrained_seeds="]
    metrics, _ = run_example("linear_probe", tmp_path, *flags)
    assert metrics["accuracy"] > 0.1
    assert "untrained" not in metrics


@pytest.mark.slow
def test_a_size_without_weights_is_not_called_pretrained(tmp_path):
    flags = ["--preset=recon_nano", "--num_points=128", "--untrained_seeds=0"]
    metrics, printed = run_example("linear_probe", tmp_path, *flags)
    assert "accuracy" not in metrics
    assert "recon_nano is a size without weights" in printed
