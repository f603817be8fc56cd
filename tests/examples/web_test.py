"""The page of examples/web in a real browser, which must answer as Python does.

With TensorFlow only, which writes the models: the page is the same whatever the backend of who
builds it, and what each backend exports is compared in tests/exporting.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from example_runs import ROOT
from hostile_files import write_hostile_files
from meshes import write_block

import keras_recon
from keras_recon.exporting.answer import embed

HERE = ROOT / "examples" / "web"
MISSING = [name for name in ("node", "npm", "chromium") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}"),
    pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="the page has no backend"),
]
PRESET, PARTS_PRESET = "recon_nano_home3d_classifier", "recon_nano_furniture_parts"


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="module")
def page(work):
    """The page that the command of the README builds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, HERE / "build.py", f"--output_dir={work / 'page'}"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return work / "page" / "index.html"


def browse(page, work, steps):
    """Do steps on the page and give what it shows after each."""
    job = work / "job.json"
    profile = work / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    content = {"page": page.as_uri(), "profile": str(profile), "steps": steps}
    job.write_text(json.dumps(content))
    script = Path(__file__).with_name("web_browser.js")
    command = ["node", script, HERE / "node_modules", shutil.which("chromium"), job]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(job.read_text())


# === Files that can be read ===


@pytest.fixture(scope="module")
def files(work):
    """A file of each kind, none of them regular: where points are equally far, runtimes differ."""
    import trimesh

    folder = work / "files"
    folder.mkdir()
    random = np.random.default_rng(0)
    write_block(folder / "block.obj")
    ball = trimesh.creation.icosphere(3)
    ball.vertices += random.normal(0, 0.02, ball.vertices.shape)
    ball.apply_scale([1, 2, 3])
    for suffix in ("obj", "ply", "stl", "off", "glb"):
        ball.export(folder / f"ball.{suffix}")
    ball.export(folder / "text.stl", file_type="stl_ascii")
    ball.export(folder / "text.ply", encoding="ascii")
    chair = keras_recon.datasets.load_home3d("test").points[0]
    np.save(folder / "chair.npy", chair)
    np.savez_compressed(folder / "chair.npz", points=chair[:1500])
    far = random.normal(size=(5000, 3)) * [1, 2, 0.5] + [4.5e6, 5.1e6, 100]
    np.savetxt(folder / "far.csv", far, delimiter=",", header="x,y,z")
    np.savetxt(folder / "far.xyz", far)
    np.savetxt(folder / "few.txt", random.normal(size=(100, 3)))
    trimesh.PointCloud(far).export(folder / "far.ply")
    (folder / "vertices.obj").write_text("".join("v {} {} {}\n".format(*row) for row in far))
    header = "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nPOINTS 3000\nDATA binary\n"
    cloud = random.normal(size=(3000, 3)).astype("<f4")
    (folder / "cloud.pcd").write_bytes(header.encode() + cloud.tobytes())
    write_3mf(folder / "ball.3mf", ball)
    return sorted(folder.iterdir())


def write_3mf(path, mesh):
    vertices = "".join('<vertex x="{}" y="{}" z="{}"/>'.format(*row) for row in mesh.vertices)
    faces = "".join('<triangle v1="{}" v2="{}" v3="{}"/>'.format(*row) for row in mesh.faces)
    objects = f"<mesh><vertices>{vertices}</vertices><triangles>{faces}</triangles></mesh>"
    build = '<item objectid="1" transform="0 1 0 -1 0 0 0 0 2 3 4 5"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "3D/3dmodel.model",
            f'<model><resources><object id="1">{objects}</object></resources>'
            f"<build>{build}</build></model>",
        )


@pytest.fixture(scope="module")
def answered(page, work, files):
    """What the page says of each file, dropped alone; of the first one also lying on its side."""
    steps = [{"paths": [str(path)], "mode": "groups"} for path in files]
    steps += [{"upAxis": "z", "paths": [str(files[0])]}, {"shapeClass": "bed", "mode": "parts"}]
    return browse(page, work, steps)


@pytest.fixture(scope="module")
def classifier():
    return keras_recon.ReConClassifier.from_preset(PRESET)


@pytest.fixture(scope="module")
def segmenter():
    return keras_recon.ReConPartSegmenter.from_preset(PARTS_PRESET)


def check_classes(shown, expected):
    names = [bar["name"] for bar in shown["classes"]]
    order = np.argsort(-expected.probabilities, kind="stable")
    wanted = [expected.class_names[place] for place in order]
    # Beyond the digits that runtimes share, the order isn't told.
    count = int((expected.probabilities > 1e-3).sum())
    assert names[:count] == wanted[:count]
    probabilities = {bar["name"]: float(bar["share"]) for bar in shown["classes"]}
    actual = [probabilities[name] for name in expected.class_names]
    np.testing.assert_allclose(actual, expected.probabilities, atol=1e-4)


def test_classes_are_those_of_python(answered, files, classifier):
    for shown, expected in zip(
        answered["results"], classifier.predict_files(files, on_error="raise"), strict=False
    ):
        assert shown["title"] == Path(expected.path).name
        check_classes(shown, expected)


