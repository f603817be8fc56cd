import pytest
from meshes import write_block

from keras_recon.datasets import load_shape_folder
from keras_recon.preparation.shape_sources import find_sources

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def folder(tmp_path):
    for place in ("train/chair/oak_chair.obj", "train/lamp/b.obj", "test/chair/c.obj"):
        write_block(tmp_path / place)
    (tmp_path / "train" / "chair" / "notes.md").touch()
    (tmp_path / "train" / ".hidden.obj").touch()
    return tmp_path


def test_a_folder_has_what_load_shape_folder_finds(folder):
    sources, _ = find_sources(folder)
    for split in ("train", "test"):
        data = load_shape_folder(folder, split, num_points=8)
        own = [source for source in sources if source.split == split]
        assert tuple(source.name for source in own) == data.names
        assert [source.texts for source in own] == [(*texts,) for texts in data.captions]
        labels = [data.class_names[label] for label in data.labels]
        assert [source.label for source in own] == labels


def test_a_folder_elsewhere_is_found_as_one_here(folder):
    elsewhere = fsspec.filesystem("memory")
    elsewhere.put(f"{folder}/", "/found_elsewhere/", recursive=True)
    sources, _ = find_sources("memory://found_elsewhere")
    here, _ = find_sources(folder)
    assert [(s.place, s.label, s.split, s.texts) for s in sources] == [
        (s.place, s.label, s.split, s.texts) for s in here
    ]
    assert sources[0].address == "memory:///found_elsewhere/test/chair/c.obj"


def test_a_table_gives_classes_splits_and_captions(folder):
    table = folder / "some.csv"
    table.write_text("path,label,split,caption\ntrain/lamp/b.obj,light,val,a lamp of brass\n")
    [source], _ = find_sources(table)
    assert source.address == f"{folder}/train/lamp/b.obj"
    assert (source.label, source.split, source.texts) == ("light", "val", ("a lamp of brass",))


def test_a_list_has_paths_and_addresses(folder):
    lines = ["train/lamp/b.obj", "", "s3://bucket/oak.glb", f"{folder}/test/chair/c.obj"]
    (folder / "list.txt").write_text("\n".join(lines))
    sources, _ = find_sources(folder / "list.txt")
    assert {source.address for source in sources} == {
        f"{folder}/train/lamp/b.obj",
        "s3://bucket/oak.glb",
        f"{folder}/test/chair/c.obj",
    }


@pytest.mark.parametrize(
    ("lines", "error", "reason"),
    [
        (["a.obj", "b.obj", "a.obj"], ValueError, "each shape once. Received: a.obj"),
        ([], FileNotFoundError, "Shapes must be there"),
        (None, FileNotFoundError, "A folder or a list"),
    ],
)
def test_what_is_no_list_is_told(lines, error, reason, tmp_path):
    if lines is not None:
        (tmp_path / "list.txt").write_text("\n".join(lines))
    with pytest.raises(error, match=reason):
        find_sources(tmp_path / "list.txt")
