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


def openshape_shape(random, label, num_points, dim=16):
    """A shape as OpenShape's files have it; its colour tells its class as its proportions do."""
    points = cloud(random, label, num_points)[:, :3]
    color = 0.5 * np.eye(3)[label % 3] + random.uniform(0, 0.5, (num_points, 3))
    return {
        "xyz": points,
        "rgb": color.astype("float32"),
        "image_feat": random.normal(size=(12, dim)).astype("float32"),
        "thumbnail_feat": random.normal(size=dim).astype("float32"),
    }


def write_objaverse_lvis(folder, shapes=6, classes=("Mug", "armchair", "zebra"), num_points=100):
    """Shapes of each class, and the array of the classes' features."""
    random, entries = np.random.default_rng(0), []
    for number in range(shapes * len(classes)):
        label = number % len(classes)
        below = f"objaverse-processed/merged_for_training_final/Objaverse/000-{label:03}"
        (folder / below).mkdir(parents=True, exist_ok=True)
        uid = f"{number:032x}"
        shape = openshape_shape(random, label, num_points)
        np.save(folder / below / f"{uid}.npy", shape, allow_pickle=True)
        path = f"/mnt/data/{below}/{uid}.npy"
        entry = {"uid": uid, "group": f"000-{label:03}", "category": classes[label]}
        entries.append({**entry, "data_path": path})
    meta = folder / "meta_data"
    (meta / "split").mkdir(parents=True, exist_ok=True)
    (meta / "split" / "lvis.json").write_text(json.dumps(entries))
    np.save(meta / "lvis_cat_name_pt_feat.npy", random.normal(size=(len(classes), 16)))


def write_openshape(folder, shapes=8, num_points=100, dim=16):
    """Training shapes: every other one of Objaverse, with texts there or not in all combinations.

    Features of texts tell what they are: whole numbers from 1 for `text`, 10 for the BLIP caption,
    20 for the Azure caption, from 100 for retrieved texts, negative without the mean over prompts.
    """
    random, entries, flags = np.random.default_rng(0), [], {}

    def feature(number):
        return {
            "prompt_avg": np.full((1, dim), number, "float32"),
            "original": np.full((1, dim), -number, "float32"),
        }

    for number in range(shapes):
        dataset = "Objaverse" if number % 2 else "ABO"
        below = f"objaverse-processed/merged_for_training_final/{dataset}/000"
        (folder / below).mkdir(parents=True, exist_ok=True)
        shape = openshape_shape(random, number, num_points, dim)
        if dataset != "Objaverse":
            del shape["thumbnail_feat"]
        captions = ("a cup", "a mug") if number & 2 else ("", "")
        retrieved = ["cup", "cups"] if number & 4 else []
        shape |= {
            "text": ["cup", "mug"],
            "text_feat": [feature(1), feature(2)],
            "blip_caption": captions[0],
            "blip_caption_feat": feature(10),
            "msft_caption": captions[1],
            "msft_caption_feat": feature(20),
            "retrieval_text": retrieved,
            "retrieval_text_feat": [feature(100 + i) for i in range(len(retrieved))],
        }
        name = f"{number:032x}"
        np.save(folder / below / f"{name}.npy", shape, allow_pickle=True)
        path = f"/mnt/data/{below}/{name}.npy"
        entries.append({"id": name, "dataset": dataset, "group": "000", "data_path": path})
        flags[name] = {"flag": "N" if number == 3 else "Y"}
    meta = folder / "meta_data"
    (meta / "split" / "ablation").mkdir(parents=True, exist_ok=True)
    (meta / "gpt4_filtering.json").write_text(json.dumps(flags))
    lists = {"train_all": entries, "train_no_lvis": entries[2:]}
    lists["ablation/train_shapenet_only"] = entries[::2]
    for name, part in lists.items():
        (meta / "split" / f"{name}.json").write_text(json.dumps(part))


def write_openshape_modelnet40(folder, shapes=6, num_points=100):
    root, random = folder / "meta_data" / "modelnet40", np.random.default_rng(0)
    root.mkdir(parents=True)
    names = ["sofa", "night_stand", "xbox"]
    labels = [label for label in range(3) for _ in range(shapes)]
    clouds = [openshape_shape(random, label, num_points) for label in labels]
    for shape in clouds:
        shape["rgb"] = np.full_like(shape["rgb"], 100)
    entries = [{"name": f"{names[i]}_{n:04}", "category": names[i]} for n, i in enumerate(labels)]
    (root / "test_split.json").write_text(json.dumps(entries))
    np.save(root / "test_pc.npy", np.array(clouds, dtype=object), allow_pickle=True)
    write_category_features(root, names)


def write_openshape_scanobjectnn(folder, shapes=12, num_points=100, colored=False):
    from keras_recon.datasets.scanobjectnn import CLASS_NAMES

    root, random = folder / "meta_data" / "scanobjectnn", np.random.default_rng(0)
    root.mkdir(parents=True)
    labels = np.arange(shapes) % 15
    clouds = [openshape_shape(random, label, num_points) for label in labels]
    # Scans are neither centred nor scaled.
    content = {"xyz": np.stack([shape["xyz"] + 3 for shape in clouds]), "label": labels}
    if colored:
        content["rgb"] = np.stack([shape["rgb"] for shape in clouds])
    np.save(root / "xyz_label.npy", content, allow_pickle=True)
    write_category_features(root, CLASS_NAMES)


def write_category_features(root, names):
    random = np.random.default_rng(1)
    features = {name: {"open_clip_text_feat": random.normal(size=(1, 16))} for name in names}
    np.save(root / "cat_name_pt_feat.npy", features, allow_pickle=True)
