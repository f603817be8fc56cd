"""Many shapes, prepared by Ray Data."""

import collections
import contextlib
import dataclasses
import functools
import json
import logging
import os
import sys

import numpy as np

from keras_recon.data.point_cloud_data import TEACHER_FEATURES
from keras_recon.data.teacher_features import TEXT_SCALE
from keras_recon.datasets.label_file import SPLITS
from keras_recon.files import write_json
from keras_recon.preparation.addresses import (
    open_filesystem,
    remove_partial,
    replacing_at,
)
from keras_recon.preparation.prepare_shape import prepare_shape
from keras_recon.preparation.result_store import ResultStore
from keras_recon.preparation.settings import PreparationSettings
from keras_recon.preparation.shape_encoder import ShapeEncoder
from keras_recon.preparation.shape_sources import ShapeSource, find_sources
from keras_recon.preparation.write_shards import (
    ShardLayout,
    deviation_sum,
    feature_sums,
    write_index,
    write_shard,
)
from keras_recon.teachers.optional_import import optional_import

# Shapes of one task of Ray, which starts one in some milliseconds.
SHAPES_OF_TASK = 8
# Shapes whose features are added up by one.
SHAPES_OF_SUM = 1024


@dataclasses.dataclass(frozen=True)
class PreparedShapes:
    """What was prepared.

    Args:
        report: What `report.json` holds: how many shapes were `found` and are in the shards of
            each of the `splits`; `left_out`, files and shapes that aren't, each with a reason; of
            those that are, the `parts` of files that couldn't be used, those `without_views` and
            how many are `without_texts`.
        seconds: Dict from each stage to its duration for every shape that it wasn't done of
            before.

    Example:

    ```python
    from keras_recon.preparation.prepare_shapes import PreparedShapes

    PreparedShapes({"found": 0}, {}).report["found"]  # 0
    ```
    """

    report: dict
    seconds: dict


def prepare_shapes(
    source,
    output_dir,
    settings=None,
    shapes_per_shard=1024,
    scale_teacher_features=True,
    num_workers=None,
    address=None,
    gpus_of_teacher=0,
):
    """Sample, draw and encode shapes, and write shards of them to train on.

    Each shape's points, views and features are kept in `output_dir/shapes` and
    `output_dir/features` under a hash of its content and the settings: after any interruption, or
    with more shapes, another call does only what isn't there. The shards and the report are the
    same, byte for byte, whatever the number of processes and of interruptions. A shape that can't
    be read is reported and doesn't stop the others.

    Args:
        source: Path or address of a folder or a list of shapes, see `find_sources`.
        output_dir: Path or address of the folder to write to: `train/` and other splits as
            `PointCloudShards` opens them, and `report.json`. All machines of a cluster must reach
            it, and one run at a time may write there.
        settings: A `PreparationSettings`.
        shapes_per_shard: Number of shapes of a file.
        scale_teacher_features: Whether to scale features for pretraining, as
            `keras_recon.data.scale_teacher_features` does it.
        num_workers: Processes on this machine; one for each processor if not given.
        address: Address of a cluster of Ray to use in place of this machine.
        gpus_of_teacher: GPUs of each process that encodes, which may be a fraction.

    Returns:
        A `PreparedShapes`.

    Raises:
        ValueError: If an argument is out of range or no shape can be prepared.
        FileNotFoundError: If there is no shape.
        ImportError: If a library is missing; says how to install it.
    """
    if shapes_per_shard < 1:
        raise ValueError(
            f"`shapes_per_shard` must be at least 1. Received: shapes_per_shard={shapes_per_shard}"
        )
    if num_workers is not None and (num_workers < 1 or address is not None):
        raise ValueError(
            "`num_workers` must be at least 1, and is for one machine, without `address`. "
            f"Received: num_workers={num_workers}, address={address!r}"
        )
    settings = settings or PreparationSettings()
    sources, others = find_sources(source)
    shapes, features = ResultStore(f"{output_dir}/shapes"), ResultStore(f"{output_dir}/features")
    filesystem, output = open_filesystem(output_dir)
    remove_partial(filesystem, output)
    with _ray(address, num_workers):
        prepared = _answer_all(
            [(source.place, source.address, source.texts) for source in sources],
            _Preparer(settings, shapes, features),
            SHAPES_OF_TASK,
            gpus_of_teacher,
        )
        rows = [_Row(*pair) for pair in zip(sources, prepared, strict=True) if "key" in pair[1]]
        if not rows:
            raise ValueError(f"No shape could be prepared: {prepared[0]['reason']}")
        layout = ShardLayout(shapes, features, _arrays(rows, settings.num_points))
        if scale_teacher_features:
            scaling = _scaling(rows, features, "image_features" in layout.arrays)
            layout = dataclasses.replace(layout, scaling=scaling)
        class_names = sorted({source.label for source in sources} - {None})
        for split in SPLITS:
            own = [row for row in rows if row.source.split == split]
            if own:
                folder = f"{output}/{split}"
                _write_split(own, layout, class_names, shapes_per_shard, filesystem, folder)
    report = _report(sources, prepared, rows, others)
    with replacing_at(filesystem, f"{output}/report.json") as partial:
        write_json(partial, report)
    seconds = collections.defaultdict(list)
    for answer in prepared:
        for stage, duration in answer["seconds"].items():
            seconds[stage].append(duration)
    return PreparedShapes(report, dict(seconds))


