"""Small data sets on disk, laid out as the published ones are."""

import json
import pickle

import h5py
import numpy as np

SCANOBJECTNN = {
    "obj_bg": "main_split/{}_objectdataset.h5",
    "obj_only": "main_split_nobg/{}_objectdataset.h5",
    "hardest": "main_split/{}_objectdataset_augmentedrot_scale75.h5",
}


def cloud(random, label, num_points):
    """A cloud whose proportions tell its class, with normals."""
    points = random.normal(size=(num_points, 6)) * (1 + 2 * np.eye(6)[label % 3])
    return points.astype("float32")


def write_modelnet(folder, num_classes=40, shapes=6, num_points=100, pickled=False):
    root = folder / "modelnet40_normal_resampled"
    root.mkdir(parents=True)
    random, kind = np.random.default_rng(0), f"modelnet{num_classes}"
    names = ["night_stand", "sofa", "xbox"]
    (root / f"{kind}_shape_names.txt").write_text("\n".join(names))
    for split in ("train", "test"):
        labels = [label for label in range(3) for _ in range(shapes)]
        clouds = [cloud(random, label, num_points) for label in labels]
        lines = [f"{names[label]}_{split}{i}" for i, label in enumerate(labels)]
        (root / f"{kind}_{split}.txt").write_text("\n".join(lines))
        if pickled:
            content = pickle.dumps([clouds, [np.array([label], "int32") for label in labels]])
            (root / f"{kind}_{split}_8192pts_fps.dat").write_bytes(content)
            continue
        for line, label, points in zip(lines, labels, clouds, strict=True):
            path = root / names[label] / f"{line}.txt"
            path.parent.mkdir(exist_ok=True)
            np.savetxt(path, points, delimiter=",")


def write_modelnet_few_shot(folder, ways=3, shots=4, folds=2, num_points=100):
    random = np.random.default_rng(0)
    (folder / f"{ways}way_{shots}shot").mkdir(parents=True)
    for fold in range(folds):
        task = {
            split: [
                (cloud(random, label, num_points), label, f"class {label}")
                for label in range(ways)
                for _ in range(count)
            ]
            for split, count in (("train", shots), ("test", 20))
        }
        (folder / f"{ways}way_{shots}shot" / f"{fold}.pkl").write_bytes(pickle.dumps(task))


def write_scanobjectnn(folder, variant, shapes=12, num_points=100):
    random = np.random.default_rng(0)
    for split in ("training", "test"):
        path = folder / SCANOBJECTNN[variant].format(split)
        path.parent.mkdir(parents=True, exist_ok=True)
        labels = np.arange(shapes) % 15
        with h5py.File(path, "w") as file:
            # Scans are neither centred nor scaled.
            file["data"] = [cloud(random, label, num_points)[:, :3] + 3 for label in labels]
            file["label"] = labels


def write_shapenet55(folder, shapes=12, num_points=100):
    random = np.random.default_rng(0)
    for name in ("ShapeNet-55", "shapenet_pc"):
        (folder / name).mkdir(parents=True)
    synsets = [2691156, 2747177, 42]
    for split in ("train", "test"):
        files = [f"{synsets[i % 3]:08d}-{split}{i}.npy" for i in range(shapes)]
        (folder / "ShapeNet-55" / f"{split}.txt").write_text("\n".join(files))
        for i, file in enumerate(files):
            np.save(folder / "shapenet_pc" / file, cloud(random, i % 3, num_points)[:, :3])
    table = {
        "catalogue": {str(row): synset for row, synset in enumerate(synsets)},
        "describe": {"0": "airplane, plane", "1": "trash can", "2": "odd thing"},
    }
    (folder / "shapenet55.json").write_text(json.dumps(table))


def write_shapenetpart(folder, shapes=6, num_points=100):
    root = folder / "shapenetcore_partanno_segmentation_benchmark_v0_normal"
    (root / "train_test_split").mkdir(parents=True)
    (root / "synsetoffset2category.txt").write_text("Lamp\t03636649\nTable\t04379243\n")
    random = np.random.default_rng(0)
    for split in ("train", "val", "test"):
        entries = []
        for synset, first_part in (("03636649", 24), ("04379243", 47)):
            (root / synset).mkdir(exist_ok=True)
            for number in range(shapes):
                points = random.normal(size=(num_points, 6))
                parts = first_part + (points[:, 1:2] > 0)
                np.savetxt(root / synset / f"{split}{number}.txt", np.hstack([points, parts]))
                entries.append(f"shape_data/{synset}/{split}{number}")
        path = root / "train_test_split" / f"shuffled_{split}_file_list.json"
        path.write_text(json.dumps(entries))
