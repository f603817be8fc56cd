import pathlib
import subprocess
import sys

import numpy as np
import pytest

from keras_recon.datasets import load_dataset

TOOL = pathlib.Path(__file__).parents[2] / "tools" / "build_kicad.py"
# As KiCad's files have them: one shape a material, corners before points, commas.
MATERIAL = """
Shape {{
  appearance Appearance {{material USE PIN-01 }}
  geometry IndexedFaceSet
  {{ creaseAngle 0.50 coordIndex [{corners}]
  coord Coordinate {{ point [{points}] }}
  }}
}}"""


def write_model(path, size, faces=((0, 1, 2, -1), (0, 2, 3, -1))):
    corners = ",".join(str(i) for face in faces for i in face)
    text = "#VRML V2.0 utf8\n"
    for height in (0, size):
        square = [(0, 0, height), (1, 0, height), (1, 1, height), (0, 1, height)]
        points = ",".join(f"{x} {y} {z}" for x, y, z in square)
        text += MATERIAL.format(corners=corners, points=points)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def build(source, folder):
    flags = ["--fewest=4", "--most=5", "--num_points=300", f"--output_dir={folder}"]
    command = [sys.executable, str(TOOL), f"--source={source}", *flags]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_folders_are_classes_and_points_lie_on_the_surfaces(tmp_path):
    for name, count in (("LED_THT", 7), ("Fuse", 4), ("Rare", 3)):
        # Other programs' files are left out.
        scene = write_model(tmp_path / "kicad" / f"{name}.3dshapes" / "scene.wrl", 9)
        scene.write_text(f"Transform {{ scale 2 2 2 children [ {scene.read_text()} ] }}")
        for i in range(count):
            write_model(tmp_path / "kicad" / f"{name}.3dshapes" / f"{i}.wrl", 1 + i)
    ran = build(tmp_path / "kicad", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    train, test = (
        load_dataset("folder", s, tmp_path / "out", num_points=300) for s in ("train", "test")
    )
    assert train.class_names == test.class_names == ("Fuse", "LED_THT")
    np.testing.assert_array_equal(np.bincount(train.labels), [3, 3])
    np.testing.assert_array_equal(np.bincount(test.labels), [1, 2])
    for path in (tmp_path / "out").rglob("*.npy"):
        points = np.load(path)
        assert {*points[:, 2]} == {0, 1 + int(path.stem)}
        np.testing.assert_allclose(points[:, :2].mean(axis=0), 0.5, atol=0.07)


@pytest.mark.slow
def test_what_is_not_kicads_leaves_nothing_behind(tmp_path):
    ran = build(tmp_path, tmp_path / "out")
    assert "--source must have folders *.3dshapes" in ran.stderr + ran.stdout
    for i in range(4):
        write_model(tmp_path / "Fuse.3dshapes" / f"{i}.wrl", 1, faces=[(0, 1, 2, 3)])
    ran = build(tmp_path, tmp_path / "out")
    assert ran.stdout.count("faces that are no triangles") == 4
    assert "with at least 4 files *.wrl that can be read. Received: " in ran.stdout + ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["Fuse.3dshapes"]
