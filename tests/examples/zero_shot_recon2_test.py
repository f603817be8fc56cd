import numpy as np
import pytest
from example_runs import run_example
from harness import tiny_recon2_pretrainer, to_numpy
from published_layouts import (
    write_objaverse_lvis,
    write_openshape_modelnet40,
    write_openshape_scanobjectnn,
)

import keras_recon
from keras_recon.datasets import load_dataset, load_openshape_class_features

pytestmark = pytest.mark.slow
RECIPES = {
    "objaverse_lvis": ("objaverse_lvis", write_objaverse_lvis, 0.5),
    "modelnet40_recon2": ("openshape_modelnet40", write_openshape_modelnet40, 0.5),
    "scanobjectnn_recon2": ("openshape_scanobjectnn", write_openshape_scanobjectnn, 0.3),
}


@pytest.fixture
def pretrainer():
    return tiny_recon2_pretrainer()


def shape_features(pretrainer, data, text_weight):
    """The mean of the image tokens and, weighted, that of the text tokens, shape by shape."""
    batches = keras_recon.data.point_cloud_dataset(
        data, 32, num_points=data.num_points, default_color=0.4
    )
    features = []
    for points in batches.unbatch().as_numpy_iterator():
        tokens = to_numpy(pretrainer.project(pretrainer.backbone(points[None])))
        image, text = (tokens[f"{name}_tokens"][0].mean(axis=0) for name in ("image", "text"))
        features.append(image + text_weight * text)
    return np.stack(features)


@pytest.mark.parametrize("recipe", RECIPES)
def test_published_recipes_label_the_published_test_shapes(recipe, pretrainer, tmp_path):
    dataset, write, text_weight = RECIPES[recipe]
    write(tmp_path)
    pretrainer.save_to_preset(tmp_path / "preset")
    data = load_dataset(dataset, "test", tmp_path)
    flags = [f"--recipe={recipe}", f"--data_dir={tmp_path}", f"--preset={tmp_path / 'preset'}"]
    metrics, printed = run_example("zero_shot", tmp_path / "out", *flags)

    classes = load_openshape_class_features(dataset, tmp_path, data.class_names)
    classes /= np.linalg.norm(classes, axis=1, keepdims=True)
    order = np.argsort(-shape_features(pretrainer, data, text_weight) @ classes.T, axis=1)
    for key, count in (("accuracy", 1), ("top_3_accuracy", 3), ("top_5_accuracy", 5)):
        expected = np.mean(
            [label in row[:count] for label, row in zip(data.labels, order, strict=True)]
        )
        assert metrics[key]["values"] == [pytest.approx(expected)]
    assert metrics["shapes"] == len(data)
    assert metrics["classes"] == list(data.class_names)
    assert "Top 5 accuracy: " in printed


def test_colors_from_0_to_255_are_refused(pretrainer, tmp_path):
    write_objaverse_lvis(tmp_path)
    pretrainer.save_to_preset(tmp_path / "preset")
    [path, *_] = (tmp_path / "objaverse-processed").rglob("*.npy")
    shape = np.load(path, allow_pickle=True).item()
    np.save(path, {**shape, "rgb": 255 * shape["rgb"]}, allow_pickle=True)
    flags = ["--recipe=objaverse_lvis", f"--data_dir={tmp_path}", f"--preset={tmp_path / 'preset'}"]
    with pytest.raises(
        AssertionError, match=r"`rgb` must be numbers of shape \(100, 3\), from 0 to 1"
    ):
        run_example("zero_shot", tmp_path / "out", *flags)
    assert not (tmp_path / "out" / "metrics.json").exists()


def test_a_teacher_encodes_the_64_prompts(pretrainer, tmp_path):
    models = pytest.importorskip("keras_hub").models
    letters = "abcdefghijklmnopqrstuvwxyz_."
    tokens = [*letters, *(f"{one}</w>" for one in letters), "ab</w>", "<|startoftext|>"]
    tokens.append("<|endoftext|>")
    clip = models.CLIPBackbone(
        models.CLIPVisionEncoder(8, 16, 1, 2, 32, image_shape=(32, 32, 3)),
        models.CLIPTextEncoder(len(tokens), 16, 16, 1, 2, 32),
        projection_dim=16,
    )
    clip.save_to_preset(tmp_path / "clip")
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = models.CLIPTokenizer(vocabulary, merges=["a b</w>"])
    models.CLIPPreprocessor(tokenizer).save_to_preset(tmp_path / "clip")
    write_openshape_modelnet40(tmp_path)
    pretrainer.save_to_preset(tmp_path / "preset")
    data = load_dataset("openshape_modelnet40", "test", tmp_path)
    flags = ["--recipe=modelnet40_recon2", f"--data_dir={tmp_path}"]
    flags += [f"--preset={tmp_path / 'preset'}", f"--teacher=clip:{tmp_path / 'clip'}"]
    metrics, _ = run_example("zero_shot", tmp_path / "out", *flags)

    teacher = keras_recon.teachers.CLIPTeacher(tmp_path / "clip")
    classes = []
    for name in data.class_names:
        prompts = [template.format(name) for template in keras_recon.teachers.ULIP_TEMPLATES]
        assert len({*prompts}) == 64
        each = np.concatenate([teacher.encode_texts([prompt]) for prompt in prompts])
        mean = (each / np.linalg.norm(each, axis=1, keepdims=True)).mean(axis=0)
        classes.append(mean / np.linalg.norm(mean))
    chosen = (shape_features(pretrainer, data, 0.5) @ np.stack(classes).T).argmax(axis=1)
    assert metrics["accuracy"]["values"] == [pytest.approx(np.mean(chosen == data.labels))]
