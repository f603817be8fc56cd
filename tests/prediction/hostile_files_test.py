"""What harms who reads it, between files that don't."""

import json
import os
import re
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from harness import assert_close
from hostile_files import ply, write_hostile_files, write_odd_files, write_reaching_files

from keras_recon.text_table import printable

# Their reading takes seconds.
SLOW = {
    "primitives_of_zeros.gltf": "as often as it is placed",
    "indices_many_times.gltf": "as often as it is placed",
    "zeros_2**24.gltf": "must not all coincide",
    "nodes_doubled.gltf": "nodes that hold themselves",
    "objects_doubled.3mf": "objects in themselves",
}
# What is said of some; of the others that it's a reason.
REASONS = {
    "empty.glb": "an empty file",
    "lfs.npz": "a pointer of Git LFS",
    "noise.npy": "an array without NumPy's header",
    "png.xyz": "a binary file",
    "html.ply": "no header from ply",
    "elf.las": "no LAS header",
    "sqlite.3mf": "no whole archive",
    "faces_only.obj": "no vertex",
    "words.obj": "'one' in place of a number",
    "long_word.obj": "in place of a number",
    "index_word.obj": "'a' in place of a whole number",
    "index_of_64_bits.obj": "a face with the index",
    "index_of_a_million_digits.obj": "index|whole number",
    "degenerate.obj": "a surface of area 0",
    "nan.obj": "no finite triangle",
    "few_points.obj": "at least 8 points",
    "count_1000000000000.ply": "8 of 1000000000000 rows",
    "count_-1.ply": "8 of -1 rows",
    "length_nan.ply": "a list of length nan",
    "length_2147483647.ply": "a list of length 2147483647",
    "count_4294967295.stl": "3 of 4294967295 triangles",
    "count_10**12.off": "of 1000000000000 lines of vertices",
    "nested.gltf": "JSON that can't be read",
    "node_in_itself.gltf": "nodes that hold themselves",
    "uri_above.gltf": "outside the folder",
    "uri_file.gltf": "outside the folder",
    "uri_http.gltf": "outside the folder",
    "data_short.gltf": "of a buffer of 3",
    "instances_2**24.gltf": "16777216 instances",
    "draco_noise.glb": "not draco encoded",
    "laughs.3mf": "a document type",
    "entity.3mf": "a document type",
    "encrypted.3mf": "no whole archive: .*encrypted",
    "target_above.3mf": "no model .*etc/passwd in the archive",
    "object_in_itself.3mf": "objects in themselves",
    "color_word.3mf": "the colour 'red'",
    "pickle.npy": "Python objects, which are not unpickled",
    "pickle.npz": "Python objects, which are not unpickled",
    "shape_10**12.npy": "bytes in place of 24000000000",
    "header_nested.npy": "header can't be read",
    "size_lies.npz": "compressed bytes that can't be",
    "count_1000000000000.pcd": "8 points of 1000000000000",
    "lzf_more_than_points.pcd": "compressed bytes for points of 96",
    "chunk_of_2**32.laz": "compressed chunks of 2147483648 points",
    "scale_0.las": "must not all coincide",
    "huge.npy": "numbers that float64 has",
    "few.xyz": "at least 8 points",
}
# Names of errors in Python, addresses of its objects, and advice to trust a file.
NO_REASON = re.compile(
    r"(Key|Index|Type|Attribute|Overflow|Recursion|Memory|Assertion|ZeroDivision)Error|"
    "object at 0x|allow_pickle|Traceback|process that read it ended"
)


def snapshot(folder):
    return {path: os.lstat(path).st_size for path in folder.rglob("*")}


def assert_reasons(answers, paths):
    assert [answer.path for answer in answers] == [*map(str, paths)]
    for answer in answers:
        assert answer.error is not None, answer.path
        assert answer.path in answer.error
        assert "Received: " in answer.error
        assert not NO_REASON.search(answer.error), answer.error
        assert 30 < len(answer.error) - len(answer.path) < 500, answer.error
        wanted = REASONS.get(os.path.basename(answer.path), "")
        assert re.search(wanted, answer.error), answer.error


@pytest.fixture
def where(tmp_path, monkeypatch):
    """Where the process is, so that what is written can be seen."""
    (tmp_path / "where").mkdir()
    monkeypatch.chdir(tmp_path / "where")
    return tmp_path


