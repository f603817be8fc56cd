import dataclasses
import json

import numpy as np
import pytest
import tensorflow as tf

from keras_recon.data import (
    PointCloudData,
    PointCloudShards,
    PointCloudStream,
    point_cloud_dataset,
    teacher_scaling,
    tfrecords,
    write_tfrecords,
)


def make_data(random, shapes=13, features=True, colors=None):
    return PointCloudData(
        points=random.normal(size=(shapes, 16, 3)).astype("float32"),
        labels=np.arange(shapes) % 3 - 1,
        class_names=("chair", "table"),
        names=[("oak", "ash", "Öre")[i % 3] for i in range(shapes)],
        image_features=random.normal(size=(shapes, 5)).astype("float32") if features else None,
        text_features=random.normal(size=(shapes, 4)).astype("float32") if features else None,
        colors=colors,
    )


def read_examples(path):
    return [
        tf.train.Example.FromString(record.numpy()).features.feature
        for record in tf.data.TFRecordDataset(str(path))
    ]


@pytest.fixture
def data(random):
    return make_data(random)


@pytest.fixture
def folder(data, tmp_path):
    write_tfrecords(data, tmp_path / "shards", num_shards=3)
    return tmp_path / "shards"


@pytest.mark.parametrize("num_shards", [1, 4, 13])
def test_shape_i_is_in_shard_i_modulo_their_number(num_shards, data, tmp_path):
    write_tfrecords(data, tmp_path / "shards", num_shards)
    for shard in range(num_shards):
        path = tmp_path / "shards" / f"{shard:05d}-of-{num_shards:05d}.tfrecord"
        examples = read_examples(path)
        mine = range(shard, 13, num_shards)
        assert len(examples) == len(mine)
        for i, example in zip(mine, examples, strict=True):
            for key, kind, value in [
                ("points", "<f4", data.points[i]),
                ("image_features", "<f4", data.image_features[i]),
                ("text_features", "<f4", data.text_features[i]),
                ("label", "<i4", data.labels[i]),
            ]:
                stored = np.frombuffer(example[key].bytes_list.value[0], kind)
                np.testing.assert_array_equal(stored, value.ravel())


def test_shards_tell_what_they_hold(folder, data):
    shards = PointCloudShards(folder)
    assert len(shards) == 13
    assert shards.num_points == 16
    assert shards.class_names == ("chair", "table")
    assert shards.feature_dims == data.feature_dims == {"image_features": 5, "text_features": 4}
    assert shards.shapes == {
        "points": (16, 3),
        "label": (),
        "class_index": (),
        "image_features": (5,),
        "text_features": (4,),
    }
    assert len(PointCloudShards(folder, labelled_only=True)) == np.count_nonzero(data.labels >= 0)


def test_what_features_were_scaled_by_is_kept(data, tmp_path):
    scaling = teacher_scaling(data)
    write_tfrecords(data, tmp_path / "scaled", 1, scaling)
    kept = PointCloudShards(tmp_path / "scaled").scaling
    assert kept.keys() == scaling.keys() == {"image_mean", "image_deviation", "text_scale"}
    for name, value in scaling.items():
        np.testing.assert_array_equal(kept[name], value)
    write_tfrecords(data, tmp_path / "unscaled", 1)
    assert PointCloudShards(tmp_path / "unscaled").scaling == {}


def test_absent_features_are_not_written(random, tmp_path):
    write_tfrecords(make_data(random, features=False), tmp_path / "shards", 2)
    shards = PointCloudShards(tmp_path / "shards")
    assert set(shards.shapes) == {"points", "label", "class_index"}
    assert shards.feature_dims == {}
    example = read_examples(tmp_path / "shards" / "00000-of-00002.tfrecord")[0]
    assert set(example) == {"points", "label", "class_index"}


def test_parts_are_written_with_their_names(random, tmp_path):
    parts = random.integers(-1, 2, size=(13, 16))
    data = dataclasses.replace(
        make_data(random), part_labels=parts, part_names=["leg", "top"], class_parts=[[0], [0, 1]]
    )
    write_tfrecords(data, tmp_path / "shards", 2)
    shards = PointCloudShards(tmp_path / "shards")
    assert shards.part_names == ("leg", "top")
    assert shards.class_parts == ((0,), (0, 1))
    assert shards.unlabelled_points == (parts == -1).sum()


def read_colors(folder):
    batches = point_cloud_dataset(folder, batch_size=13, features=["colors"])
    return next(batches.as_numpy_iterator())["colors"]


