"""Grids of shapes, a row of panels for each."""


def shape_grid(names, titles, widths):
    """Make a figure with a row of empty panels for each shape, named in its first panel.

    Args:
        names: The name of each shape.
        titles: The title of each column.
        widths: The width of each column, as a multiple of the height of a row.

    Returns:
        A Matplotlib figure, and for each shape its panels, one a column.

    Example:

    ```python
    from keras_recon.visualization.shape_grid import shape_grid

    figure, rows = shape_grid(["chair"], ["points", "parts"], [1, 1])
    seen, parts = rows[0]
    ```
    """
    from matplotlib.figure import Figure

    # Two shapes side by side, so that the picture fits a page.
    sides = 2 if len(names) > 3 else 1
    lines = -(-len(names) // sides)
    size = 2.4 * sum(widths) * sides, 2.4 * lines + 0.4
    figure = Figure(figsize=size, layout="constrained")
    panels = figure.subplots(
        lines, len(titles) * sides, squeeze=False, width_ratios=[*widths] * sides
    )
    for panel in panels.ravel():
        panel.axis("off")
    for panel, title in zip(panels[0], [*titles] * sides, strict=True):
        panel.set_title(title, fontsize=11, color="#333333")
    rows = panels.reshape(-1, len(titles))[: len(names)]
    for row, name in zip(rows, names, strict=True):
        # It may be longer than its panel is wide, which the layout must not follow.
        row[0].text(
            0.02, 0.02, name, transform=row[0].transAxes, fontsize=9, fontweight="bold", va="top"
        ).set_in_layout(False)
    return figure, rows
