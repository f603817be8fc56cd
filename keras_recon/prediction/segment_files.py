"""Parts of the shapes in files."""

import collections
import os
import pathlib

import numpy as np

from keras_recon.prediction.file_answers import FileAnswers
from keras_recon.prediction.file_parts import FileParts
from keras_recon.prediction.part_cloud_file import write_part_cloud
from keras_recon.prediction.prepared_shapes import in_batches, prepared_shapes
from keras_recon.prediction.requested_files import requested_files


def segment_files(
    segmenter,
    paths,
    shape_class=None,
    output_dir=None,
    keep_points=True,
    batch_size=32,
    **options,
):
    """Read files and tell the part of each point; see `Task.predict_files`.

    Args:
        segmenter: A `ReConPartSegmenter`.
        paths: A path, or a list of paths, of files and folders.
        shape_class: Name or number of the class that all of the shapes are of. May be left out
            where the model has one only.
        output_dir: Folder to write a coloured PLY file of each shape to; None for none.
        keep_points: Whether the answers have points and labels.
        batch_size: Shapes in a batch.
        **options: As of `prepared_shapes`.

    Returns:
        A `FileAnswers` of `FileParts`.

    Raises:
        ValueError: If the class is unknown, another argument is out of range, a file to write is
            one to read or, unless they are skipped, a file can't be read.
    """
    number, class_name = _find_class(segmenter, shape_class)
    files, left_out = requested_files(paths)
    outputs = {} if output_dir is None else _output_paths(files, pathlib.Path(output_dir))
    part_names = segmenter.part_names or tuple(map(str, range(segmenter.num_parts)))
    own = parts_of_class(class_name, segmenter.class_names or (), part_names)
    answers = []
    for batch in in_batches(prepared_shapes(segmenter, files, **options), batch_size):
        points = [shape.points for _, shape in batch if not isinstance(shape, Exception)]
        logits = iter(())
        if points:
            inputs = {"points": np.stack(points), "shape_class": np.full(len(points), number)}
            logits = iter(segmenter.predict(inputs, batch_size=batch_size, verbose=0))
        for file, shape in batch:
            if isinstance(shape, Exception):
                answers.append(FileParts(str(file.path), error=str(shape)))
                continue
            # Of a small cloud the first points are its own, and the others repeat them.
            distinct = len(shape.points) - shape.shape.repeated
            labels = np.array(own)[next(logits)[:distinct, own].argmax(axis=-1)].astype("int32")
            points, output = shape.shape.points[:distinct], outputs.get(file)
            if output is not None:
                write_part_cloud(output, points, labels, part_names)
            counts = np.bincount(labels, minlength=len(part_names))
            answers.append(
                FileParts(
                    str(file.path),
                    class_name,
                    {part_names[part]: int(counts[part]) for part in own},
                    part_names,
                    points if keep_points else None,
                    labels if keep_points else None,
                    None if output is None else str(output),
                    shape.notes,
                )
            )
    return FileAnswers(answers, left_out)


def parts_of_class(class_name, class_names, part_names):
    """Tell which parts a class has: those whose names begin with its own, or else all.

    That is how the package's data sets name parts: `"chair legs"` is one of a `"chair"`.

    Args:
        class_name: Name of the class.
        class_names: The names of all classes.
        part_names: The names of all parts.

    Returns:
        List of indices of parts.

    Example:

    ```python
    from keras_recon.prediction.segment_files import parts_of_class

    parts_of_class("chair", ("bed", "chair"), ("bed frame", "chair legs", "chair seat"))  # [1, 2]
    ```
    """
    longer = [f"{name} " for name in class_names if name.startswith(f"{class_name} ")]
    own = [
        number
        for number, name in enumerate(part_names)
        if name.startswith(f"{class_name} ") and not name.startswith(tuple(longer))
    ]
    return own or [*range(len(part_names))]


def _find_class(segmenter, shape_class):
    count = segmenter.num_shape_classes
    names = segmenter.class_names or tuple(map(str, range(count)))
    if shape_class is None and count == 1:
        return 0, names[0]
    if isinstance(shape_class, int | np.integer) and 0 <= shape_class < count:
        return int(shape_class), names[shape_class]
    if shape_class not in names:
        raise ValueError(
            f"`shape_class` must be what all of the shapes are, one of {names}, or its number. "
            f"Received: shape_class={shape_class!r}"
        )
    return names.index(shape_class), shape_class


def _output_paths(files, folder):
    """For each file a path of its own, none of which is that of a file to read."""
    read = {os.path.realpath(file.path) for file in files}
    paths, numbers, taken = {}, collections.Counter(), set()
    for file in files:
        if file.error is not None or file in paths:
            continue
        target = folder / file.place.with_suffix(".ply")
        while target in taken:
            numbers[file.place] += 1
            name = f"{file.place.stem}_{numbers[file.place] + 1}.ply"
            target = folder / file.place.with_name(name)
        if os.path.realpath(target) in read:
            raise ValueError(
                "`output_dir` must be another folder than that of the files, which would be "
                f"replaced. Received: output_dir={os.fspath(folder)!r}, where {target.name} is"
            )
        taken.add(target)
        paths[file] = target
    return paths
