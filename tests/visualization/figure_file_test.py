import pytest
from matplotlib import image
from matplotlib.figure import Figure

from keras_recon.visualization.figure_file import save_figure


def test_writes_a_picture_of_the_size_asked_for(tmp_path):
    figure = Figure(figsize=(3, 2), facecolor="red")
    path = save_figure(figure, tmp_path / "new" / "picture.png", dpi=50)
    picture = image.imread(path)
    # Cropped to what is drawn, with a little margin.
    assert picture.shape[0] == pytest.approx(100, abs=15)
    assert picture.shape[1] == pytest.approx(150, abs=15)
    assert (picture[:, :, 0] == 1).all()


def test_a_failure_leaves_the_earlier_picture_alone(tmp_path, monkeypatch):
    path = save_figure(Figure(), tmp_path / "picture.png")
    before = path.read_bytes()

    def fail(self, partial, **kwargs):
        partial.write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(OSError, match="No space"):
        save_figure(Figure(), path)
    assert [file.name for file in tmp_path.iterdir()] == ["picture.png"]
    assert path.read_bytes() == before
