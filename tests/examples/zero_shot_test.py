import numpy as np
import pytest
from example_runs import TINY_SHAPES, run_example
from published_layouts import write_modelnet

import keras_recon
from keras_recon.teachers import save_class_features


@pytest.mark.slow
def test_unseen_classes_of_home3d_are_labelled(preset, tmp_path):
    flags = ["--seeds=3", "--epochs=1", "--num_points=64", f"--preset={preset}"]
    metrics, printed = run_example("zero_shot", tmp_path / "out", *flags)
    assert metrics["classes"] == list(keras_recon.datasets.load_home3d("test").class_names[::3])
    assert metrics["chance"] == 1 / 8
    for key in ("accuracy", "untrained_accuracy"):
        assert len(metrics[key]["values"]) == 1
    assert "Untrained accuracy: " in printed
    assert (tmp_path / "out" / "confusion_matrix.png").stat().st_size > 1000


@pytest.mark.slow
@pytest.mark.parametrize("published", [False, True])
def test_modelnet_is_labelled_by_the_published_recipe(published, preset, tmp_path, random):
    write_modelnet(tmp_path)
    train, test = (keras_recon.datasets.load_modelnet(tmp_path, s) for s in ("train", "test"))
    features = random.normal(size=(len(test.class_names), 5))
    save_class_features(tmp_path / "classes.npz", test.class_names, features, "random")
    backbone = keras_recon.ReConBackbone.from_preset(preset)
    pretrainer = keras_recon.ReConPretrainer(backbone, decoder_depth=1, image_dim=5, text_dim=5)
    pretrainer.save_to_preset(preset)
    flags = ["--recipe=modelnet40", f"--data_dir={tmp_path}", f"--preset={preset}", *TINY_SHAPES]
    flags += [f"--class_features={tmp_path / 'classes.npz'}", "--group_size=8"]
    metrics, _ = run_example(
        "zero_shot", tmp_path / "out", *flags, *(["--published"] if published else [])
    )

    shapes = [train, test] if published else [test]
    classifier = keras_recon.ReConZeroShotClassifier.from_pretrainer(
        pretrainer, test.class_names, features, text_weight=0.25
    )
    right = []
    for data in shapes:
        points = keras_recon.data.keep_farthest(data, 64).points
        right += [*(classifier.predict(points, verbose=0).argmax(-1) == data.labels)]
    assert metrics["accuracy"]["values"] == [pytest.approx(np.mean(right))]
    assert metrics["shapes"] == len(right)


@pytest.mark.slow
def test_without_features_of_the_classes_it_says_what_is_missing(preset, tmp_path):
    write_modelnet(tmp_path)
    flags = ["--recipe=modelnet40", f"--data_dir={tmp_path}", f"--preset={preset}"]
    with pytest.raises(AssertionError, match="give --class_features or --teacher"):
        run_example("zero_shot", tmp_path / "out", *flags)
