import json
from pathlib import Path

import numpy as np
import pytest
from convert_official_checkpoint import read_checkpoint

torch = pytest.importorskip("torch", reason="the baseline is PyTorch")
baseline = pytest.importorskip("part_segmentation_torch")
FIXTURES = Path(__file__).parents[1] / "fixtures"
CONFIG = json.loads((FIXTURES / "configs.json").read_text())["part_segmenter"]
SIZES = {"heads": 3, "groups": 16, "size": 8, "fetched_blocks": (0, 1, 2)}


def test_baseline_gives_the_published_log_probabilities():
    numbers = np.load(FIXTURES / "part_segmenter.npz")
    tensors = read_checkpoint(FIXTURES / "part_segmenter.pth")
    weights = {name: torch.from_numpy(value) for name, value in tensors.items()}
    batch = [torch.from_numpy(numbers[name]) for name in ("points", "shape_class")]
    logits = baseline.segment(weights, *batch, **SIZES)
    wanted = numbers["eval/log_probabilities"]
    error = np.abs(logits.log_softmax(-1).numpy() - wanted).max() / np.abs(wanted).max()
    assert error <= 1e-5


def test_random_weights_have_the_names_and_shapes_of_the_published_ones():
    tensors = read_checkpoint(FIXTURES / "part_segmenter.pth")
    published = {k: v.shape for k, v in tensors.items() if not k.endswith("num_batches_tracked")}
    drawn = baseline.random_weights(CONFIG["trans_dim"], CONFIG["depth"])
    assert {name: tuple(value.shape) for name, value in drawn.items()} == published


def test_every_random_weight_has_a_gradient():
    torch.manual_seed(0)
    weights = baseline.random_weights(48, 3)
    points = torch.randn(2, 64, 3)
    baseline.segment(
        weights, points, torch.tensor([0, 1]), **SIZES, training=True
    ).sin().sum().backward()
    missing = [k for k, v in weights.items() if v.requires_grad and v.grad is None]
    assert missing == []
