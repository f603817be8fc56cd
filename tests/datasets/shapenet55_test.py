import json

import numpy as np
import pytest

from keras_recon.data import point_cloud_dataset
from keras_recon.datasets import PointCloudData, PointCloudStream, load_shapenet55

SYNSETS = ["02691156", "02747177", "00000042"]
TEXTS = ["airplane, aeroplane, plane", "trash can", "odd thing"]
FILES = {
    "train": ["02747177-1a04.npy", "02691156-2bb3.npy", "02747177-3c.npy"],
    "test": ["00000042-4d.npy", "02691156-5e.npy"],
}


@pytest.fixture
def clouds(random):
    return {
        name: random.normal(size=(60, 3)).astype(dtype)
        for name, dtype in zip(
            FILES["train"] + FILES["test"], ["f4", "f8", "f4", "f4", "f2"], strict=True
        )
    }


@pytest.fixture
def root(tmp_path, clouds):
    for name in ("ShapeNet-55", "shapenet_pc", "shapenet_img"):
        (tmp_path / name).mkdir()
    for split, names in FILES.items():
        (tmp_path / "ShapeNet-55" / f"{split}.txt").write_text("\n".join(names) + "\n")
    for name, cloud in clouds.items():
        np.save(tmp_path / "shapenet_pc" / name, cloud)
        (tmp_path / "shapenet_img" / name.replace(".npy", ".png")).write_bytes(b"a picture")
    table = {
        "catalogue": {str(i): int(synset) for i, synset in enumerate(SYNSETS)},
        "describe": {str(i): text for i, text in enumerate(TEXTS)},
    }
    (tmp_path / "shapenet55.json").write_text(json.dumps(table))
    return tmp_path


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_shapes_texts_and_pictures(split, stream, root, clouds):
    data = load_shapenet55(root, split, stream)
    assert isinstance(data, PointCloudStream if stream else PointCloudData)
    files = FILES["train"] + FILES["test"] if split == "all" else FILES[split]
    assert data.names == tuple(file[:-4] for file in files)
    rows = [SYNSETS.index(file[:8]) for file in files]
    assert data.labels.tolist() == rows
    assert data.captions == tuple(TEXTS[row] for row in rows)
    assert data.class_names == tuple(TEXTS)
    images = [root / "shapenet_img" / file.replace(".npy", ".png") for file in files]
    assert data.image_paths == tuple(map(str, images))
    points = data.load().points if stream else data.points
    for result, file in zip(points, files, strict=True):
        cloud = clouds[file].astype("float64")
        cloud -= cloud.mean(axis=0)
        np.testing.assert_allclose(result, cloud / np.linalg.norm(cloud, axis=1).max(), atol=1e-6)


def test_shapes_of_one_text_are_one_class_of_the_contrast(root):
    batches = point_cloud_dataset(load_shapenet55(root, "train"), 3, features=["class_index"])
    first, second, third = next(iter(batches))["class_index"].numpy()
    assert first == third != second


def test_pictures_are_optional_but_then_all_of_them(root):
    (root / "shapenet_img" / "02691156-5e.png").unlink()
    assert load_shapenet55(root, "train").image_paths is not None
    with pytest.raises(FileNotFoundError, match=r"a rendering.*Received: .*02691156-5e\.png"):
        load_shapenet55(root, "test")
    (root / "shapenet_img").rename(root / "elsewhere")
    assert load_shapenet55(root, "test").image_paths is None


def test_another_split_is_rejected(root):
    with pytest.raises(ValueError, match=r'"train", "test" or "all". Received: \'val\''):
        load_shapenet55(root, "val")


@pytest.mark.parametrize(
    "name", ["ShapeNet-55/train.txt", "shapenet55.json", "shapenet_pc/02747177-3c.npy"]
)
def test_a_missing_file_is_named(name, root):
    (root / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"Received: no file .*{name}"):
        load_shapenet55(root, "train")


def test_an_empty_list_is_named(root):
    (root / "ShapeNet-55" / "train.txt").write_text("\n")
    with pytest.raises(ValueError, match=r"Received: .*train\.txt without a line"):
        load_shapenet55(root, "train")


def test_a_line_of_an_unknown_synset_is_named(root):
    (root / "ShapeNet-55" / "train.txt").write_text("02691157-2bb3.npy")
    with pytest.raises(ValueError, match="a synset, a dash.*Received: '02691157'"):
        load_shapenet55(root, "train")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"catalogue": {"0": 2691156}}',
        '{"catalogue": {"0": 2691156}, "describe": {"1": "plane"}}',
        '{"catalogue": {"1": 2691156}, "describe": {"1": "plane"}}',
        '{"catalogue": {"0": "plane"}, "describe": {"0": "plane"}}',
    ],
)
def test_a_table_that_lacks_a_column_or_a_row_is_rejected(content, root):
    (root / "shapenet55.json").write_text(content)
    with pytest.raises(ValueError, match=r"`catalogue`.*`describe`.*Received: .*shapenet55\.json"):
        load_shapenet55(root, "train")


@pytest.mark.parametrize(
    ("value", "received"),
    [
        (np.zeros((59, 3)), r"\(59, 3\)"),
        (np.zeros((60, 6)), r"\(60, 6\)"),
        (np.zeros((60, 3), "int32"), r"\(60, 3\)"),
        (np.full((60, 3), np.nan), r"\(60, 3\)"),
        (np.zeros(180), r"\(180,\)"),
        (np.array([None] * 3), "npy"),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_a_cloud_that_does_not_fit_is_named_when_it_is_read(stream, value, received, root):
    np.save(root / "shapenet_pc" / "02747177-3c.npy", value)

    def read():
        load_shapenet55(root, "train", stream).read_points(np.array([0, 2]))

    with pytest.raises(ValueError, match=rf"finite floats.*Received: .*02747177-3c.*{received}"):
        read()


@pytest.mark.parametrize("shape", ["(60,", "(1000000000000, 3)"])
def test_a_cloud_with_a_damaged_header_is_named(shape, root):
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}"
    content = b"\x93NUMPY\x01\0" + bytes([len(text), 0]) + text.encode()
    (root / "shapenet_pc" / "02747177-3c.npy").write_bytes(content)
    with pytest.raises(ValueError, match=r"finite floats.*Received: .*02747177-3c"):
        load_shapenet55(root, "train", stream=False)


@pytest.mark.parametrize("share", [0, 0.05, 0.9])
def test_a_truncated_cloud_is_named(share, root):
    path = root / "shapenet_pc" / "02747177-3c.npy"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ValueError, match=r"finite floats.*Received: .*02747177-3c"):
        load_shapenet55(root, "train", stream=False)


def test_a_shape_far_from_the_origin_keeps_its_form(root, clouds):
    near = load_shapenet55(root, "test").load().points[0]
    cloud = clouds[FILES["test"][0]] + np.array([4.5e6, 5.4e6, 100])
    np.save(root / "shapenet_pc" / FILES["test"][0], cloud)
    far = load_shapenet55(root, "test").load().points[0]
    np.testing.assert_allclose(far, near, atol=1e-6)
