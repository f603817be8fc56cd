import pytest

from keras_recon.visualization import (
    confusion_matrix,
    loss_curves,
    orientations,
    part_labels,
    reconstructions,
)


@pytest.fixture
def drawn(monkeypatch):
    """Figures instead of files."""
    figures = []
    for module in (confusion_matrix, loss_curves, orientations, part_labels, reconstructions):
        monkeypatch.setattr(
            module, "save_figure", lambda figure, path: figures.append(figure) or path
        )
    return figures
