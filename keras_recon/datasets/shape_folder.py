"""Your own shapes: a folder of meshes and point clouds."""

import dataclasses
import math
import pathlib
import warnings
import zlib

import numpy as np

from keras_recon.data.point_cloud_data import PointCloudData
from keras_recon.datasets.captions_of_path import captions_of_path
from keras_recon.datasets.find_shapes import find_shapes
from keras_recon.datasets.label_file import SPLITS
from keras_recon.datasets.read_files import first_of, read_files, tell_unreadable
from keras_recon.datasets.readers.formats import SUFFIXES
from keras_recon.datasets.shape_cache import check_apart
from keras_recon.datasets.unit_sphere import fit_unit_sphere
from keras_recon.datasets.views import find_views
from keras_recon.default_color import DEFAULT_COLOR
from keras_recon.up_axis import check_up_axis, turn


def load_shape_folder(
    folder,
    split="all",
    num_points=2048,
    test_share=0.2,
    seed=0,
    up_axis="y",
    labels=None,
    class_depth=1,
    minimum_points=None,
    on_error="raise",
    num_workers=None,
    cache_dir=None,
    progress=None,
    views_dir=None,
):
    """Load a folder of meshes and point clouds, each fitted to the unit sphere.

    Meshes are sampled evenly over their surface, of clouds a random subset is kept, see
    `read_shape`. The draws depend on the seed and on where in the folder a shape is, not on the
    others nor on the number of processes. What is left out is said in one warning, with counts.

    Args:
        folder: The folder. Hidden files and folders are skipped.
        split: `"all"`, `"train"`, `"test"` or `"val"`. Where neither folders nor a file of labels
            tell the splits, a part of each class is drawn for the test, and there is no `"val"`.
        num_points: Points of each shape. Smaller clouds repeat points, with a warning that counts
            them.
        test_share: Share of each class to test on, rounded up, if it is drawn.
        seed: Seed of all draws.
        up_axis: The axis that is up in the files: `"x"`, `"y"`, `"z"`, `"-x"`, `"-y"` or `"-z"`.
            The shapes are turned so that y is.
        labels: Where the classes come from. None for the file `labels.csv` or `labels.json` in
            the folder or, where there is none, from the folders in it, `class/…/name.obj`, with
            splits above the classes, `train/class/…`, or below, `class/train/…`; files in no
            folder have no class. `"folders"` for these in any case. The path of a CSV or JSON
            file with the columns `path`, `label`, `split` and `caption`, all but the first
            optional. False for no classes at all.
        class_depth: Number of nested folders that make the name of a class, `"chair/office"`
            with 2.
        minimum_points: Points that a cloud must have before some are repeated, if fewer than
            `num_points`: then all shapes get as many points as the smallest of them has.
        on_error: `"raise"`, or `"skip"` to leave out files that can't be read, which the warning
            names.
        num_workers: Processes that read; if not given, one for each processor where there are at
            least 64 files.
        cache_dir: Folder to keep points in by the content of the files, so that the next time
            they need not be read, outside of `folder` or hidden in it; None for none.
        progress: Whether to show a bar; if not given, for 64 files and more on a terminal.
        views_dir: Folder of pictures of the shapes, as `views.render_views` writes it; None for
            none.

    Returns:
        A `PointCloudData`: points `(n, num_points, 3)`; classes and shapes in the order of their
        names and paths; label -1 for none; a shape's name is that of its file; captions are those
        of a file of labels, or else what the names of the file and its folder say, see
        `captions_of_path`; colours where at least one of the files has some, and 0.4 for those
        that don't; `image_paths` where `views_dir` is given.

    Raises:
        ValueError: If an argument is out of range, or a file can't be read; says which and why.
        FileNotFoundError: If there is no shape.
        ImportError: If a library is missing that reads a format; says how to install it.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_shape_folder

    folder = pathlib.Path(tempfile.mkdtemp())
    for name in ("chair", "table"):
        (folder / name).mkdir()
        np.save(folder / name / "first.npy", np.random.default_rng(0).normal(size=(3000, 3)))
    data = load_shape_folder(folder)
    data.class_names, data.points.shape  # ("chair", "table"), (2, 2048, 3)
    ```
    """
    if split not in ("all", *SPLITS):
        raise ValueError(f"`split` must be among {['all', *SPLITS]}. Received: {split!r}")
    fewest = num_points if minimum_points is None else minimum_points
    if not 1 <= fewest <= num_points:
        raise ValueError(
            "`num_points` must be at least 1, and `minimum_points` between 1 and `num_points`. "
            f"Received: num_points={num_points}, minimum_points={minimum_points}"
        )
    if not 0 < test_share < 1:
        raise ValueError(f"`test_share` must be above 0 and below 1. Received: {test_share}")
    check_up_axis(up_axis)
    folder = pathlib.Path(folder)
    if cache_dir is not None:
        check_apart(cache_dir, folder)
    found = find_shapes(folder, labels, class_depth)
    files = _of_split(found.files, split, test_share, seed)
    if not files:
        raise FileNotFoundError(
            f"A folder must hold shapes of the split {split!r}, such as class/name with one of "
            f"{' '.join(SUFFIXES)}. Received: {folder}"
        )
    places = [file.path.relative_to(folder).as_posix() for file in files]
    seeds = [[seed, zlib.crc32(place.encode())] for place in places]
    paths = [file.path for file in files]
    results = read_files(paths, seeds, num_points, num_workers, cache_dir, progress, on_error)

    points, colors, distinct, kept, left_out = [], [], [], [], _LeftOut(folder, found.left_out)
    for number, (place, shape) in enumerate(zip(places, results, strict=True)):
        if isinstance(shape, Exception):
            left_out.unreadable.append(str(shape))
            continue
        left_out.parts += [f"{place}: {reason}" for reason in shape.left_out]
        distinct.append(num_points - shape.repeated)
        if distinct[-1] < fewest:
            left_out.repeated.append(fewest - distinct[-1])
        points.append(fit_unit_sphere(turn(shape.points, up_axis)))
        colors.append(shape.colors)
        kept.append(number)
    if not kept:
        raise ValueError(f"No shape could be read: {left_out.unreadable[0]}")
    left_out.warn()

    smallest = max(fewest, min(distinct))
    if smallest < num_points:
        for i, number in enumerate(kept):
            # The first points are distinct, but in their order they may be one end of a scan.
            order = np.arange(num_points)
            if distinct[i] >= smallest:
                order = np.random.default_rng(seeds[number]).permutation(distinct[i])
            points[i] = fit_unit_sphere(points[i][order[:smallest]])
            colors[i] = None if colors[i] is None else colors[i][order[:smallest]]
    data = _as_data(points, colors, [files[number] for number in kept], found.class_names, folder)
    if views_dir is None:
        return data
    pictures = find_views(views_dir, [places[number] for number in kept])
    return dataclasses.replace(data, image_paths=pictures)


