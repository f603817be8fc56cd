"""Write a preset as an exported PyTorch program; run with PyTorch as Keras's backend."""

import contextlib
import functools
import sys
from unittest import mock

import torch
from torch._higher_order_ops.while_loop import while_loop

from keras_recon.exporting.answer import answer
from keras_recon.exporting.load_stored import load_stored
from keras_recon.models import ReConPartSegmenter
from keras_recon.ops.farthest_point_sample import MINIMUM_SQUARED_NORM

# Where the package samples.
SAMPLERS = ("point_grouping", "point_cloud_preprocessor")


def write_torch(preset, path):
    """Write the model in the folder `preset` as a `.pt2` file to `path`.

    Args:
        preset: Folder that `save_to_preset` wrote.
        path: File to write.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.exporting.write_torch import write_torch

    folder = tempfile.mkdtemp()
    keras_recon.ReConClassifier.from_preset("recon_nano", num_classes=3).save_to_preset(folder)
    write_torch(folder, folder + "/classifier.pt2")
    ```
    """
    model, preprocessor = load_stored(preset)
    backbone = getattr(model, "backbone", model)
    # The number of shapes and of points are left open: a size of 1 would be fixed.
    any_size = torch.export.Dim.DYNAMIC
    inputs = {"points": torch.rand(3, 3 * backbone.minimum_points, backbone.channels)}
    dynamic = {"points": {0: any_size, 1: any_size}}
    if isinstance(model, ReConPartSegmenter):
        inputs["shape_class"] = torch.zeros(3, dtype=torch.int32)
        dynamic["shape_class"] = {0: any_size}
    program = torch.nn.Module()
    # Not a member of the module, which would store the weights again: Keras reads them detached,
    # and PyTorch's export takes those for constants.
    program.forward = functools.partial(answer, model, preprocessor)
    with torch.no_grad(), sampling_in_a_loop():
        exported = torch.export.export(program, (), inputs, dynamic_shapes=dynamic, strict=False)
    # Nor paths of files on this machine.
    for graph in exported.graph_module.modules():
        for node in graph.graph.nodes:
            node.meta.pop("stack_trace", None)
    torch.export.save(exported, path)


@contextlib.contextmanager
def sampling_in_a_loop():
    """Let the package sample by a loop that PyTorch exports as one.

    That of Keras is unrolled: a dozen operations for each of the thousand points that a
    preprocessor samples.
    """
    with contextlib.ExitStack() as stack:
        for module in SAMPLERS:
            name = f"keras_recon.layers.{module}.farthest_point_sample"
            stack.enter_context(mock.patch(name, _farthest_point_sample))
        yield


def _farthest_point_sample(points, num_samples, rounds=None):
    batch, count, _ = points.shape
    rounds = num_samples if rounds is None else rounds
    squared = points.square().sum(dim=-1)
    shape_index = torch.arange(batch)[:, None]
    point_index, sample_index = torch.arange(count), torch.arange(num_samples)

    def pick(step, distance, picked, samples):
        last = points[shape_index, picked]
        distance = torch.minimum(distance, (points - last).square().sum(dim=-1))
        farthest = distance == distance.amax(dim=1, keepdim=True)
        picked = torch.where(farthest, point_index, count).amin(dim=1, keepdim=True)
        return step + 1, distance, picked, torch.where(sample_index == step, picked, samples)

    start = (
        torch.ones((), dtype=torch.int64),
        torch.where(squared > MINIMUM_SQUARED_NORM, 1e10, -1.0),
        torch.zeros((batch, 1), dtype=torch.int64),
        torch.zeros((batch, num_samples), dtype=torch.int64),
    )
    return while_loop(lambda step, *_: step < rounds, pick, start)[-1].to(torch.int32)


if __name__ == "__main__":
    write_torch(*sys.argv[1:])
