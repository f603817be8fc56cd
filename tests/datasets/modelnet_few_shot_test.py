import os
import pickle

import numpy as np
import pytest

from keras_recon.datasets import load_modelnet_few_shot

# Labels as the published files have them, and in another numbering.
NAMES = {0: "sofa", 1: "bed", 2: np.int32(7)}
OTHER = {30: "sofa", 2: "bed", 7: "lamp"}


def make_task(random, names=NAMES, shots=4, tests=20):
    def shapes(count):
        return [
            (random.normal(size=(30, 6)).astype("float32"), label, name)
            for _ in range(count)
            for label, name in names.items()
        ]

    return {"train": shapes(shots), "test": shapes(tests)}


def write(folder, task, fold=6, shots=4):
    path = folder / f"3way_{shots}shot" / f"{fold}.pkl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pickle.dumps(task))
    return path


@pytest.mark.parametrize("names", [NAMES, OTHER])
def test_both_splits_have_their_shapes(names, random, tmp_path):
    task = make_task(random, names)
    write(tmp_path, make_task(random, names), fold=5)
    write(tmp_path, task)
    train, test = load_modelnet_few_shot(tmp_path, 3, 4, 6)
    assert train.points.shape == (12, 30, 3)
    assert test.points.shape == (60, 30, 3)
    assert train.class_names == test.class_names == tuple(str(names[i]) for i in sorted(names))
    for data, split in ((train, "train"), (test, "test")):
        for i, (cloud, label, name) in enumerate(task[split]):
            cloud = cloud[:, :3] - cloud[:, :3].mean(axis=0)
            expected = cloud / np.linalg.norm(cloud, axis=1).max()
            np.testing.assert_allclose(data.points[i], expected, atol=1e-6)
            assert data.labels[i] == sorted(names).index(label)
            assert data.names[i] == str(name)


@pytest.mark.parametrize(("ways", "shots", "fold"), [(3, 4, 0), (5, 4, 6), (3, 10, 6)])
def test_a_missing_file_is_named(ways, shots, fold, random, tmp_path):
    write(tmp_path, make_task(random))
    with pytest.raises(FileNotFoundError, match=f"Received: .*{ways}way_{shots}shot/{fold}.pkl"):
        load_modelnet_few_shot(tmp_path, ways, shots, fold)


def change(split, edit):
    def apply(task):
        return {**task, split: edit(task[split])}

    return apply


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda task: [task["train"], task["test"]], "TypeError"),
        (lambda task: {"train": task["train"]}, "KeyError: 'test'"),
        (change("train", lambda shapes: [shape[:2] for shape in shapes]), "ValueError"),
        (change("train", lambda shapes: shapes[1:]), r"{1: 4, 2: 4, 0: 3} to train on"),
        (change("train", lambda shapes: [s for s in shapes if s[1]]), r"{1: 4, 2: 4} to train"),
        (change("test", lambda shapes: [s for s in shapes if s[1]]), r"labels \[1, 2\] to test"),
        (change("test", lambda shapes: []), r"labels \[\] to test"),
        (
            change("test", lambda shapes: [*shapes[:-1], (np.zeros((29, 6)), 2, "x")]),
            r"test 59 of shape \(29, 6\)",
        ),
    ],
)
def test_a_task_of_another_layout_is_rejected(damage, message, random, tmp_path):
    write(tmp_path, damage(make_task(random)))
    with pytest.raises(ValueError, match=rf"(?s)(?=.*Received: .*6\.pkl).*{message}"):
        load_modelnet_few_shot(tmp_path, 3, 4, 6)


def test_a_hostile_pickle_does_not_run(tmp_path):
    class Hostile:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path / 'hacked'}",)

    write(tmp_path, {"train": Hostile(), "test": []})
    with pytest.raises(ValueError, match=r"system is not admitted.*Received: .*6\.pkl"):
        load_modelnet_few_shot(tmp_path, 3, 4, 6)
    assert not (tmp_path / "hacked").exists()


def test_a_shape_far_from_the_origin_keeps_its_form(random, tmp_path):
    task = make_task(random)
    cloud = random.normal(size=(30, 3))
    far = cloud + np.array([4.5e6, 5.4e6, 100])
    task["train"][:2] = [(cloud, 0, "sofa"), (far, 1, "bed")]
    write(tmp_path, task)
    train, _ = load_modelnet_few_shot(tmp_path, 3, 4, 6)
    np.testing.assert_allclose(train.points[1], train.points[0], atol=1e-6)