def test_colors_of_a_byte_come_back_as_they_are(random, tmp_path):
    colors = random.integers(0, 256, size=(13, 16, 3), dtype="uint8")
    colors[0, :, 0] = range(0, 256, 16)
    data = make_data(random, colors=colors)
    write_tfrecords(data, tmp_path / "shards", 1)
    assert PointCloudShards(tmp_path / "shards").shapes["colors"] == (16, 3)
    example = read_examples(tmp_path / "shards" / "00000-of-00001.tfrecord")[0]
    assert example["colors"].bytes_list.value[0] == colors[0].tobytes()
    read = read_colors(tmp_path / "shards")
    assert read.dtype == "float32"
    np.testing.assert_array_equal(read, data.colors)


def test_every_level_of_a_byte_comes_back(random, tmp_path):
    levels = np.resize(np.arange(256, dtype="uint8"), (13, 16, 3))
    data = make_data(random, colors=levels)
    write_tfrecords(data, tmp_path / "shards", 1)
    np.testing.assert_array_equal(read_colors(tmp_path / "shards"), data.colors)


def test_other_colors_change_by_half_a_level(random, tmp_path):
    colors = random.uniform(size=(13, 16, 3))
    write_tfrecords(make_data(random, colors=colors), tmp_path / "shards", 1)
    change = np.abs(read_colors(tmp_path / "shards") - colors)
    assert 0 < change.max() <= 1 / 510 + 1e-6


def test_shards_without_colors_have_none(folder):
    with pytest.raises(ValueError, match="Received: 'colors'"):
        point_cloud_dataset(folder, 4, features=["colors"])


def test_an_index_of_other_colors_than_points_is_an_error(random, tmp_path):
    write_tfrecords(make_data(random, colors=np.zeros((13, 16, 3))), tmp_path / "shards", 1)
    path = tmp_path / "shards" / "index.json"
    index = json.loads(path.read_text())
    index["shapes"]["colors"] = [15, 3]
    path.write_text(json.dumps(index))
    with pytest.raises(ValueError, match=r"colors.*Received: .*shards/index.json"):
        PointCloudShards(tmp_path / "shards")


def test_a_colored_stream_is_written_as_the_data_in_memory_are(random, tmp_path):
    data = make_data(random, features=False, colors=random.uniform(size=(13, 16, 3)))
    read = []

    def read_values(index):
        read.append(index.tolist())
        return np.concatenate([data.points[index], data.colors[index]], axis=-1)

    stream = PointCloudStream(
        read_values, 16, data.labels, data.class_names, data.names, colored=True
    )
    for name, source in (("stream", stream), ("data", data)):
        write_tfrecords(source, tmp_path / name, 3)
    for path in (tmp_path / "data").iterdir():
        assert (tmp_path / "stream" / path.name).read_bytes() == path.read_bytes()
    assert read == [[*range(13)]]


@pytest.mark.parametrize("block", [5, 13, 256])
def test_a_stream_is_written_as_the_data_in_memory_are(block, data, tmp_path, monkeypatch):
    monkeypatch.setattr(tfrecords, "BLOCK", block)
    read = []

    def read_points(index):
        read.append(index.tolist())
        return data.points[index]

    stream = PointCloudStream(
        read_points,
        data.num_points,
        data.labels,
        data.class_names,
        data.names,
        image_features=data.image_features,
        text_features=data.text_features,
    )
    for name, source in (("stream", stream), ("data", data)):
        write_tfrecords(source, tmp_path / name, 3)
    for path in (tmp_path / "data").iterdir():
        assert (tmp_path / "stream" / path.name).read_bytes() == path.read_bytes()
    assert [i for index in read for i in index] == list(range(13))
    assert max(map(len, read)) <= block


def test_makes_the_folders_above(data, tmp_path):
    write_tfrecords(data, tmp_path / "a" / "b", 1)
    assert len(PointCloudShards(tmp_path / "a" / "b")) == 13


def test_others_may_read_the_folder_as_any_new_one(folder, tmp_path):
    (tmp_path / "plain").mkdir()
    assert folder.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_folder_may_be_a_string_and_may_be_moved(folder, tmp_path):
    moved = folder.rename(tmp_path / "moved")
    assert len(PointCloudShards(str(moved))) == 13
    assert len(list(point_cloud_dataset(str(moved), batch_size=13))) == 1


@pytest.mark.parametrize("num_shards", [0, -1, 14])
def test_wrong_number_of_shards_is_an_error(num_shards, data, tmp_path):
    with pytest.raises(ValueError, match=f"at most 13.*Received: num_shards={num_shards}"):
        write_tfrecords(data, tmp_path / "shards", num_shards)
    assert list(tmp_path.iterdir()) == []


