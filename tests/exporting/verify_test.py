import numpy as np
import pytest
from harness import tiny_backbone

from keras_recon.exporting.verify import _worst, verify

WANTED = {"1 of 64 points": {"logits": np.array([0.5, -2.0]), "features": np.array([300.0])}}


def answered(**changes):
    return {"1 of 64 points": {**WANTED["1 of 64 points"], **changes}}


def test_equal_answers_do_not_differ():
    assert _worst(WANTED, answered(**{"embed/features": np.array([300.0])}))[1] == 0


@pytest.mark.parametrize(
    ("changes", "name", "difference"),
    [
        ({"logits": np.array([0.5, -2.2])}, "logits", 0.1),
        ({"features": np.array([303.0])}, "features", 0.01),
        ({"serve/logits": np.array([0.1, -2.0])}, "serve/logits", 0.2),
        ({"logits": np.array([0.5, np.nan])}, "logits", np.inf),
        ({"logits": np.array([0.5])}, "logits", np.inf),
        ({"extra": np.array([0.5])}, "extra", np.inf),
    ],
)
def test_what_differs_most_is_named(changes, name, difference):
    found = _worst(WANTED, answered(**changes))
    assert found == (f"{name} of 1 of 64 points", pytest.approx(difference))


def test_what_is_missing_is_named():
    del (actual := answered())["1 of 64 points"]["logits"]
    assert _worst(WANTED, actual) == ("logits of 1 of 64 points", np.inf)


def test_a_damaged_artefact_is_refused(tmp_path):
    pytest.importorskip("onnxruntime")
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(RuntimeError, match=r"(?s)onnx artefact does not answer.*InvalidProtobuf"):
        verify(tiny_backbone(), None, tmp_path / "model.onnx", "onnx")
