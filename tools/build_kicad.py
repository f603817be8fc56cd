r"""Make a labelled folder of KiCad's models of electronic parts: shapes of another kind to test on.

    apt-get install kicad-packages3d
    python tools/build_kicad.py --source=/usr/share/kicad/3dmodels --output_dir=kicad
    python examples/linear_probe.py --dataset=folder --data_dir=kicad --up_axis=z
    python examples/few_shot.py --dataset=folder --data_dir=kicad --up_axis=z --ways=40

The classes are the folders that have at least --fewest models; --most of each are drawn, the first
three in five to train on. Points are drawn evenly from the surfaces, upright along z as in the
files, and written as `train/<folder>/<model>.npy` and `test/<folder>/<model>.npy`. The models are
KiCad's, CC-BY-SA 4.0; their VRML, which the package doesn't read otherwise, consists of triangles.
"""

import re
from pathlib import Path

import numpy as np
from absl import app, flags

from keras_recon import files
from keras_recon.datasets.surfaces import sample_triangles

flags.DEFINE_string("source", "/usr/share/kicad/3dmodels", "Folder of the `*.3dshapes`.")
flags.DEFINE_string("output_dir", None, "Folder to write to.", required=True)
flags.DEFINE_integer("fewest", 30, "Models that a class has at least.", lower_bound=2)
flags.DEFINE_integer("most", 50, "Models that are taken of a class.", lower_bound=2)
flags.DEFINE_integer("largest", 3_000_000, "Bytes of a file; larger ones are left out.")
flags.DEFINE_integer("num_points", 2048, "Points of each shape.", lower_bound=1)
flags.DEFINE_integer("seed", 0, "Seed of the choice and of the points.", lower_bound=0)
FLAGS = flags.FLAGS

MESH = re.compile(rb"coordIndex\s*\[(?P<corners>[^\]]*)\]|point\s*\[(?P<points>[^\]]*)\]")


def read_triangles(path):
    """Triangles of a VRML file as KiCad writes them, in no scene: float64, `(T, 3, 3)`."""
    text = path.read_bytes()
    if b"Transform" in text or b"IndexedLineSet" in text:
        raise ValueError("a scene, of another program")
    found = {"corners": [], "points": []}
    for match in MESH.finditer(text):
        kind = match.lastgroup
        numbers = match[kind].replace(b",", b" ").split()
        found[kind].append(np.array(numbers, "float64" if kind == "points" else "int64"))
    meshes = []
    for points, corners in zip(found["points"], found["corners"], strict=True):
        corners = corners.reshape(-1, 4)
        if (corners[:, 3] != -1).any():
            raise ValueError("faces that are no triangles")
        meshes.append(points.reshape(-1, 3)[corners[:, :3]])
    return np.concatenate(meshes)


def clouds_of(paths, random):
    """Points of up to --most of the models that can be read, by the names of their files."""
    clouds = {}
    for number in random.permutation(len(paths)):
        path = paths[number]
        try:
            points, _ = sample_triangles(read_triangles(path), FLAGS.num_points, random)
        except (IndexError, ValueError) as error:
            print(f"Left out: {path}: {error}")
            continue
        clouds[path.stem] = points
        if len(clouds) == FLAGS.most:
            break
    return clouds


def main(_):
    random, counts, classes = np.random.default_rng(FLAGS.seed), {"train": 0, "test": 0}, 0
    with files.replacing(FLAGS.output_dir) as output_dir:
        for source in sorted(Path(FLAGS.source).glob("*.3dshapes")):
            paths = sorted(p for p in source.glob("*.wrl") if p.stat().st_size <= FLAGS.largest)
            clouds = clouds_of(paths, random) if len(paths) >= FLAGS.fewest else {}
            if len(clouds) < FLAGS.fewest:
                continue
            classes += 1
            for number, (name, points) in enumerate(clouds.items()):
                split = "train" if number < 0.6 * len(clouds) else "test"
                folder = output_dir / split / source.stem
                folder.mkdir(parents=True, exist_ok=True)
                np.save(folder / f"{name}.npy", points.astype("float32"))
                counts[split] += 1
        if not classes:
            raise app.UsageError(
                f"--source must have folders *.3dshapes with at least {FLAGS.fewest} files *.wrl "
                f"that can be read. Received: {FLAGS.source}"
            )
    print(f"{FLAGS.output_dir}: {classes} classes, {counts} shapes")


if __name__ == "__main__":
    app.run(main)
