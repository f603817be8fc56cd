import types

import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.data import PointCloudData
from keras_recon.visualization import plot_reconstructions, plot_reconstructions_of
from keras_recon.visualization.point_panel import project


def clouds(random, shapes):
    return [random.normal(size=(shapes, count, 3)) for count in (20, 30, 40)]


@pytest.mark.parametrize("shapes", [1, 3, 4, 5])
def test_each_shape_has_a_row_of_three_panels(shapes, random, drawn):
    names = [f"shape {index}" for index in range(shapes)]
    plot_reconstructions(*clouds(random, shapes), names, "grid.png")
    counts = [
        len(panel.collections[0].get_offsets()) for panel in drawn[0].axes if panel.collections
    ]
    assert sorted(counts) == sorted([20, 50, 40] * shapes)
    texts = [text.get_text() for panel in drawn[0].axes for text in panel.texts]
    assert sorted(texts) == names


def test_panels_of_a_shape_have_one_scale_that_holds_the_truth(random, drawn):
    visible, made, truth = clouds(random, 1)
    plot_reconstructions(visible, made, truth, ["shape"], "grid.png")
    limits = {(*panel.get_xlim(), *panel.get_ylim()) for panel in drawn[0].axes}
    ((left, right, low, high),) = limits
    across, up, _ = project(truth[0]).T
    assert left <= across.min() < across.max() <= right
    assert low <= up.min() < up.max() <= high
    assert right - left == pytest.approx(high - low)


def test_writes_a_picture(random, tmp_path):
    path = plot_reconstructions(*clouds(random, 2), ["a", "b"], tmp_path / "grid.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_numbers_of_shapes_that_differ_are_refused(random):
    visible, made, truth = clouds(random, 2)
    with raises_with_advice(ValueError, "of one length", "[2, 2, 1, 2]"):
        plot_reconstructions(visible, made, truth[:1], ["a", "b"], "grid.png")


class Halves:
    """Sees the first points, and makes the others up from them."""

    backbone = types.SimpleNamespace(default_color=0.4)

    def preprocessor(self, points):
        return points

    def reconstruct(self, points):
        return {"visible": points[:, :10], "reconstruction": -points[:, :10]}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [([0, 1, 1, 2, 1, 2], "bda"), ([-1] * 6, "abc"), ([0, 0, 0, 0, 0, 1], "afb")],
)
def test_shapes_are_of_the_largest_classes_first(labels, expected, random, drawn):
    names = ["one", "two", "three"], [*"abcdef"]
    colors = random.uniform(size=(6, 40, 3))
    points = random.normal(size=(6, 40, 3))
    source = PointCloudData(points, np.array(labels), *names, colors=colors)
    plot_reconstructions_of(Halves(), source, "grid.png", num_shapes=3)
    texts = [text.get_text() for panel in drawn[0].axes for text in panel.texts]
    assert "".join(texts) == expected
