import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from harness import raises_with_advice, tiny_backbone, tiny_points, tiny_recon2_pretrainer

import keras_recon
from keras_recon import ShapeIndex
from keras_recon.datasets import fit_unit_sphere
from keras_recon.search import embed_files, shape_index


class Size:
    """A model that describes shapes by how long they are, and counts them."""

    def __init__(self):
        self.embedded = 0

    def embed(self, points, mode):
        self.embedded += len(points)
        return np.ptp(points, axis=1) + (mode == "image")


@keras.saving.register_keras_serializable(package="tests")
class Projections(keras_recon.ReConPretrainer):
    def embed(self, points, mode):
        outputs = self.backbone(self.prepare({"points": points})["points"])
        features = getattr(self, f"{mode}_projection")(outputs[f"{mode}_token"])
        return keras.ops.convert_to_numpy(features)


def write_boxes(folder, count, random):
    folder.mkdir(exist_ok=True)
    sizes = random.uniform(0.2, 1, (count, 3))
    for number, size in enumerate(sizes):
        np.save(folder / f"box_{number:03}.npy", random.uniform(-size, size, (100, 3)))
    return sizes


@pytest.fixture
def folder(tmp_path, random):
    write_boxes(tmp_path / "boxes", 9, random)
    return tmp_path / "boxes"


def index_of(folder, model=None, **options):
    options = {"mode": "text", "num_points": 64, **options}
    return ShapeIndex.of_folder(folder, model or Size(), **options)


# === Searching ===


@pytest.mark.parametrize("count", [1, 7, 50, 60])
def test_search_gives_the_largest_cosines_in_order(count, random):
    index = ShapeIndex(random.normal(size=(50, 16)), map(str, range(50)))
    queries = random.normal(size=(3, 16))
    ranks, scores = index.search(queries, count)
    lengths = np.linalg.norm(queries, axis=1)[:, None]
    cosines = queries @ index.embeddings.T.astype("float64") / lengths
    expected = np.argsort(-cosines, axis=1)[:, :count]
    np.testing.assert_array_equal(ranks, expected)
    np.testing.assert_allclose(scores, np.take_along_axis(cosines, expected, 1), atol=1e-6)
    one = index.search(queries[1], count)
    np.testing.assert_array_equal(one[0], ranks[1])
    np.testing.assert_allclose(one[1], scores[1], rtol=1e-6)


def test_of_equal_cosines_the_lower_index_is_first():
    index = ShapeIndex(np.ones((9, 4)), "abcdefghi")
    assert index.search(np.ones(4), 3)[0].tolist() == [0, 1, 2]


def test_description_has_what_the_index_has(random):
    points = random.normal(size=(2, 5, 3))
    index = ShapeIndex(np.eye(2), "ab", ["x/a.obj", "x/b.obj"], thumbnails=points)
    [second] = index.describe([1], np.array([0.5], "float32"))
    np.testing.assert_array_equal(second.pop("points"), points[1].astype("float16"))
    assert second == {"name": "b", "score": 0.5, "path": "x/b.obj"}


@pytest.mark.parametrize(
    "query", [np.ones(3), np.ones((1, 1, 4)), np.zeros(4), np.full(4, np.nan), np.array(1.0)]
)
def test_a_query_of_another_space_is_refused(query):
    with raises_with_advice(ValueError, "`query`"):
        ShapeIndex(np.eye(4), "abcd").search(query)


def test_a_count_below_one_is_refused():
    with raises_with_advice(ValueError, "`count` must be at least 1"):
        ShapeIndex(np.eye(4), "abcd").search(np.ones(4), 0)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"names": "a"}, "`names`"),
        ({"paths": ["a"]}, "`paths`"),
        ({"thumbnails": np.zeros((1, 5, 3))}, "`thumbnails`"),
        ({"thumbnails": np.zeros((2, 5, 2))}, "(n, P, 3)"),
        ({"thumbnails": np.full((2, 5, 3), 1e6)}, "finite in float16"),
        ({"embeddings": np.zeros((0, 4))}, "at least one"),
        ({"embeddings": np.ones(4)}, "(n, D)"),
        ({"embeddings": np.array([[1.0, 0], [0, 0]])}, "above 0"),
        ({"embeddings": np.array([[1.0, 0], [0, np.inf]])}, "finite"),
    ],
)
def test_fields_that_do_not_fit_are_refused(change, advice):
    with raises_with_advice(ValueError, advice):
        ShapeIndex(**{"embeddings": np.eye(2), "names": "ab", **change})


# === Making ===


