import os

import pytest
from harness import raises_with_advice

from keras_recon.datasets.find_shapes import find_shapes


def make(folder, *places):
    for place in places:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def found(folder, **arguments):
    result = find_shapes(folder, **arguments)
    places = {
        file.path.relative_to(folder).as_posix(): (file.label, file.split) for file in result.files
    }
    assert [*places] == sorted(places)
    return places, result.class_names, result.left_out


def test_a_folder_is_a_class_and_what_is_nested_belongs_to_it(tmp_path):
    make(tmp_path, "table/b.ply", "chair/office/x/a.obj", "chair/c.off")
    places, names, left_out = found(tmp_path)
    assert places == {
        "chair/c.off": ("chair", None),
        "chair/office/x/a.obj": ("chair", None),
        "table/b.ply": ("table", None),
    }
    assert (names, left_out) == (("chair", "table"), ())


def test_nested_folders_make_the_name_of_a_class_where_asked_for(tmp_path):
    make(tmp_path, "chair/office/x/a.obj", "chair/bar/b.obj", "table/c.obj")
    _, names, _ = found(tmp_path, class_depth=2)
    assert names == ("chair/bar", "chair/office", "table")


@pytest.mark.parametrize(
    "place",
    [
        "chair/._a.npy",
        ".git/b.npy",
        "__MACOSX/chair/a.npy",
        "chair/.ipynb_checkpoints/a.npy",
        ".DS_Store",
        "chair/Thumbs.db",
        "__pycache__/x.npy",
    ],
)
def test_hidden_files_and_clutter_are_skipped_without_a_word(place, tmp_path):
    make(tmp_path, "chair/a.npy", place)
    assert found(tmp_path) == ({"chair/a.npy": ("chair", None)}, ("chair",), ())


def test_splits_above_the_classes(tmp_path):
    make(tmp_path, "train/chair/a.npy", "test/table/b.npy", "val/chair/old/c.npy")
    places, names, left_out = found(tmp_path)
    assert places == {
        "test/table/b.npy": ("table", "test"),
        "train/chair/a.npy": ("chair", "train"),
        "val/chair/old/c.npy": ("chair", "val"),
    }
    assert (names, left_out) == (("chair", "table"), ())


def test_splits_below_the_classes_as_modelnet_has_them(tmp_path):
    make(tmp_path, "chair/train/a.off", "chair/test/b.off", "night_stand/train/c.off")
    places, names, _ = found(tmp_path)
    assert places == {
        "chair/test/b.off": ("chair", "test"),
        "chair/train/a.off": ("chair", "train"),
        "night_stand/train/c.off": ("night_stand", "train"),
    }
    assert names == ("chair", "night_stand")


@pytest.mark.parametrize("other", ["valid", "extra"])
def test_folders_beside_the_splits_are_counted(other, tmp_path):
    make(tmp_path, "train/chair/a.npy", "test/chair/b.npy", f"{other}/chair/c.npy", "d.npy")
    places, names, [first, second] = found(tmp_path)
    assert len(places) == 2
    assert names == ("chair",)
    assert first == "1 shapes in no folder of a split, where splits are train, test, val"
    assert second == f"1 shapes in {other}/, where splits are train, test, val"


def test_train_beside_valid_alone_are_splits_as_well(tmp_path):
    make(tmp_path, "train/chair/a.npy", "valid/chair/b.npy", "valid/table/c.npy")
    places, names, left_out = found(tmp_path)
    assert places == {"train/chair/a.npy": ("chair", "train")}
    assert names == ("chair",)
    assert left_out == ("2 shapes in valid/, where splits are train, test, val",)


def test_a_class_may_be_called_train(tmp_path):
    make(tmp_path, "train/a.npy", "plane/b.npy")
    assert found(tmp_path)[1] == ("plane", "train")


