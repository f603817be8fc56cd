import numpy as np
import pytest
from harness import tiny_backbone
from meshes import BLOCK, CUBE_FACES, write_obj, write_ply

import keras_recon


@pytest.fixture(scope="session")
def classifier():
    """Tiny, of three classes, with weights that tell shapes apart."""
    import keras

    keras.utils.set_random_seed(3)
    model = keras_recon.ReConClassifier(
        tiny_backbone(),
        head="linear",
        class_names=["bed", "chair", "lamp"],
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    )
    random = np.random.default_rng(0)
    logits = model.head.layers[-1]
    logits.kernel.assign(5 * random.normal(size=(96, 3)))
    boxes = random.uniform(-1, 1, size=(8, 64, 3)) * random.uniform(0.01, 1, size=(8, 1, 3))
    logits.bias.assign(-model.predict(boxes, verbose=0).mean(axis=0))
    return model


@pytest.fixture
def files(tmp_path, random):
    """Meshes and clouds of several forms, in any unit, far from the origin too."""
    folder = tmp_path / "files"
    folder.mkdir()
    paths = [folder / name for name in ("d.obj", "a.npy", "c.xyz", "b.obj")]
    write_obj(paths[0], BLOCK, CUBE_FACES)
    np.save(paths[1], 1e6 + random.normal(size=(3000, 3)) * [1, 5, 1])
    np.savetxt(paths[2], random.uniform(size=(2500, 3)) * [100, 1, 300])
    write_obj(paths[3], BLOCK * [1, 9, 1], CUBE_FACES)
    return paths


@pytest.fixture
def colored_file(tmp_path, random):
    """A PLY file of points with colours, those colours from 0 to 1, and the points without."""
    points, colors = random.normal(size=(2500, 3)), random.integers(0, 256, (2500, 3))
    return (
        write_ply(tmp_path / "colored.ply", points, colors),
        colors / 255,
        write_ply(tmp_path / "plain.ply", points),
    )


@pytest.fixture
def bad_files(tmp_path):
    """Files that can't be read, by what is wrong, each with words of the reason."""
    folder = tmp_path / "bad"
    (folder / "empty_folder").mkdir(parents=True)
    header = "ply\nformat binary_little_endian 1.0\nelement vertex 1000000\n"
    header += "".join(f"property float {axis}\n" for axis in "xyz") + "end_header\n"
    (folder / "declared.ply").write_text(header)
    (folder / "truncated.npy").write_bytes(b"\x93NUMPY\x01\x00")
    np.save(folder / "nan.npy", np.full((100, 3), np.nan))
    np.save(folder / "coincide.npy", np.ones((100, 3)))
    np.save(folder / "huge.npy", 1e300 * np.random.default_rng(0).normal(size=(100, 3)))
    np.save(folder / "few.npy", np.random.default_rng(0).normal(size=(5, 3)))
    (folder / "no_faces.off").write_text("OFF\n3 0 0\n0 0 0\n0 1 0\n0 0 1\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    return {
        folder / "declared.ply": "1000000",
        folder / "truncated.npy": "whole file",
        folder / "nan.npy": "no point with finite coordinates",
        folder / "coincide.npy": "must not all coincide",
        folder / "huge.npy": "numbers that float64 has",
        folder / "few.npy": "at least 8 points, as many as the model groups. Received: 5 points",
        folder / "no_faces.off": "Received: 3 points",
        folder / "picture.png": "no known format",
        folder / "missing.obj": "must be a file",
        folder / "empty_folder": "must hold shapes",
    }