def test_index_of_data_is_in_its_order(random):
    data = keras_recon.data.PointCloudData(
        random.normal(size=(7, 30, 3)) * random.uniform(1e5, 1e6, (7, 1, 3)),
        np.full(7, -1),
        (),
        "abcdefg",
        captions=["text"] * 7,
    )
    index = ShapeIndex.of_data(data, Size(), "text")
    expected = np.ptp(data.points, axis=1)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(index.embeddings, expected, rtol=1e-6)
    assert (index.names, index.captions) == (data.names, data.captions)
    for number in range(7):
        rows = fit_unit_sphere(data.points[number]).astype("float16").tolist()
        assert sorted(index.thumbnails[number].tolist()) == sorted(rows)


def test_data_in_blocks_are_the_same(random, monkeypatch):
    points = random.normal(size=(7, 30, 3))
    data = keras_recon.data.PointCloudData(points, np.full(7, -1), (), "abcdefg")
    whole = ShapeIndex.of_data(data, Size())
    monkeypatch.setattr(shape_index, "BLOCK", 3)
    np.testing.assert_array_equal(ShapeIndex.of_data(data, Size()).embeddings, whole.embeddings)


def test_a_shape_of_a_folder_is_found_by_itself(folder):
    index = index_of(folder)
    assert index.names == tuple(f"box_{number:03}" for number in range(9))
    assert index.paths[4] == str(folder / "box_004.npy")
    for number in range(9):
        assert index.search(index.embeddings[number], 1)[0] == number


def test_shapes_are_turned_upright(folder):
    upright, turned = index_of(folder), index_of(folder, up_axis="z")
    np.testing.assert_allclose(turned.embeddings, upright.embeddings[:, [0, 2, 1]], rtol=1e-5)


def test_captions_of_a_file_of_labels(folder):
    listing = [{"path": "box_003.npy", "caption": "a box"}]
    (folder / "labels.json").write_text(json.dumps(listing))
    with pytest.warns(UserWarning, match="8 shapes that labels.json doesn't list"):
        index = index_of(folder, labels=folder / "labels.json")
    assert (index.names, index.captions) == (("box_003",), ("a box",))


def test_what_is_cached_is_not_embedded_again(folder, tmp_path, random):
    options = {"cache_dir": tmp_path / "cache", "model_name": "size"}
    first = index_of(folder, **options)
    (folder / "box_004.npy").rename(folder / "moved.npy")
    np.save(folder / "new.npy", random.normal(size=(100, 3)))
    model = Size()
    second = index_of(folder, model, **options)
    assert model.embedded == 1
    assert second.names[-2:] == ("moved", "new")
    np.testing.assert_array_equal(second.embeddings[8], first.embeddings[4])
    np.testing.assert_array_equal(second.thumbnails[8], first.thumbnails[4])


@pytest.mark.parametrize(
    "change",
    [{"model_name": "other"}, {"mode": "image"}, {"num_points": 32}, {"up_axis": "z"}],
)
def test_what_was_cached_otherwise_is_embedded(folder, tmp_path, change):
    options = {"cache_dir": tmp_path / "cache", "model_name": "size"}
    index_of(folder, **options)
    model = Size()
    index = index_of(folder, model, **{**options, **change})
    assert model.embedded == 9
    change = {key: value for key, value in change.items() if key != "model_name"}
    np.testing.assert_array_equal(index.embeddings, index_of(folder, **change).embeddings)


def test_keras_models_are_told_apart_by_their_weights(folder, tmp_path):
    models = [
        Projections(
            tiny_backbone(),
            decoder_depth=1,
            text_dim=8,
            preprocessor=keras_recon.layers.PointCloudPreprocessor(64),
        )
        for _ in range(2)
    ]
    cached = [index_of(folder, model, cache_dir=tmp_path / "cache") for model in models]
    for model, index in zip(models, cached, strict=True):
        np.testing.assert_allclose(index_of(folder, model).embeddings, index.embeddings, atol=1e-6)
    assert abs(cached[0].embeddings - cached[1].embeddings).max() > 0.1
    assert len([*(tmp_path / "cache").iterdir()]) == 2


def test_a_cache_needs_a_name_for_a_model_that_is_not_of_keras(folder, tmp_path):
    with raises_with_advice(ValueError, "`model_name`"):
        index_of(folder, cache_dir=tmp_path / "cache")


