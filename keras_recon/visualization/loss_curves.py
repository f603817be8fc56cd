"""Pictures of how training went."""

from keras_recon.visualization.figure_file import save_figure


def plot_loss_curves(history, path):
    """Draw each logged quantity over the epochs, in a panel of its own.

    Args:
        history: Dict from names to a list of one float an epoch, as `read_history` gives it.
        path: Path of the picture to write.

    Returns:
        The path.

    Raises:
        ValueError: If the history is empty.

    Example:

    ```python
    import tempfile
    import keras_recon

    history = {"loss": [1.0, 0.5, 0.4], "learning_rate": [1e-4, 1e-3, 1e-6]}
    path = tempfile.mkdtemp() + "/losses.png"
    keras_recon.visualization.plot_loss_curves(history, path)
    ```
    """
    from matplotlib.figure import Figure

    if not history:
        raise ValueError(f"`history` must hold at least one quantity. Received: {history}")
    # The sum first, its terms after it, the learning rate last.
    names = sorted(history, key=lambda name: (name != "loss", name == "learning_rate"))
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(4 * columns, 2.6 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for panel, name in zip(panels, names, strict=False):
        values = history[name]
        panel.plot(range(1, len(values) + 1), values, color="#2a6f97", linewidth=1.8)
        panel.set_title(name.replace("_", " "), loc="left", fontsize=11)
        # The fall of the first epochs would flatten the rest.
        low, high = min(values), sorted(values)[-1 - len(values) // 20]
        margin = 0.08 * (high - low) or 0.1
        panel.set_ylim(low - margin, high + margin)
        panel.grid(alpha=0.25)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels[len(names) :]:
        panel.set_visible(False)
    for panel in panels[max(0, len(names) - columns) : len(names)]:
        panel.set_xlabel("epoch")
    return save_figure(figure, path)