def _of_split(files, split, test_share, seed):
    if split == "all":
        return files
    drawn = [file for file in files if file.split is None]
    tested = set()
    for name in {file.label for file in drawn}:
        group = [file.path for file in drawn if file.label == name]
        random = np.random.default_rng([seed, zlib.crc32((name or "").encode())])
        tested |= {
            group[i] for i in random.permutation(len(group))[: math.ceil(test_share * len(group))]
        }

    def split_of(file):
        return file.split or ("test" if file.path in tested else "train")

    return [file for file in files if split_of(file) == split]


def _as_data(points, colors, files, class_names, folder):
    if any(color is not None for color in colors):
        grey = np.full(points[0].shape, DEFAULT_COLOR, "float32")
        colors = np.stack([grey if color is None else color for color in colors])
    else:
        colors = None
    index = {None: -1} | {name: number for number, name in enumerate(class_names)}
    places = [file.path.relative_to(folder) for file in files]
    captions = [
        file.caption or captions_of_path(place) or ""
        for file, place in zip(files, places, strict=True)
    ]
    return PointCloudData(
        np.stack(points),
        np.array([index[file.label] for file in files]),
        class_names,
        [file.path.stem for file in files],
        colors=colors,
        captions=captions,
    )


class _LeftOut:
    """What a folder has that isn't loaded, for one warning."""

    def __init__(self, folder, reasons):
        self.folder = folder
        self.reasons = [*reasons]
        self.unreadable, self.parts, self.repeated = [], [], []

    def warn(self):
        reasons = [*self.reasons]
        if self.unreadable:
            reasons.append(tell_unreadable(self.unreadable))
        if self.parts:
            reasons.append(f"of {len(self.parts)} files a part: {first_of(self.parts)}")
        if reasons:
            warnings.warn(f"Left out of {self.folder}: " + "; ".join(reasons), stacklevel=3)
        if self.repeated:
            warnings.warn(
                f"{len(self.repeated)} clouds of {self.folder} have fewer points than asked for: "
                f"{sum(self.repeated)} points repeat others",
                stacklevel=3,
            )
