import numpy as np
import pytest
from harness import raises_with_advice
from matplotlib.colors import to_rgb

from keras_recon.visualization import plot_part_labels
from keras_recon.visualization.part_labels import WRONG_COLOR

PARTS = ("leg", "seat", "back")


@pytest.fixture
def labelled(random):
    points, truth = random.normal(size=(5, 40, 3)), random.integers(0, 3, (5, 40))
    predicted = truth.copy()
    predicted[:, :10] = (truth[:, :10] + 1) % 3
    return points, predicted, truth


@pytest.mark.parametrize("shapes", [1, 3, 5])
def test_each_shape_has_panels_of_prediction_truth_and_errors(shapes, labelled, drawn):
    names = [f"shape {index}" for index in range(shapes)]
    plot_part_labels(*(x[:shapes] for x in labelled), PARTS, names, "parts.png")
    counts = [len(p.collections[0].get_offsets()) for p in drawn[0].axes if p.collections]
    assert counts == [40] * 3 * shapes
    texts = [text.get_text() for panel in drawn[0].axes for text in panel.texts]
    assert sorted(texts) == sorted([*names, *PARTS * shapes])


def full_colors(panel):
    """The hue of each point, by its place: paleness mixes white in."""
    dots = panel.collections[0]
    colors = dots.get_facecolors()[:, :3]
    return {tuple(place): color for place, color in zip(dots.get_offsets(), colors, strict=True)}


def test_wrong_points_alone_are_red_and_points_without_a_part_are_not(labelled, drawn):
    points, predicted, truth = (x[:1] for x in labelled)
    truth[0, :4] = -1
    plot_part_labels(points, predicted, truth, PARTS, ["shape"], "parts.png")
    red = to_rgb(WRONG_COLOR)
    colors = np.array([*full_colors(drawn[0].axes[2]).values()])
    # A colour between red and white: the share of white is the same in each channel.
    white = (colors - red) / (1 - np.array(red))
    assert (np.ptp(white, axis=1) < 1e-6).sum() == 6


def test_a_part_has_one_colour_in_prediction_and_truth(labelled, drawn):
    points, _, truth = (x[:1] for x in labelled)
    plot_part_labels(points, truth, truth, PARTS, ["shape"], "parts.png")
    prediction, true = (full_colors(panel) for panel in drawn[0].axes[:2])
    assert prediction.keys() == true.keys()
    for place, color in prediction.items():
        np.testing.assert_allclose(color, true[place])


def test_writes_a_picture(labelled, tmp_path):
    path = plot_part_labels(*labelled, PARTS, "abcde", tmp_path / "parts.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_labels_of_another_shape_are_refused(labelled):
    points, predicted, truth = labelled
    with raises_with_advice(ValueError, "`predicted` and `truth`", "(5, 39)"):
        plot_part_labels(points, predicted[:, :39], truth, PARTS, "abcde", "parts.png")
