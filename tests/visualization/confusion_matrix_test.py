import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.visualization import plot_confusion_matrix


def test_counts_are_numbers_and_shares_of_the_true_class_are_shades(drawn):
    matrix = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 0]])
    plot_confusion_matrix(matrix, ["chair", "sofa", "bed"], "matrix.png")
    (panel,) = drawn[0].axes
    numbers = {text.get_position(): text.get_text() for text in panel.texts}
    assert numbers == {(0, 0): "8", (1, 0): "2", (1, 1): "5", (2, 1): "5"}
    shares = panel.images[0].get_array()
    np.testing.assert_allclose(shares, [[0.8, 0.2, 0], [0, 0.5, 0.5], [0, 0, 0]])
    assert [label.get_text() for label in panel.get_yticklabels()] == ["chair", "sofa", "bed"]


def test_writes_a_picture(tmp_path):
    path = plot_confusion_matrix(np.eye(2, dtype=int), ["a", "b"], tmp_path / "matrix.png")
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (2,)])
def test_a_matrix_of_another_shape_is_refused(shape):
    with raises_with_advice(ValueError, "(2, 2)", str(shape)):
        plot_confusion_matrix(np.zeros(shape, int), ["a", "b"], "matrix.png")