def test_parts_are_those_of_python(answered, files, segmenter):
    for path, shown in zip(files, answered["results"], strict=False):
        parts = [bar["name"] for bar in shown["parts"]]
        shape_class = parts[0].split()[0]
        [expected] = segmenter.predict_files(path, shape_class=shape_class)
        # Of thousands of points one or two lie on a border, to the last digit.
        assert np.mean(shown["entries"][0]["labels"] == expected.labels) > 0.998
        assert sorted(parts) == sorted(expected.counts)


def test_nearest_shapes_are_those_of_python(answered, files, classifier):
    data = keras_recon.datasets.load_home3d("all")

    def features(points):
        return keras.ops.convert_to_numpy(
            embed(classifier, classifier.preprocessor, points)["features"]
        )

    known = np.concatenate([features(part) for part in np.array_split(data.points, 20)])
    mean = known.mean(axis=0)
    index = keras_recon.ShapeIndex(known - mean, data.names)
    for path, shown in zip(files, answered["results"], strict=False):
        points = keras_recon.datasets.read_shape(path).points
        points = keras_recon.datasets.fit_unit_sphere(points)
        ranks, scores = index.search(features(points[None])[0] - mean, count=6)
        assert [found["name"] for found in shown["nearest"]] == [data.names[i] for i in ranks]
        actual = [float(found["cosine"]) for found in shown["nearest"]]
        np.testing.assert_allclose(actual, scores, atol=1e-3)


def test_groups_are_the_patches_of_the_model(answered, files, classifier):
    for path, shown in zip(files, answered["results"], strict=False):
        if path.name == "few.txt":
            continue  # where points repeat, places don't tell which of them is in a patch
        points = keras_recon.datasets.read_shape(path).points
        points = keras_recon.datasets.fit_unit_sphere(points)
        prepared = classifier.preprocessor(points[None])
        patches, centers = map(np.array, classifier.backbone.group(prepared))
        points, centers = np.array(prepared)[0], centers[0]
        members = patches[0] + centers[:, None]
        in_patch = (np.linalg.norm(points[:, None, None] - members, axis=-1) < 1e-6).any(axis=-1)
        distance = np.linalg.norm(points[:, None] - centers, axis=-1)
        expected = np.where(in_patch, distance, np.inf).argmin(axis=1)
        expected[~in_patch.any(axis=1)] = -1
        assert np.mean(shown["entries"][0]["patch"] == expected) > 0.99


def test_another_axis_and_class(answered, files, classifier, segmenter):
    on_side, as_bed = answered["results"][len(files) :]
    [expected] = classifier.predict_files(files[0], up_axis="z")
    check_classes(on_side, expected)
    [expected] = segmenter.predict_files(files[0], up_axis="z", shape_class="bed")
    assert np.mean(as_bed["entries"][0]["labels"] == expected.labels) > 0.998


def test_nothing_is_fetched(answered):
    assert all(re.match("(file|data|blob):", address) for address in answered["requests"])
    assert answered["blocked"]
    assert not answered["problems"]


# === Files that can't ===

# Damaged is what they say of colours, which the page doesn't look at, or of their encoding.
READ_ALL_THE_SAME = {"color_beyond.3mf", "color_word.3mf", "encoding.3mf"}
AT_ONCE = 60


def test_hostile_files_are_answered_and_the_page_goes_on(page, work, files, classifier):
    # All 680 take minutes; these are of each format.
    bad = [str(path) for path in write_hostile_files(work / "hostile")[::9]]
    bad.append(str(work / "hostile" / "<img src=x onerror=alert(1)>.obj"))
    Path(bad[-1]).write_bytes(b"f")
    large, many, good = work / "large.xyz", work / "many.npy", str(files[0])
    with open(large, "wb") as file:
        file.truncate(300 * 2**20)
    np.save(many, np.random.default_rng(0).normal(size=(10_000_000, 3)).astype("float32"))
    batches = [bad[start : start + AT_ONCE] for start in range(0, len(bad), AT_ONCE)]
    steps = [{"paths": [*batch[:9], good, *batch[9:]]} for batch in batches]
    steps += [{"inputs": [str(large), str(many)]}, {"paths": [good]}, {"click": many.name}]
    shown = browse(page, work, steps)
    *_, last, chosen = shown["results"]
    errors = {
        entry["name"]: entry.get("error")
        for result in shown["results"]
        for entry in result["entries"]
    }
    read = {name for name, error in errors.items() if error is None}
    # Of 10 million points, a subset.
    assert read - READ_ALL_THE_SAME == {many.name, files[0].name}
    for name in {*map(os.path.basename, bad), large.name} - read:
        assert re.fullmatch(r"A shape must be .+: (?s:.+)\. Received: (?s:.+)", errors[name]), name
        assert len(errors[name]) < 500
    assert last["title"] == files[0].name
    [expected] = classifier.predict_files(good)
    check_classes(last, expected)
    assert chosen["title"] == many.name
    assert not shown["problems"]
