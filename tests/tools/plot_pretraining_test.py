import pathlib
import subprocess
import sys

import pytest
from plot_pretraining import plot_pretraining

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "plot_pretraining.py"


def test_each_figure_is_a_line_over_the_number_of_shapes():
    rows = [{"shapes": "10", "a": "0.5", "b": "0.1"}, {"shapes": "100", "a": "0.6", "b": "0.4"}]
    [panel] = plot_pretraining(rows).axes
    lines = {line.get_label(): line for line in panel.lines}
    assert lines.keys() == {"a", "b"}
    assert all(list(line.get_xdata()) == [10, 100] for line in lines.values())
    assert list(lines["b"].get_ydata()) == [0.1, 0.4]
    assert panel.get_xscale() == "log"


@pytest.mark.slow
def test_tool_draws_the_figures_of_a_file(tmp_path):
    results, picture = tmp_path / "figures.csv", tmp_path / "figures.png"
    results.write_text("shapes,probe\n10,0.5\n100,0.75\n")
    flags = [f"--results={results}", f"--picture={picture}"]
    subprocess.run([sys.executable, str(TOOL), *flags], check=True)
    assert picture.read_bytes().startswith(b"\x89PNG")