def test_existing_folder_is_an_error_and_stays_as_it_is(data, tmp_path):
    (tmp_path / "shards").mkdir()
    (tmp_path / "shards" / "mine.txt").write_text("kept")
    with pytest.raises(ValueError, match="Received: .*shards"):
        write_tfrecords(data, tmp_path / "shards")
    assert [path.name for path in tmp_path.rglob("*")] == ["shards", "mine.txt"]


def test_nothing_is_left_when_writing_fails_midway(data, tmp_path, monkeypatch):
    written = []
    write = tf.io.TFRecordWriter.write

    def write_until_full(self, record):
        if len(written) == 7:
            raise OSError("No space left on device")
        written.append(record)
        write(self, record)

    monkeypatch.setattr(tf.io.TFRecordWriter, "write", write_until_full)
    with pytest.raises(OSError, match="No space left"):
        write_tfrecords(data, tmp_path / "shards", num_shards=3)
    assert len(written) == 7
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="index.json.*Received: .*nowhere"):
        PointCloudShards(tmp_path / "nowhere")


def test_missing_index_is_an_error(folder):
    (folder / "index.json").unlink()
    with pytest.raises(FileNotFoundError, match="index.json.*Received: .*shards"):
        PointCloudShards(folder)


@pytest.mark.parametrize(
    "content",
    ["", '{"count": 13, "byt', "[]", "3", "{}", '{"bytes": 3}', '{"bytes": {}}', "[" * 100_000],
)
def test_truncated_or_foreign_index_is_an_error(content, folder):
    (folder / "index.json").write_text(content)
    with pytest.raises(ValueError, match=r"Received: .*shards/index.json"):
        PointCloudShards(folder)


@pytest.mark.parametrize("key", ["count", "shapes", "class_names", "bytes"])
def test_index_that_lacks_a_key_is_an_error(key, folder):
    path = folder / "index.json"
    index = json.loads(path.read_text())
    del index[key]
    path.write_text(json.dumps(index))
    with pytest.raises(ValueError, match=r"Received: .*shards/index.json"):
        PointCloudShards(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("count", "13"),
        ("count", -1),
        ("count", 1e300),
        ("labelled", None),
        ("shapes", {}),
        ("shapes", {"points": [20, 3], "label": []}),
        ("shapes", {"points": [20, 4], "label": [], "class_index": []}),
        ("shapes", {"points": [-1, 3], "label": [], "class_index": []}),
        ("shapes", {"points": [20, 3], "colors": [7, 3], "label": [], "class_index": []}),
        ("shapes", {"points": [20, 3], "label": [], "class_index": [], "other": [1]}),
        ("shapes", {"points": [20, 3], "label": [2], "class_index": []}),
        ("shapes", {"points": [20, 3], "label": [], "class_index": [], "text_features": [[]]}),
        ("scaling", [1]),
        ("scaling", {"text_scale": "ten"}),
        ("scaling", {"image_mean": [0.0, 1.0], "image_deviation": 1.0}),
        ("class_names", [1, 2]),
        ("part_names", [None]),
        ("class_parts", [["a"]]),
        ("bytes", {}),
        ("bytes", {"../outside.tfrecord": 7}),
        ("bytes", {"/etc/passwd": 7}),
    ],
)
def test_an_index_of_other_values_is_an_error(key, value, folder):
    path = folder / "index.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(ValueError, match=r"index.json must be.*Received: .*shards/index.json"):
        PointCloudShards(folder)


def test_a_shard_of_a_name_that_is_too_long_is_missing(folder):
    path = folder / "index.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "bytes": {"x" * 5000: 7}}))
    with pytest.raises(FileNotFoundError, match="Every shard.*Received: no"):
        PointCloudShards(folder)


def test_missing_shard_is_an_error(folder):
    (folder / "00001-of-00003.tfrecord").unlink()
    with pytest.raises(FileNotFoundError, match="Received: .*00001-of-00003.tfrecord"):
        PointCloudShards(folder)


@pytest.mark.parametrize("change", [lambda old: old[:-1], lambda old: old + old, lambda old: b""])
def test_shard_of_another_size_is_an_error(change, folder):
    path = folder / "00002-of-00003.tfrecord"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(ValueError, match="Received: .*00002-of-00003.tfrecord"):
        PointCloudShards(folder)


def test_indices_of_old_say_nothing_about_labels(folder):
    path = folder / "index.json"
    index = json.loads(path.read_text())
    for key in ("labelled", "unlabelled_points"):
        del index[key]
    path.write_text(json.dumps(index))
    shards = PointCloudShards(folder, labelled_only=True)
    assert len(shards) == 13
    assert shards.unlabelled_points == 0
