import dataclasses

import numpy as np
import pytest

from keras_recon.data import PointCloudData, PointCloudShards, scale_teacher_features
from keras_recon.data.tfrecords import serialize_shape
from keras_recon.preparation.result_store import ResultStore
from keras_recon.preparation.write_shards import (
    ShardLayout,
    deviation_sum,
    feature_sums,
    write_index,
    write_shard,
)

fsspec = pytest.importorskip("fsspec")
LOCAL = fsspec.filesystem("file")


@pytest.fixture
def store(tmp_path):
    return ResultStore(tmp_path / "store")


def keep(store, random, key, views, texts):
    arrays = {"points": random.normal(size=(8, 3)).astype("float32")}
    for name, rows in (("image_features", views), ("text_features", texts)):
        if rows:
            arrays[name] = random.normal(size=(rows, 5)).astype("float32")
    store.keep(key, arrays, {})
    return arrays


@pytest.mark.parametrize("most", [1, 2])
def test_shapes_may_have_fewer_features_than_others(most, store, random):
    shape = (5,) if most == 1 else (most, 5)
    layout = ShardLayout(store, store, {"points": (8, 3), "text_features": shape})
    for count in range(most + 1):
        stored = keep(store, random, str(count), 0, count)
        read = layout.read(str(count), str(count))["text_features"].reshape(most, 5)
        np.testing.assert_array_equal(read[:count], stored.get("text_features", np.zeros((0, 5))))
        assert not read[count:].any()


def test_features_are_scaled_as_in_memory(store, random):
    kept = [keep(store, random, key, views, 1) for key, views in (("a", 2), ("b", 0), ("c", 2))]
    images = np.stack([own.get("image_features", np.zeros((2, 5), "float32")) for own in kept])
    texts = np.concatenate([own["text_features"] for own in kept])
    points = np.stack([own["points"] for own in kept])
    data = PointCloudData(points, np.zeros(3, int), ("x",), [*"abc"], images, texts)
    expected = scale_teacher_features(data)

    total, count = feature_sums([*"abc"], store)
    mean = np.array(total) / count
    deviation = deviation_sum([*"abc"], store, mean) / (count * 5)
    arrays = {"points": (8, 3), "image_features": (2, 5), "text_features": (5,)}
    scaling = {"image_mean": [*mean], "image_deviation": deviation, "text_scale": 10.0}
    layout = ShardLayout(store, store, arrays, scaling)
    for name in ("image_features", "text_features"):
        scaled = np.stack([layout.read(key, key)[name] for key in "abc"])
        np.testing.assert_allclose(scaled, getattr(expected, name), atol=1e-5)


def test_shards_are_written_once_and_replaced_by_others(store, random, tmp_path):
    for key in "abcd":
        keep(store, random, key, 1, 0)
    layout = ShardLayout(store, store, {"points": (8, 3), "image_features": (5,)})
    folder = str(tmp_path / "train")

    def write(keys, layout):
        rows = [(key, key, 0, 0) for key in keys]
        shards = [
            write_shard(rows[i::2], f"{i:05d}-of-00002", layout, LOCAL, folder) for i in (0, 1)
        ]
        write_index(rows, dict(shards), layout, ["x"], LOCAL, folder)
        return {path: path.stat().st_mtime_ns for path in (tmp_path / "train").glob("*.tfrecord")}

    first = write("abcd", layout)
    assert write("abcd", layout) == first
    one_more = write("abc", layout)
    assert len({*one_more} & {*first}) == 1  # the shard of b and d has another content
    assert len(PointCloudShards(folder)) == 3
    scaled = dataclasses.replace(layout, scaling={"text_scale": 2.0})
    assert not {*write("abc", scaled)} & {*one_more}


def test_a_record_is_the_same_each_time(random):
    values = {"label": 3, "points": random.normal(size=(4, 3))}
    assert serialize_shape(values) == serialize_shape(dict(reversed(values.items())))
