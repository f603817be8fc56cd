import numpy as np
import pytest
from harness import raises_with_advice

from keras_recon.datasets import PointCloudData, few_shot_task, load_home3d


def make(counts, prefix):
    """Shapes of each class, in an order that mixes them; each point says which shape it is of."""
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(counts)), counts))
    labels = np.append(labels, -1)
    return PointCloudData(
        points=np.broadcast_to(
            np.arange(len(labels), dtype="float32")[:, None, None], (len(labels), 4, 3)
        ),
        labels=labels,
        class_names=[f"class {i}" for i in range(len(counts))],
        names=[f"{prefix} {i}" for i in range(len(labels))],
        colors=np.broadcast_to(
            np.arange(len(labels), dtype="uint8")[:, None, None], (len(labels), 4, 3)
        ),
    )


# Classes 1 (too few to learn from) and 4 (none to test on) can't be drawn.
TRAIN, TEST = make([6, 3, 4, 9, 7, 5], "train"), make([3, 5, 1, 30, 0, 22], "test")


def slow_task(train, test, ways, shots, fold, queries, seed):
    """From the definition, shape by shape."""
    random = np.random.default_rng([seed, fold])
    able = []
    for label in range(len(train.class_names)):
        to_learn = sum(1 for other in train.labels if other == label)
        to_test = sum(1 for other in test.labels if other == label)
        if to_learn >= shots and to_test > 0:
            able.append(label)
    classes = random.choice(able, ways, replace=False)
    task = []
    for data, most in ((train, shots), (test, queries)):
        shapes = []
        for number, label in enumerate(classes):
            of_class = [i for i, other in enumerate(data.labels) if other == label]
            drawn = random.permutation(of_class)
            shapes += [(data.names[i], number, data.class_names[label]) for i in drawn[:most]]
        task.append(shapes)
    return task


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize(("ways", "shots", "queries"), [(3, 4, 20), (4, 4, 2), (2, 5, 100)])
def test_ten_folds_are_those_of_the_definition(ways, shots, queries, seed):
    for fold in range(10):
        task = few_shot_task(TRAIN, TEST, ways, shots, fold, queries, seed)
        expected = slow_task(TRAIN, TEST, ways, shots, fold, queries, seed)
        for data, shapes, source in zip(task, expected, (TRAIN, TEST), strict=True):
            assert data.names == tuple(name for name, _, _ in shapes)
            assert data.labels.tolist() == [number for _, number, _ in shapes]
            for name, number, class_name in shapes:
                assert data.class_names[number] == class_name
                place = source.names.index(name)
                assert source.class_names[source.labels[place]] == class_name
                np.testing.assert_array_equal(data.points[data.names.index(name)], place)
                colors = data.colors[data.names.index(name)]
                np.testing.assert_allclose(colors, place / 255, rtol=1e-6)


def test_folds_and_seeds_differ_and_repeat():
    names = {
        (fold, seed): few_shot_task(TRAIN, TEST, 3, 4, fold, seed=seed)[0].names
        for fold in range(10)
        for seed in range(2)
    }
    assert len({*names.values()}) == 20
    assert few_shot_task(TRAIN, TEST, 3, 4, 7, seed=1)[0].names == names[7, 1]


def test_no_test_shape_is_learned_from():
    home3d = load_home3d("train"), load_home3d("test")
    tested = {points.tobytes() for points in home3d[1].points}
    for fold in range(10):
        train, test = few_shot_task(*home3d, ways=5, shots=10, fold=fold)
        assert np.bincount(train.labels).tolist() == [10] * 5
        assert tested.isdisjoint(points.tobytes() for points in train.points)
        assert all(points.tobytes() in tested for points in test.points)


@pytest.mark.parametrize("change", [{"ways": 0}, {"shots": 0}, {"queries": 0}, {"fold": -1}])
def test_numbers_out_of_range_are_refused(change):
    arguments = {"ways": 2, "shots": 1, "queries": 1, "fold": 0, **change}
    [(name, value)] = change.items()
    with raises_with_advice(ValueError, "must be at least 1, `fold`", f"{name}={value}"):
        few_shot_task(TRAIN, TEST, **arguments)


def test_too_many_classes_are_refused():
    with raises_with_advice(ValueError, "at most 2, the classes with 6 shapes", "ways=3"):
        few_shot_task(TRAIN, TEST, ways=3, shots=6)


def test_splits_of_other_classes_are_refused():
    with raises_with_advice(ValueError, "of the same classes", "class 5"):
        few_shot_task(TRAIN, make([3, 4], "test"), ways=2, shots=1)
