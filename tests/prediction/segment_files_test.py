import numpy as np
import pytest
from harness import raises_with_advice, tiny_backbone, tiny_recon2_backbone
from meshes import write_block

import keras_recon
from keras_recon.datasets import read_shape
from keras_recon.datasets.readers.read_file import read_file
from keras_recon.prediction.segment_files import parts_of_class

PARTS = ("bed frame", "bed legs", "chair back", "chair legs", "chair seat")


@pytest.fixture(scope="module")
def segmenter():
    import keras

    keras.utils.set_random_seed(0)
    return keras_recon.ReConPartSegmenter(
        tiny_backbone(),
        num_parts=5,
        num_shape_classes=2,
        propagation_widths=(16, 16),
        head_widths=(16, 8),
        class_names=["bed", "chair"],
        part_names=PARTS,
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    )


def logits_of(segmenter, path, number, num_points=2048):
    points = read_shape(path, num_points).points[None]
    return segmenter.predict({"points": points, "shape_class": np.array([number])}, verbose=0)[0]


def test_points_have_the_best_part_of_their_class(segmenter, files, bad_files):
    paths = [files[0], *bad_files, files[1]]
    answers = segmenter.predict_files(paths, shape_class="chair", num_points=100)
    assert [answer.path for answer in answers] == [*map(str, paths)]
    assert [answer.path for answer in answers.failed] == [*map(str, bad_files)]
    for answer in answers.answered:
        logits = logits_of(segmenter, answer.path, 1, 100)
        wanted = 2 + logits[:, 2:].argmax(axis=-1)
        # Fitted twice, points and so logits are rounded otherwise.
        assert (answer.labels == wanted).mean() > 0.97
        np.testing.assert_array_equal(answer.points, read_shape(answer.path, 100).points)
        counts = {name: (answer.labels == number).sum() for number, name in enumerate(PARTS)}
        assert answer.counts == {name: counts[name] for name in PARTS[2:]}
        assert answer.part_names == PARTS


def test_coloured_clouds_are_read_back(segmenter, files, tmp_path):
    trimesh = pytest.importorskip("trimesh")
    options = {"shape_class": 1, "num_points": 100, "output_dir": tmp_path / "out"}
    answers = segmenter.predict_files(files, **options)
    for answer, path in zip(answers, files, strict=True):
        assert answer.output == str(tmp_path / "out" / f"{path.stem}.ply")
        own, other = read_shape(answer.output, None), trimesh.load(answer.output)
        np.testing.assert_array_equal(own.points, answer.points)
        np.testing.assert_array_equal(other.vertices, answer.points)
        assert own.left_out == ()
        colors = np.round(255 * own.colors).astype("uint8")
        np.testing.assert_array_equal(np.asarray(other.colors)[:, :3], colors)
        parts = other.metadata["_ply_raw"]["vertex"]["data"]["part"]
        np.testing.assert_array_equal(parts.ravel(), answer.labels)
        # A colour for each part.
        pairs = {(label, *color) for label, color in zip(answer.labels, colors, strict=True)}
        assert len(pairs) == len({pair[1:] for pair in pairs}) == len({*answer.labels})
        assert (
            f"comment part {answer.labels[0]} '{PARTS[answer.labels[0]]}'\n".encode()
            in (tmp_path / "out" / f"{path.stem}.ply").read_bytes()
        )


def test_points_need_not_be_kept(segmenter, files):
    [answer] = segmenter.predict_files(files[0], shape_class=0, keep_points=False)
    assert answer.points is answer.labels is None
    assert sum(answer.counts.values()) == 2048


def test_points_of_a_small_cloud_come_once(segmenter, tmp_path, random):
    np.save(tmp_path / "small.npy", random.normal(size=(30, 3)))
    [answer] = segmenter.predict_files(tmp_path, shape_class=0)
    assert len(answer.points) == len(np.unique(answer.points, axis=0)) == 30
    assert answer.labels.shape == (30,)


def test_files_of_one_name_are_written_beside_each_other(segmenter, tmp_path):
    folder = tmp_path / "in"
    for place in ("a/x.obj", "b/x.obj", "x.obj"):
        write_block(folder / place)
    options = {"shape_class": 0, "num_points": 64, "output_dir": tmp_path / "out"}
    answers = segmenter.predict_files(folder, **options)
    outputs = [answer.output for answer in answers]
    assert outputs == [str(tmp_path / "out" / place) for place in ("a/x.ply", "b/x.ply", "x.ply")]
    given = [folder / place for place in ("a/x.obj", "b/x.obj", "a/x.obj")]
    outputs = [answer.output for answer in segmenter.predict_files(given, **options)]
    assert outputs == [str(tmp_path / "out" / name) for name in ("x.ply", "x_2.ply", "x.ply")]


def test_no_file_to_read_is_replaced(segmenter, tmp_path, random):
    path = tmp_path / "scan.ply"
    rows = "\n".join(" ".join(map(str, row)) for row in random.normal(size=(70, 3)))
    names = "".join(f"property double {axis}\n" for axis in "xyz")
    path.write_text(f"ply\nformat ascii 1.0\nelement vertex 70\n{names}end_header\n{rows}\n")
    before = path.read_bytes()
    with raises_with_advice(ValueError, "`output_dir` must be another folder", "scan.ply"):
        segmenter.predict_files(path, shape_class=0, output_dir=tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("shape_class", [None, "table", 2, -1])
def test_a_class_must_be_one_of_the_model_s(shape_class, segmenter, files):
    with raises_with_advice(ValueError, "('bed', 'chair')", f"shape_class={shape_class!r}"):
        segmenter.predict_files(files, shape_class=shape_class)


@pytest.mark.parametrize(
    ("name", "parts", "own"),
    [
        ("chair", PARTS, [2, 3, 4]),
        ("chair", ("chair seat", "chair lift seat"), [0]),
        ("chair lift", ("chair seat", "chair lift seat"), [1]),
        ("chair", ("seat", "legs"), [0, 1]),
    ],
)
def test_parts_belong_to_the_class_that_their_names_begin_with(name, parts, own):
    assert parts_of_class(name, ("bed", "chair", "chair lift"), parts) == own


def test_colors_count_where_the_model_has_them(colored_file, tmp_path):
    segmenter = keras_recon.ReConPartSegmenter(
        tiny_recon2_backbone(),
        num_parts=5,
        num_shape_classes=1,
        propagation_widths=(16, 16),
        head_widths=(16, 8),
        preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
    )
    path, _, plain = colored_file
    options = {"num_points": 100, "output_dir": tmp_path / "out"}
    answers = segmenter.predict_files([path, plain], **options)
    for answer, colored in zip(answers, (True, False), strict=True):
        shape = read_file(path, 100)
        colors = shape.colors if colored else np.full((100, 3), 0.4)
        inputs = {
            "points": np.concatenate([shape.points, colors], axis=-1)[None],
            "shape_class": np.array([0]),
        }
        wanted = segmenter.predict(inputs, verbose=0)[0].argmax(axis=-1)
        assert (answer.labels == wanted).mean() > 0.97
        np.testing.assert_array_equal(read_shape(answer.output, None).points, shape.points)
