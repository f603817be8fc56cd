import pathlib
import subprocess
import sys

import numpy as np
import pytest

for module in ("pyvista", "PIL"):
    pytest.importorskip(module)
TOOL = pathlib.Path(__file__).parents[2] / "tools" / "draw_procedural.py"


@pytest.mark.slow
def test_each_shape_has_its_place_on_the_page(tmp_path):
    from PIL import Image

    path = tmp_path / "page.png"
    flags = ["--num_shapes=5", "--categories=cup,car", "--columns=3", "--size=40"]
    subprocess.run([sys.executable, str(TOOL), f"--output={path}", *flags], check=True)
    page = np.asarray(Image.open(path).convert("RGB"))
    assert page.shape == (2 * (40 + 12), 3 * 40, 3)
    drawn = (page < 250).any(axis=-1)
    places = [(row, column) for row in range(2) for column in range(3)]
    shares = [drawn[52 * row :][:40, 40 * column :][:, :40].mean() for row, column in places]
    assert min(shares[:5]) > 0.1
    assert shares[5] == 0
