"""Pictures, drawn with Matplotlib, and pages for a browser."""

from keras_recon.visualization.confusion_matrix import plot_confusion_matrix
from keras_recon.visualization.loss_curves import plot_loss_curves
from keras_recon.visualization.orientations import plot_orientations
from keras_recon.visualization.part_labels import plot_part_labels
from keras_recon.visualization.reconstructions import (
    plot_reconstructions,
    plot_reconstructions_of,
)
from keras_recon.visualization.search_page import write_search_page

__all__ = [
    "plot_confusion_matrix",
    "plot_loss_curves",
    "plot_orientations",
    "plot_part_labels",
    "plot_reconstructions",
    "plot_reconstructions_of",
    "write_search_page",
]
