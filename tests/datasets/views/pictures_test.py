from pathlib import Path

from harness import raises_with_advice

from keras_recon.datasets.views import find_views


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names_of(views):
    return [Path(view).name for view in views]


def test_pictures_are_found_by_the_place_of_a_file_in_their_order(tmp_path):
    numbered = [f"chair/a.obj/{number}.png" for number in (10, 2, 0)]
    touch(tmp_path, *numbered, "chair/a.obj/front.JPG", "chair/a.obj/back.webp", "b.ply/1.jpeg")
    chair, other, none = find_views(tmp_path, ["chair/a.obj", "b.ply", "chair/c.obj"])
    assert names_of(chair) == ["0.png", "2.png", "10.png", "back.webp", "front.JPG"]
    assert other == (str(tmp_path / "b.ply" / "1.jpeg"),)
    assert none == ()


def test_what_is_no_picture_or_hidden_is_none(tmp_path):
    touch(tmp_path, "a.obj/notes.txt", "a.obj/.0.png", "a.obj/.0.png-x/0.png", "a.obj/x/1.png")
    assert find_views(tmp_path, ["a.obj"]) == ((),)


def test_a_missing_folder_is_named(tmp_path):
    with raises_with_advice(FileNotFoundError, "`views_dir` must be a folder", "missing"):
        find_views(tmp_path / "missing", ["a.obj"])
