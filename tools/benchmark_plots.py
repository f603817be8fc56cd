"""Pictures of what `benchmark.py` measured."""

import numpy as np
from matplotlib.figure import Figure

from keras_recon.visualization.figure_file import save_figure


def unique(rows, key):
    return list(dict.fromkeys(row[key] for row in rows))


def growth(xs, ys):
    """The exponent of y ~ x ** exponent, by least squares on the logarithms."""
    return float(np.polyfit(np.log(xs), np.log(ys), 1)[0])


def plot_scaling(rows, path):
    """A panel for each size that was swept, with the exponents of growth."""
    axes = unique(rows, "axis")
    figure = Figure(figsize=(3 * len(axes), 3))
    panels = figure.subplots(1, len(axes), sharey=True)
    fastest, *_, slowest = sorted(row["seconds"] for row in rows)
    for panel, axis in zip(panels, axes, strict=True):
        for name in unique(rows, "implementation"):
            of = [row for row in rows if (row["axis"], row["implementation"]) == (axis, name)]
            values, seconds = ([row[key] for row in of] for key in ("value", "seconds"))
            exponent = growth(values, seconds)
            panel.loglog(values, seconds, marker="o", label=f"{name}: {exponent:.2f}")
        panel.set_xticks(values, values)
        panel.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
        panel.set_xlabel(axis.removeprefix("num_").replace("_", " "))
        panel.set_ylim(0.8 * fastest, 4 * slowest)  # room for the legend
        panel.legend(
            title="exponent", fontsize="x-small", title_fontsize="x-small", loc="upper left"
        )
    panels[0].set_ylabel("seconds a step")
    save_figure(figure, path)


def plot_comparison(rows, path):
    """Bars of time and memory, one for each row."""
    figure = Figure(figsize=(8, 0.6 + 0.4 * len(rows)))
    names = [f"{row['preset']}, {row['implementation']}" for row in rows]
    labels = {"seconds": "seconds a step", "peak_memory_gib": "peak memory, GiB"}
    panels = figure.subplots(1, len(labels), sharey=True)
    for panel, (key, label) in zip(panels, labels.items(), strict=True):
        panel.bar_label(panel.barh(names, [row[key] for row in rows]), fmt="%.3g", padding=2)
        panel.margins(x=0.15)
        panel.set_xlabel(label)
    panels[0].invert_yaxis()
    save_figure(figure, path)