def test_an_interrupted_call_goes_on(folder, tmp_path, monkeypatch):
    class Interrupted(Size):
        def embed(self, points, mode):
            if self.embedded == 6:
                raise KeyboardInterrupt
            return super().embed(points, mode)

    monkeypatch.setattr(embed_files, "BLOCK", 3)
    options = {"cache_dir": tmp_path / "cache", "model_name": "size"}
    with pytest.raises(KeyboardInterrupt):
        index_of(folder, Interrupted(), **options)
    model = Size()
    index = index_of(folder, model, **options)
    assert model.embedded == 3
    np.testing.assert_array_equal(index.embeddings, index_of(folder).embeddings)


@pytest.mark.slow
def test_a_killed_process_keeps_what_it_embedded(folder, tmp_path):
    options = {"num_points": 64, "cache_dir": str(tmp_path / "cache"), "model_name": "size"}
    code = f"""
import os, signal
import numpy as np
from keras_recon.search import embed_files, shape_index
embed_files.BLOCK = 3
replace = os.replace

class Size:
    def embed(self, points, mode):
        return np.ptp(points, axis=1)

def replace_or_die(*paths):
    if len([*__import__("pathlib").Path({options["cache_dir"]!r}).rglob("*.npz")]) > 2:
        os.kill(os.getpid(), signal.SIGKILL)  # the third block is written, but not in its place
    replace(*paths)

os.replace = replace_or_die
shape_index.ShapeIndex.of_folder({str(folder)!r}, Size(), "text", **{options!r})
"""
    root = Path(keras_recon.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert run.returncode == -signal.SIGKILL
    model = Size()
    index = index_of(folder, model, **options)
    assert model.embedded == 3
    np.testing.assert_array_equal(index.embeddings, index_of(folder).embeddings)


@pytest.mark.parametrize("cached", [False, True])
def test_unreadable_files_are_skipped_counted_and_named(folder, tmp_path, cached):
    (folder / "broken.obj").write_text("v 0 0 0\nf 1 2 9\n")
    np.save(folder / "all_one.npy", np.ones((100, 3)))
    options = {"cache_dir": tmp_path / "cache", "model_name": "size"} if cached else {}
    for _ in range(2):
        with pytest.warns(UserWarning, match="2 files that can't be read") as caught:
            index = index_of(folder, **options)
        assert caught[0].filename == __file__
        assert len(index) == 9
        assert len(index.unreadable) == 2
        assert "all_one.npy" in index.unreadable[0]
        assert "broken.obj" in index.unreadable[1]


@pytest.mark.parametrize("name", ["broken.obj", "all_one.npy"])
def test_an_unreadable_file_is_an_error_if_asked(folder, name):
    if name == "broken.obj":
        (folder / name).write_text("v 0 0 0\nf 1 2 9\n")
    else:
        np.save(folder / name, np.ones((100, 3)))
    with pytest.raises(ValueError, match=name):
        index_of(folder, on_error="raise")


def test_a_folder_without_readable_shapes_is_refused(tmp_path):
    with raises_with_advice(FileNotFoundError, ".obj"):
        index_of(tmp_path)
    np.save(tmp_path / "all_one.npy", np.ones((100, 3)))
    with pytest.raises(ValueError, match="could be read: All points"):
        index_of(tmp_path)


@pytest.mark.parametrize("place", [".", "cache", "cache/deep"])
def test_a_cache_among_the_shapes_is_refused(folder, place):
    with raises_with_advice(ValueError, "outside of `folder`"):
        index_of(folder, cache_dir=folder / place, model_name="size")
    index_of(folder, cache_dir=folder / ".cache" / place, model_name="size")
    assert len(index_of(folder)) == 9


@pytest.mark.parametrize("options", [{"up_axis": "w"}, {"num_points": 0}, {"on_error": "pass"}])
def test_arguments_out_of_range_are_refused(folder, options):
    with raises_with_advice(ValueError, next(iter(options))):
        index_of(folder, **options)


def test_a_model_of_another_kind_is_refused(folder):
    class Tokens:
        def embed(self, points, mode):
            return points

    with raises_with_advice(ValueError, "(9, D)"):
        index_of(folder, Tokens())


# === Colours ===


@pytest.fixture(scope="module")
def color_model():
    keras.utils.set_random_seed(0)
    return keras_recon.ReConZeroShotClassifier.from_pretrainer(
        tiny_recon2_pretrainer(), ["any"], np.ones((1, 16))
    )


@pytest.fixture
def painted(tmp_path, random):
    """One shape in red, in blue, in the grey that stands for no colour, and without any."""
    (tmp_path / "painted").mkdir()
    points = random.uniform(-1, 1, (100, 3))
    for name, color in {"red": (255, 0, 0), "blue": (0, 0, 255), "grey": (102,) * 3}.items():
        colors = np.tile(np.uint8(color), (100, 1))
        np.savez(tmp_path / "painted" / f"{name}.npz", points=points, colors=colors)
    np.savez(tmp_path / "painted" / "unpainted.npz", points=points)
    return tmp_path / "painted"


def check_colors_count(index):
    embeddings = dict(zip(index.names, index.embeddings, strict=True))
    assert abs(embeddings["red"] - embeddings["blue"]).max() > 1e-3
    np.testing.assert_allclose(embeddings["grey"], embeddings["unpainted"], atol=1e-5)


def test_shapes_of_a_folder_are_embedded_with_their_colors(painted, color_model):
    check_colors_count(index_of(painted, color_model))


def test_shapes_of_data_are_embedded_with_their_colors(color_model):
    points = np.tile(tiny_points(1), (4, 1, 1))
    colors = np.array([[1, 0, 0], [0, 0, 1], [0.4] * 3, [0.4] * 3])[:, None].repeat(64, axis=1)
    names = ("red", "blue", "grey", "unpainted")
    data = keras_recon.data.PointCloudData(points, np.full(4, -1), (), names, colors=colors)
    index = ShapeIndex.of_data(data, color_model)
    check_colors_count(index)
    assert index.thumbnails.shape == (4, 64, 3)
    stream = keras_recon.data.PointCloudStream(
        lambda picked: np.concatenate([points, colors], axis=-1)[picked],
        num_points=64,
        labels=data.labels,
        class_names=(),
        names=names,
        colored=True,
    )
    np.testing.assert_array_equal(
        ShapeIndex.of_data(stream, color_model).embeddings, index.embeddings
    )
    bare = keras_recon.data.PointCloudData(points, np.full(4, -1), (), names)
    for embedding in ShapeIndex.of_data(bare, color_model).embeddings:
        np.testing.assert_allclose(embedding, index.embeddings[2], atol=1e-5)


def test_the_cache_knows_whether_colors_count(painted, tmp_path, color_model):
    options = {"cache_dir": tmp_path / "cache", "model_name": "same"}
    without = Size()
    index_of(painted, without, **options)
    first = index_of(painted, color_model, **options)
    check_colors_count(first)
    assert len([*(tmp_path / "cache").iterdir()]) == 2
    again = index_of(painted, without, **options)
    assert without.embedded == 4
    assert again.embeddings.shape != first.embeddings.shape
    np.testing.assert_array_equal(
        index_of(painted, color_model, **options).embeddings, first.embeddings
    )


# === Saving ===


@pytest.mark.parametrize("full", [False, True])
def test_a_saved_index_is_loaded_as_it_was(tmp_path, random, full):
    fields = {"embeddings": random.normal(size=(3, 8)), "names": ["ä", "b", ""]}
    if full:
        fields |= {"paths": "xyz", "captions": "uvw", "unreadable": ["broken"]}
        fields |= {"thumbnails": random.normal(size=(3, 5, 3))}
    index = ShapeIndex(**fields)
    index.save(tmp_path / "index.npz")
    loaded = ShapeIndex.load(tmp_path / "index.npz")
    for field in ("names", "paths", "captions", "unreadable"):
        assert getattr(loaded, field) == getattr(index, field)
    np.testing.assert_allclose(loaded.embeddings, index.embeddings, rtol=1e-6)
    if full:
        np.testing.assert_array_equal(loaded.thumbnails, index.thumbnails)
    else:
        assert loaded.thumbnails is None
    assert [path.name for path in tmp_path.iterdir()] == ["index.npz"]


@pytest.mark.parametrize("damage", ["truncated", "flipped", "text", "pickle", "other"])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "index.npz"
    ShapeIndex(np.eye(100), map(str, range(100))).save(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    if damage == "pickle":
        with open(path, "wb") as file:
            np.savez(file, embeddings=np.array([{}], object), facts=np.zeros(1, "uint8"))
    elif damage == "other":
        with open(path, "wb") as file:
            np.savez(file, points=np.eye(3))
    else:
        path.write_bytes({"truncated": content[:9000], "flipped": content, "text": b"#"}[damage])
    with raises_with_advice(ValueError, "`ShapeIndex.save` wrote"):
        ShapeIndex.load(path)


def test_a_missing_file_is_refused(tmp_path):
    with raises_with_advice(FileNotFoundError, "`path` must be a file"):
        ShapeIndex.load(tmp_path / "missing.npz")
