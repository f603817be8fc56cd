import pathlib
import subprocess
import sys

import numpy as np
import pytest
from meshes import write_block

pytest.importorskip("pyvista")
image = pytest.importorskip("PIL.Image")
TOOL = pathlib.Path(__file__).parents[2] / "tools" / "render_views.py"


def render(*arguments):
    command = [sys.executable, str(TOOL), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def folders(tmp_path):
    write_block(tmp_path / "shapes" / "chair" / "a.obj")
    (tmp_path / "shapes" / "broken.ply").write_bytes(b"ply\n")
    return [f"--data_dir={tmp_path / 'shapes'}", f"--output_dir={tmp_path / 'views'}"]


def colors(path):
    """How many pixels aren't white."""
    return (np.asarray(image.open(path).convert("RGB")) < 250).any(axis=2).sum()


@pytest.mark.slow
def test_draws_shapes_and_a_sheet(folders, tmp_path):
    output = render(*folders, "--num_views=3", "--size=48", "--elevation=-10", "--sheet")
    assert "1 shapes drawn, 0 found there, 1 left out" in output
    pictures = sorted((tmp_path / "views" / "chair" / "a.obj").iterdir())
    assert [path.name for path in pictures] == ["0.png", "1.png", "2.png"]
    assert image.open(pictures[0]).size == (48, 48)
    assert colors(tmp_path / "views" / "sheet.png") > 1000


@pytest.mark.slow
def test_draws_each_axis_up(folders, tmp_path):
    output = render(*folders, "--size=48", "--orientations")
    assert "broken.ply" in output
    assert [path.name for path in (tmp_path / "views").iterdir()] == ["orientations.png"]
    assert colors(tmp_path / "views" / "orientations.png") > 1000
