import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings

import numpy as np
import pytest

from keras_recon.data import PointCloudStream
from keras_recon.teachers import add_teacher_features, read_picture

TEXTS = ["a chair", "a lamp", ("an oak table", "a table"), "a chair", ""]


@pytest.fixture
def pictured(picture_files, shapes):
    """Five shapes of 3, 1, 2, 0 and 1 pictures, one of them twice."""
    files = picture_files(6)
    paths = [files[:3], files[3], files[4:], (), files[0]]
    return shapes(5, image_paths=paths, captions=TEXTS)


def add(source, *teachers, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return add_teacher_features(source, *teachers, **options)


def test_features_are_the_teachers_in_the_order_of_the_pictures(pictured, image_teacher):
    features = add(pictured, image_teacher).image_features
    assert features.shape == (5, 3, 6)
    for own, paths in zip(features, pictured.image_paths, strict=True):
        paths = [paths] if isinstance(paths, str) else paths
        pixels = [read_picture(path).reshape(-1, 3) / 255 for path in paths]
        expected = [[*p.mean(axis=0), *p.std(axis=0)] for p in pixels]
        np.testing.assert_allclose(own[: len(paths)], np.reshape(expected, (-1, 6)), rtol=1e-6)
        assert not own[len(paths) :].any()
    assert sum(image_teacher.calls) == 6


def test_texts_are_encoded_once_each(pictured, text_teacher):
    features = add(pictured, text_teacher=text_teacher).text_features
    assert text_teacher.calls == ["a chair", "a lamp", "an oak table", "a table"]
    assert features[2, 0, ord("k") - ord("a")] == 1
    np.testing.assert_array_equal(features[0], features[3])
    assert not features[4].any()


def test_what_is_left_out_is_counted(pictured, image_teacher, text_teacher, tmp_path):
    (tmp_path / "3.png").write_bytes(b"no picture")
    with pytest.warns(
        UserWarning, match=r"1 pictures that can't be read, such as: .*3\.png; "
    ) as w:
        scaled = add_teacher_features(pictured, image_teacher, text_teacher)
    [warning] = w
    assert "2 of 5 shapes, which have no pictures" in str(warning.message)
    assert "1 of 5 shapes, which have no texts" in str(warning.message)
    assert not scaled.image_features[1].any()


def test_one_of_each_is_a_matrix_and_says_nothing(shapes, image_teacher, text_teacher):
    icons = np.arange(2 * 64 * 64 * 3).reshape(2, 64, 64, 3).astype("uint8")
    with warnings.catch_warnings(action="error"):
        data = add_teacher_features(shapes(icons=icons), image_teacher, text_teacher)
    assert data.feature_dims == {"image_features": 6, "text_features": 26}
    assert data.image_features.shape == (2, 6)


def test_a_stream_stays_one(text_teacher):
    stream = PointCloudStream(lambda index: np.zeros((len(index), 4, 3)), 4, [0], ["a"], ["oak"])
    assert add(stream, text_teacher=text_teacher).text_features.shape == (1, 26)


def test_prompts_are_published_ones_around_the_texts(shapes, text_teacher):
    data = add(shapes(captions=["oak", "ash"]), text_teacher=text_teacher, num_prompts=5)
    assert data.text_features.shape == (2, 5, 26)
    assert all(text.count("oak") + text.count("ash") == 1 for text in text_teacher.calls)
    assert len(text_teacher.calls) > 4


def test_the_second_time_no_teacher_is_needed(pictured, image_teacher, text_teacher, tmp_path):
    first = add(pictured, image_teacher, text_teacher, cache_dir=tmp_path / "cache")
    again = add(pictured, "mean_color", "letters", cache_dir=tmp_path / "cache")
    np.testing.assert_array_equal(first.image_features, again.image_features)
    np.testing.assert_array_equal(first.text_features, again.text_features)


def test_the_content_of_a_picture_counts_not_its_path(
    pictured, image_teacher, picture_files, tmp_path
):
    add(pictured, image_teacher, cache_dir=tmp_path / "cache")
    image_teacher.calls.clear()
    (tmp_path / "0.png").rename(tmp_path / "1.png")
    picture_files(1)  # other pixels than before
    add(pictured, image_teacher, cache_dir=tmp_path / "cache")
    assert sum(image_teacher.calls) == 1


@pytest.mark.parametrize("on_error", ["skip", "raise"])
def test_where_none_can_be_read_there_is_an_error(on_error, shapes, image_teacher, tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    source = shapes(1, image_paths=[str(tmp_path / "a.png")])
    with pytest.raises(ValueError, match=r"a\.png"):
        add_teacher_features(source, image_teacher, on_error=on_error)


def test_a_missing_picture_is_raised_or_skipped(pictured, image_teacher, tmp_path):
    (tmp_path / "5.png").unlink()
    with pytest.raises(FileNotFoundError, match=r"5\.png"):
        add_teacher_features(pictured, image_teacher, on_error="raise")
    with pytest.warns(UserWarning, match=r"1 pictures that can't be read.*5\.png"):
        add_teacher_features(pictured, image_teacher)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on_error": "ignore"}, r"'raise' or 'skip'. Received: 'ignore'"),
        ({"num_prompts": -1}, r"`num_prompts`.*Received: -1"),
        ({"text_teacher": "unknown"}, r"A teacher must be one of.*Received: 'unknown'"),
        ({"image_teacher": "unknown"}, r"must have pictures"),
    ],
)
def test_wrong_arguments_are_refused(options, message, shapes):
    with pytest.raises(ValueError, match=message):
        add_teacher_features(shapes(), **options)


CHILD = """
    import sys, time
    import numpy as np
    from keras_recon.data import PointCloudData
    from keras_recon.teachers import TextTeacher, add_teacher_features

    class Length(TextTeacher):
        def encode_text_batch(self, texts):
            with open(sys.argv[2], "a") as calls:
                calls.writelines(text + chr(10) for text in texts)
            time.sleep(float(sys.argv[3]))
            return np.array([[len(text), hash(text[-1]) % 1, 1] for text in texts])

    names = [f"text {i} {i % 7 * 'x'}" for i in range(1400)]
    points = np.random.default_rng(0).normal(size=(1400, 4, 3))
    data = PointCloudData(points, np.zeros(1400, int), ["any"], names)
    add_teacher_features(data, text_teacher=Length("length", 3), cache_dir=sys.argv[1])
"""


@pytest.mark.slow
def test_a_killed_run_goes_on_and_leaves_the_same_bytes(tmp_path):
    def start(cache, calls, delay):
        command = [sys.executable, "-c", textwrap.dedent(CHILD), cache, calls, str(delay)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(command, env=environment)

    def files(cache):
        return {path.name: path.read_bytes() for path in cache.rglob("*.npz")}

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    first, second = tmp_path / "first", tmp_path / "second"
    assert start(whole, tmp_path / "calls", 0).wait() == 0
    run = start(broken, first, 0.05)
    deadline = time.time() + 120
    while len(files(broken)) < 1 and time.time() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)  # into the second shard
    run.send_signal(signal.SIGKILL)
    run.wait()
    kept = len(files(broken))
    assert 1 <= kept < 3
    assert start(broken, second, 0).wait() == 0
    assert files(broken) == files(whole)
    before, after = (path.read_text().splitlines() for path in (first, second))
    assert len(after) == 1400 - 512 * kept
    assert set(before[: 512 * kept]).isdisjoint(after)
