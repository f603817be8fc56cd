import pytest
from harness import raises_with_advice
from matplotlib.figure import Figure

from keras_recon.visualization import plot_loss_curves


def test_each_quantity_has_a_panel_the_sum_first_the_rate_last(drawn):
    history = {"learning_rate": [1, 2], "image": [3, 4], "loss": [5, 6], "text": [7, 8]}
    plot_loss_curves(history, "losses.png")
    panels = [panel for panel in drawn[0].axes if panel.get_visible()]
    titles = [panel.get_title(loc="left") for panel in panels]
    assert titles == ["loss", "image", "text", "learning rate"]
    curves = [panel.lines[0].get_xydata().tolist() for panel in panels]
    assert curves[0] == [[1, 5], [2, 6]]
    assert curves[3] == [[1, 1], [2, 2]]


@pytest.mark.parametrize("values", [[1.0], [0.0, 0.0], [2.0] * 40])
def test_short_and_flat_histories_are_drawn(values, tmp_path):
    path = plot_loss_curves({"loss": values}, tmp_path / "losses.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_no_history_is_refused(tmp_path):
    with raises_with_advice(ValueError, "at least one quantity"):
        plot_loss_curves({}, tmp_path / "losses.png")
    assert list(tmp_path.iterdir()) == []


def test_a_figure_is_not_kept_open(drawn):
    from matplotlib import pyplot

    plot_loss_curves({"loss": [1.0]}, "losses.png")
    assert isinstance(drawn[0], Figure)
    assert pyplot.get_fignums() == []
