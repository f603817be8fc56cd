"""Draw how what is pretrained depends on the number of shapes, from `examples/results/`.

    python tools/plot_pretraining.py

Reads a CSV whose first column counts shapes and whose others are accuracies between 0 and 1.
"""

import csv
from pathlib import Path

from absl import app, flags
from matplotlib.figure import Figure

from keras_recon.visualization.figure_file import save_figure

EXAMPLES = Path(__file__).parents[1] / "examples"
flags.DEFINE_string("results", str(EXAMPLES / "results/pretraining_shapes.csv"), "CSV to read.")
flags.DEFINE_string("picture", str(EXAMPLES / "images/pretraining_shapes.png"), "File to write.")
FLAGS = flags.FLAGS


def plot_pretraining(rows):
    """A figure with a line for each column but the first, over the first."""
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    panel = figure.subplots()
    first, *names = rows[0]
    counts = [int(row[first]) for row in rows]
    for name in names:
        values = [float(row[name]) for row in rows]
        panel.semilogx(counts, values, marker="o", label=name)
    panel.set_xticks(counts, [f"{count:,}" for count in counts])
    panel.minorticks_off()
    panel.set_xlabel(first.replace("_", " "))
    panel.set_ylabel("accuracy")
    figure.legend(loc="outside upper center", ncols=2, fontsize="small")
    return figure


def main(_):
    with open(FLAGS.results, newline="") as file:
        rows = list(csv.DictReader(file))
    save_figure(plot_pretraining(rows), FLAGS.picture)
    print(f"Wrote {FLAGS.picture}")


if __name__ == "__main__":
    app.run(main)
