"""Pictures as files."""

from pathlib import Path

from keras_recon.files import replacing


def save_figure(figure, path, dpi=150):
    """Write a Matplotlib figure; an interrupted write leaves no half picture.

    Args:
        figure: A `matplotlib.figure.Figure`.
        path: Path of the file; its ending says the format.
        dpi: Pixels an inch.

    Returns:
        The path.

    Example:

    ```python
    import tempfile
    from matplotlib.figure import Figure
    from keras_recon.visualization.figure_file import save_figure

    save_figure(Figure(), tempfile.mkdtemp() + "/empty.png")
    ```
    """
    path = Path(path)
    with replacing(path) as partial:
        figure.savefig(partial, format=path.suffix[1:], dpi=dpi, bbox_inches="tight")
    return path