def test_files_in_no_folder_have_no_class(tmp_path):
    make(tmp_path, "b.stl", "a.stl")
    assert found(tmp_path) == ({"a.stl": (None, None), "b.stl": (None, None)}, (), ())


def test_splits_may_hold_shapes_of_no_class(tmp_path):
    make(tmp_path, "train/a.stl", "test/b.stl")
    assert found(tmp_path)[0] == {"test/b.stl": (None, "test"), "train/a.stl": (None, "train")}


def test_files_beside_classes_are_counted(tmp_path):
    make(tmp_path, "b.stl", "chair/a.stl")
    places, _, left_out = found(tmp_path)
    assert [*places] == ["chair/a.stl"]
    assert left_out == ("1 shapes in the folder itself, which have no class",)


def test_files_of_other_kinds_are_counted_but_materials_and_pictures(tmp_path):
    make(tmp_path, "chair/a.obj", "chair/a.mtl", "chair/a.PNG", "chair/b.blend", "chair/c.blend")
    make(tmp_path, "chair/LICENSE")
    assert found(tmp_path)[2] == ("3 files of other kinds (.blend: 2, no suffix: 1)",)


def test_texts_that_hold_no_points_are_no_shapes(tmp_path):
    make(tmp_path, "chair/a.npy")
    (tmp_path / "chair" / "notes.txt").write_text("Bought in 1970.\n")
    (tmp_path / "chair" / "scan.txt").write_text("0 0 1\n0 1 0\n")
    places, _, left_out = found(tmp_path)
    assert [*places] == ["chair/a.npy", "chair/scan.txt"]
    assert left_out == ("1 files of other kinds (.txt: 1)",)


@pytest.mark.parametrize("given", [True, False])
def test_a_file_of_labels_decides(given, tmp_path):
    make(tmp_path, "x/a.npy", "x/b.npy", "x/c.npy")
    path = tmp_path / ("other.csv" if given else "labels.csv")
    path.write_text("path,label,split\nx/b.npy,table,test\nx/a.npy,chair,train\n")
    places, names, left_out = found(tmp_path, labels=path if given else None)
    assert places == {"x/a.npy": ("chair", "train"), "x/b.npy": ("table", "test")}
    assert names == ("chair", "table")
    assert f"1 shapes that {path.name} doesn't list" in left_out


def test_folders_decide_where_told_so(tmp_path):
    make(tmp_path, "x/a.npy", "labels.csv")
    assert found(tmp_path, labels="folders")[:2] == ({"x/a.npy": ("x", None)}, ("x",))


def test_no_classes_at_all_where_asked_for(tmp_path):
    make(tmp_path, "chair/a.npy", "table/b.npy")
    assert found(tmp_path, labels=False)[:2] == (
        {"chair/a.npy": (None, None), "table/b.npy": (None, None)},
        (),
    )


def test_links_are_followed_and_circles_are_not(tmp_path):
    make(tmp_path, "elsewhere/a.npy", "data/chair/b.npy")
    os.symlink(tmp_path / "elsewhere", tmp_path / "data" / "table")
    os.symlink(tmp_path / "data", tmp_path / "data" / "chair" / "again")
    assert [*found(tmp_path / "data")[0]] == ["chair/b.npy", "table/a.npy"]


def test_a_missing_folder_is_named(tmp_path):
    with raises_with_advice(FileNotFoundError, "`folder` must be a folder", "nowhere"):
        find_shapes(tmp_path / "nowhere")


def test_a_depth_below_one_is_refused(tmp_path):
    with raises_with_advice(ValueError, "`class_depth` must be at least 1", "0"):
        find_shapes(tmp_path, class_depth=0)


def test_texts_that_are_no_files_are_not_waited_for(tmp_path):
    make(tmp_path, "a.obj")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "lost.csv").symlink_to("nowhere")
    places, _, left_out = found(tmp_path)
    assert [*places] == ["a.obj"]
    assert left_out == ("2 files of other kinds (.csv: 1, .txt: 1)",)
