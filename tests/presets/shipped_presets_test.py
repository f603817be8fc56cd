"""Presets that ship with weights say what they are, and reach what they tell."""

from pathlib import Path

import pytest
from evaluate_presets import evaluate

import keras_recon
from keras_recon.presets import describe_preset, read_preset
from keras_recon.presets.model_card import model_card

CARDS = Path(__file__).parents[2] / "docs" / "presets"
SHIPPED = [*keras_recon.Task.presets]


def test_four_ship():
    assert SHIPPED == [
        "recon_nano_furniture_parts",
        "recon_nano_home3d",
        "recon_nano_home3d_classifier",
        "recon_nano_shapes",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_preset_is_small_and_says_what_it_is(name):
    folder = read_preset(name).weights.parent
    assert sum(path.stat().st_size for path in folder.iterdir()) < 12e6
    facts = describe_preset(name)
    assert {"num_points", "normalize", "up_axis", "trained_up_axis"} <= facts["preprocessor"].keys()
    metadata = facts["metadata"]
    for text in ("description", "command", "measured", "limits", "license", "data"):
        assert metadata[text]
    assert {"recipe", "metrics", "datasets"} <= metadata.keys()
    metrics, of_weights = metadata["metrics"], metadata["metrics_of_weights"]
    counts = {
        name: len(figure["values"])
        for name, figure in metrics.items()
        if isinstance(figure, dict) and "values" in figure and name in of_weights
    }
    assert {*counts.values()} == {len(metrics["seeds"])} == {3}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_card_in_the_documentation_is_that_of_the_metadata(name):
    card = (CARDS / f"{name}.md").read_text(encoding="utf-8")
    # python -m keras_recon presets NAME --format=card --output=docs/presets/NAME.md
    assert card == model_card(read_preset(name).weights.parent, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_weights_reach_what_the_metadata_tell(name):
    for told, measured, tolerance in evaluate(name).values():
        assert measured == pytest.approx(told, abs=tolerance)