class _Preparer:
    """Draws and encodes one shape after the other, and keeps its teachers between them."""

    def __init__(self, settings, shapes, features):
        self.settings, self.shapes, self.features = settings, shapes, features

    @functools.cached_property
    def encoder(self):
        return ShapeEncoder(self.settings, self.shapes, self.features)

    def __call__(self, place, address, texts):
        answer = prepare_shape(place, address, self.settings, self.shapes)
        if "key" in answer:
            encoded = answer["encoded"] = self.encoder.encode(answer["key"], texts)
            answer["seconds"] |= encoded.pop("seconds")
        return answer


@dataclasses.dataclass
class _Row:
    """A shape that goes to a shard."""

    source: ShapeSource
    prepared: dict

    @property
    def encoded(self):
        return self.prepared["encoded"]


def _report(sources, prepared, rows, others):
    """What `PreparedShapes` says."""
    unprepared = [
        f"{source.place}: {answer['reason']}"
        for source, answer in zip(sources, prepared, strict=True)
        if "reason" in answer
    ]

    def said(fact):
        facts = [(row.source.place, row.prepared["facts"][fact]) for row in rows]
        return [f"{place}: {sentence}" for place, own in facts for sentence in own]

    return {
        "found": len(sources),
        "splits": dict(collections.Counter(row.source.split for row in rows)),
        "left_out": [*others, *unprepared],
        "parts": said("parts"),
        "without_views": said("without_views"),
        "without_texts": sum(not row.source.texts for row in rows),
    }


def _arrays(rows, num_points):
    """The shape of each array of every shape."""
    arrays = {"points": (num_points, 3)}
    if any(row.prepared["facts"]["colored"] for row in rows):
        arrays["colors"] = num_points, 3
    for name in TEACHER_FEATURES:
        of_rows = [row.encoded["shapes"][name] for row in rows if name in row.encoded["shapes"]]
        if of_rows:
            count, dim = max(of_rows)
            arrays[name] = (dim,) if count == 1 else (count, dim)
    return arrays


