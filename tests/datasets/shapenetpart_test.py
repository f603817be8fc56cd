import itertools
import json

import numpy as np
import pytest

from keras_recon.data import point_cloud_dataset
from keras_recon.datasets import load_shapenetpart

CLASSES = {"Airplane": "02691156", "Lamp": "03636649", "Table": "04379243"}
PARTS = {"Airplane": (0, 1, 2, 3), "Lamp": (24, 25, 26, 27), "Table": (47, 48, 49)}
SHAPES = {
    "train": {"1a": ("Lamp", 40), "2b": ("Airplane", 25)},
    "val": {"3c": ("Table", 30)},
    "test": {"4d": ("Airplane", 33), "5e": ("Table", 10)},
}


def table_of(name, group, count):
    random = np.random.default_rng(sum(name.encode()))
    points = np.round(random.normal(size=(count, 6)), 6)
    return np.concatenate([points, random.choice(PARTS[group], size=(count, 1))], axis=1)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "shapenetcore_partanno_segmentation_benchmark_v0_normal"
    (root / "train_test_split").mkdir(parents=True)
    lines = [f"{name}\t{synset}" for name, synset in CLASSES.items()]
    (root / "synsetoffset2category.txt").write_text("\n".join(lines) + "\n")
    for split, shapes in SHAPES.items():
        entries = [f"shape_data/{CLASSES[group]}/{name}" for name, (group, _) in shapes.items()]
        path = root / "train_test_split" / f"shuffled_{split}_file_list.json"
        path.write_text(json.dumps(entries))
        for name, (group, count) in shapes.items():
            path = root / CLASSES[group] / f"{name}.txt"
            path.parent.mkdir(exist_ok=True)
            np.savetxt(path, table_of(name, group, count), fmt=["%.6f"] * 6 + ["%.6f"])
    return root


@pytest.mark.parametrize("num_points", [None, 7, 100])
@pytest.mark.parametrize("split", ["train", "val", "test", "trainval"])
def test_shapes_with_their_parts(split, num_points, root):
    data = load_shapenetpart(root.parent, split, num_points)
    shapes = SHAPES["train"] | SHAPES["val"] if split == "trainval" else SHAPES[split]
    assert data.names == tuple(shapes)
    assert data.class_names == ("Airplane", "Lamp", "Table")
    assert data.class_parts == tuple(PARTS.values())
    assert len(data.part_names) == 50
    assert data.part_names[24] == "Lamp 0"
    kept = num_points or max(count for _, count in shapes.values())
    for i, (name, (group, count)) in enumerate(shapes.items()):
        assert data.class_names[data.labels[i]] == group
        table = table_of(name, group, count)
        cloud = table[:, :3] - table[:, :3].mean(axis=0)
        cloud /= np.linalg.norm(cloud, axis=1).max()
        place = np.linalg.norm(data.points[i, :, None] - cloud, axis=-1).argmin(axis=1)
        np.testing.assert_allclose(data.points[i], cloud[place], atol=1e-5)
        np.testing.assert_array_equal(data.part_labels[i], table[place, 6])
        assert {*np.bincount(place, minlength=count)} <= {kept // count, -(-kept // count)}


def test_the_50_parts_belong_to_the_16_classes_as_published(root):
    synsets = "Airplane Bag Cap Car Chair Earphone Guitar Knife Lamp Laptop Motorbike Mug Pistol"
    synsets = [*synsets.split(), "Rocket", "Skateboard", "Table"]
    lines = [f"{name} {CLASSES.get(name, i)}" for i, name in enumerate(synsets)]
    (root / "synsetoffset2category.txt").write_text("\n".join(lines))
    starts = [0, 4, 6, 8, 12, 16, 19, 22, 24, 28, 30, 36, 38, 41, 44, 47, 50]
    assert load_shapenetpart(root.parent, "val").class_parts == tuple(
        tuple(range(*ends)) for ends in itertools.pairwise(starts)
    )


def test_the_seed_decides_the_draws(root):
    first, second = (load_shapenetpart(root.parent, "train", 10, seed=3) for _ in range(2))
    other = load_shapenetpart(root.parent, "train", 10, seed=4)
    np.testing.assert_array_equal(first.points, second.points)
    assert (first.points != other.points).any()


def test_feeds_a_part_segmenter(root):
    data = load_shapenetpart(root.parent, "train")
    batches = point_cloud_dataset(
        data, 2, num_points=16, features=["shape_class"], labels="part_labels"
    )
    inputs, parts = next(iter(batches))
    assert inputs["points"].shape == (2, 16, 3)
    assert inputs["shape_class"].numpy().tolist() == [1, 0]
    assert set(parts[0].numpy().tolist()) <= {24, 25, 26, 27}


def test_wrong_arguments_are_rejected(root):
    with pytest.raises(ValueError, match=r"'trainval'\]. Received: 'all'"):
        load_shapenetpart(root.parent, "all")
    with pytest.raises(ValueError, match="at least 1. Received: 0"):
        load_shapenetpart(root.parent, "val", 0)


@pytest.mark.parametrize(
    "name",
    [
        "synsetoffset2category.txt",
        "train_test_split/shuffled_val_file_list.json",
        "04379243/3c.txt",
    ],
)
def test_a_missing_file_is_named(name, root):
    (root / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"Received: no file .*{name}"):
        load_shapenetpart(root.parent, "val")


@pytest.mark.parametrize("line", ["Spaceship 0123", "Airplane", "Airplane 1 2"])
def test_an_unknown_class_is_named(line, root):
    (root / "synsetoffset2category.txt").write_text(line)
    with pytest.raises(ValueError, match=rf"'Table'\].*Received: \['{line.split()[0]}'"):
        load_shapenetpart(root.parent, "val")


@pytest.mark.parametrize("content", ["", "{}", "[]", "[3]", '["shape_data/99/1a"]', '["1a"]'])
def test_a_list_of_another_layout_is_rejected(content, root):
    path = root / "train_test_split" / "shuffled_val_file_list.json"
    path.write_text(content)
    with pytest.raises(ValueError, match="shape_data/<synset>/<name>.*Received: .*val_file_list"):
        load_shapenetpart(root.parent, "val")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: "", "which is empty"),
        (lambda text: text[: len(text) // 2], "3c"),
        (lambda text: text.replace(" ", ","), "could not convert"),
        (
            lambda text: "\n".join(" ".join(row.split()[:6]) for row in text.split("\n")),
            "6 columns",
        ),
        (lambda text: text.rsplit(" ", 1)[0] + " 3.0\n", r"\(47, 48, 49\) of the shape's class"),
    ],
)
def test_a_damaged_shape_is_named(damage, message, root):
    path = root / "04379243" / "3c.txt"
    path.write_text(damage(path.read_text()))
    with pytest.raises(ValueError, match=rf"(?=.*Received: .*3c\.txt).*{message}"):
        load_shapenetpart(root.parent, "val")


def test_a_shape_far_from_the_origin_keeps_its_form(root):
    near = load_shapenetpart(root.parent, "val").points
    table = table_of("3c", "Table", 30)
    table[:, :3] += [4.5e6, 5.4e6, 100]
    np.savetxt(root / CLASSES["Table"] / "3c.txt", table)
    far = load_shapenetpart(root.parent, "val").points
    np.testing.assert_allclose(far, near, atol=1e-6)