def test_each_hostile_file_has_a_reason_and_those_between_an_answer(
    classifier, files, where, monkeypatch
):
    # None of them needs more, and a reason isn't that there was no more.
    monkeypatch.setattr("keras_recon.datasets.read_files.MEMORY", 2**30)
    hostile = [path for path in write_hostile_files(where / "bad") if path.name not in SLOW]
    assert len(hostile) > 600
    assert REASONS.keys() <= {path.name for path in hostile}
    mixed = list(hostile)
    places = [100, 300, 500, 600]
    for place, file in zip(places, files, strict=True):
        mixed.insert(place, file)
    before = snapshot(where)
    answers = classifier.predict_files(mixed)
    assert snapshot(where) == before
    assert_reasons([answer for answer in answers if answer.path not in map(str, files)], hostile)
    assert not [answer.path for answer in answers.failed if "no more memory" in answer.error]
    alone = classifier.predict_files(files)
    for place, expected in zip(places, alone, strict=True):
        assert_close(answers[place].probabilities, expected.probabilities)


def test_what_is_no_file_and_names_that_harm_have_a_reason(classifier, files, where):
    paths = write_odd_files(where / "odd")
    answers = classifier.predict_files([*paths, files[0]])
    assert_reasons(answers[:-1], paths)
    assert answers[-1].error is None
    table = answers.to_table().splitlines()
    assert len(table) == len(answers)
    assert all(printable(line) == line for line in table)
    assert len(json.loads(answers.to_json())) == len(answers)
    found = classifier.predict_files(where / "odd")
    assert not found.answered
    assert {answer.path for answer in found} < {*map(str, paths)}


def test_what_a_shape_names_elsewhere_is_not_read(classifier, where):
    said = write_reaching_files(where / "in" / "reaching")
    answers = classifier.predict_files([*said])
    for answer, words in zip(answers, said.values(), strict=True):
        assert answer.error is None
        assert any(words in note for note in answer.notes), (answer.path, answer.notes)
        assert "root:" not in answers.to_json()


# What it prints: the answers, and how much memory this process and those that read have taken.
_PREDICT = """
import json, resource, sys
from keras_recon.datasets import read_files
import keras_recon
read_files.MEMORY, read_files.SECONDS = 2**31, 20
classifier = keras_recon.ReConClassifier.from_preset(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
answers = classifier.predict_files(sys.argv[2:])
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"answers": json.loads(answers.to_json()), "grown": grown, "children": children}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limit")
def test_memory_and_time_are_bounded(classifier, files, tmp_path, random):
    folder = tmp_path / "large"
    write_hostile_files(folder)
    reasons = dict(SLOW)
    points = random.normal(size=(10**7, 3)).astype("<f4")
    (folder / "ten_million.ply").write_bytes(ply(10**7, body=points.tobytes()))
    np.save(folder / "ten_million.npy", points)
    reasons |= {"ten_million.ply": None, "ten_million.npy": None}
    rows = 3 * 10**8
    shape = {"descr": "<f4", "fortran_order": False, "shape": (rows, 3)}
    with (
        zipfile.ZipFile(folder / "bomb.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("points.npy", "w", force_zip64=True) as file,
    ):
        np.lib.format.write_array_header_1_0(file, shape)
        for _ in range(12):
            file.write(bytes(rows))
    with zipfile.ZipFile(folder / "bomb.3mf", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("3D/3dmodel.model", "<model>" + '<item objectid="1"/>' * 2 * 10**7)
    for name, start in (("sparse.obj", b"v 0 0 0\n"), ("sparse.xyz", b"1 2 3\n" * 20_000)):
        with open(folder / name, "wb") as file:
            file.write(start)
            file.truncate(2**40)
        reasons[name] = "no more memory|more than 20 s"
    crossing = "\n".join(f"f {' '.join(map(str, random.permutation(500) + 1))}" for _ in range(300))
    vertices = "".join(f"v {x} {y} 0\n" for x, y in random.normal(size=(500, 2)))
    (folder / "crossing.obj").write_text(vertices + crossing)
    reasons |= {
        "bomb.npz": "no more memory",
        "bomb.3mf": "used more than 100000 times",
        "crossing.obj": "more than 20 s",
    }
    classifier.save_to_preset(tmp_path / "preset")
    paths = [*(folder / name for name in reasons), files[0]]
    done = subprocess.run(
        [sys.executable, "-c", _PREDICT, tmp_path / "preset", *paths],
        capture_output=True,
        text=True,
        check=True,
        timeout=400,
    )
    result = json.loads(done.stdout.splitlines()[-1])
    *answers, good = result["answers"]
    assert good["name"] == classifier.predict_files(files[0])[0].name
    for answer, reason in zip(answers, reasons.values(), strict=True):
        if reason is None:
            assert "error" not in answer
        else:
            assert re.search(reason, answer["error"]), answer
    # In KiB: a process that reads has its libraries beside what is limited.
    assert result["children"] < 2**21 + 2**18
    assert result["grown"] < 2**19