def _scaling(rows, features, has_pictures):
    """What `teacher_scaling` gives of the training split, in lists."""
    rows = [row for row in rows if row.source.split == "train"] or rows
    keys = [row.encoded["key"] for row in rows]
    blocks = [(keys[i : i + SHAPES_OF_SUM],) for i in range(0, len(keys), SHAPES_OF_SUM)]
    scaling = {"text_scale": TEXT_SCALE}
    if not has_pictures:
        return scaling
    # Blocks are the same, and are added in the same order, whatever the number of processes.
    sums, counts = zip(
        *_answer_all(blocks, functools.partial(feature_sums, features=features)), strict=True
    )
    mean = sum(np.array(own) for own in sums if own) / sum(counts)
    add_up = functools.partial(deviation_sum, features=features, mean=mean.tolist())
    deviation = sum(_answer_all(blocks, add_up)) / (sum(counts) * len(mean))
    if not deviation:  # of one picture
        return scaling
    return scaling | {"image_mean": mean.tolist(), "image_deviation": deviation}


def _write_split(rows, layout, class_names, shapes_per_shard, filesystem, folder):
    # Shapes of one text are one class, as `write_tfrecords` has it.
    first = [(*row.source.texts, row.source.name)[0] for row in rows]
    class_index = np.unique(first, return_inverse=True)[1].tolist()
    records = [
        (
            row.prepared["key"],
            row.encoded["key"],
            -1 if row.source.label is None else class_names.index(row.source.label),
            own,
        )
        for row, own in zip(rows, class_index, strict=True)
    ]
    count = -(-len(rows) // shapes_per_shard)
    requests = [(records[shard::count], f"{shard:05d}-of-{count:05d}") for shard in range(count)]
    write = functools.partial(write_shard, layout=layout, filesystem=filesystem, folder=folder)
    sizes = dict(_answer_all(requests, write))
    write_index(records, sizes, layout, class_names, filesystem, folder)


# === Ray ===


@contextlib.contextmanager
def _ray(address, num_workers):
    """Ray on this machine or a cluster, or what was started before."""
    # It would tell its makers.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray = optional_import("ray", "ray", "Preparing shapes")
    optional_import("ray.data", "ray", "Preparing shapes")
    if ray.is_initialized():
        yield
        return
    options = {"logging_level": "WARNING", "log_to_driver": False}
    if address is None:
        # A new one, also where a cluster is near.
        address, options["num_cpus"] = "local", num_workers or os.cpu_count()
        options["include_dashboard"] = False
    ray.init(address, **options)
    logging.getLogger("ray.data").setLevel("WARNING")
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = sys.stdout.isatty()
    try:
        yield
    finally:
        ray.shutdown()


def _answer_all(requests, function, per_task=1, num_gpus=0):
    """Call a function with each request, on all machines, and give the answers in their order.

    Args:
        requests: List of its arguments, tuples of what JSON can tell.
        function: What is called with them and gives such an answer. Each process has one.
        per_task: Requests of a task of Ray.
        num_gpus: GPUs of a process.
    """
    if len(requests) == 1:  # not worth a process, which takes seconds to start
        return [function(*requests[0])]
    import ray

    rows = [
        {"number": number, "request": json.dumps(request)}
        for number, request in enumerate(requests)
    ]
    resource, own = ("GPU", num_gpus) if num_gpus else ("CPU", 1)
    most = int(ray.cluster_resources().get(resource, 0) / own)
    if most < 1:
        raise ValueError(
            f"`gpus_of_teacher` must be at most the GPUs that Ray has. Received: {num_gpus}"
        )
    blocks = -(-len(rows) // per_task)
    dataset = ray.data.from_items(rows, override_num_blocks=blocks).map(
        _Answerer,
        fn_constructor_args=(function,),
        num_cpus=1,
        num_gpus=num_gpus,
        compute=ray.data.ActorPoolStrategy(size=min(most, blocks)),
    )
    answers = {row["number"]: json.loads(row["answer"]) for row in dataset.iter_rows()}
    return [answers[number] for number in range(len(rows))]


class _Answerer:
    def __init__(self, function):
        self.function = function

    def __call__(self, row):
        answer = self.function(*json.loads(row["request"]))
        return {"number": row["number"], "answer": json.dumps(answer)}
