"""What the page of build.py holds: models, settings, shapes to find."""

import base64
import io

import numpy as np
from keras import ops
from PIL import Image

import keras_recon
from keras_recon.exporting.answer import embed
from keras_recon.ops import farthest_point_sample, gather_points, k_nearest_neighbors
from keras_recon.ops.pairwise_squared_distance import pairwise_squared_distance
from keras_recon.prediction.prepared_shapes import NUM_POINTS
from keras_recon.prediction.segment_files import parts_of_class
from keras_recon.up_axis import UP_AXES, turn

ICONS_A_ROW = 20


def grouping_function(classifier):
    """Tell which patch each point that the model reads is in, as a TensorFlow function."""
    import tensorflow as tf  # after Keras

    backbone, preprocessor = classifier.backbone, classifier.preprocessor

    def group(points):
        points = preprocessor(points)
        centers = gather_points(points, farthest_point_sample(points, backbone.num_groups))
        neighbors = k_nearest_neighbors(points, centers, backbone.group_size)
        index = ops.arange(preprocessor.num_points, dtype=neighbors.dtype)
        in_patch = ops.any(neighbors[..., None] == index, axis=2)
        distance = pairwise_squared_distance(centers, points)
        distance = ops.where(in_patch, distance, 1e10)
        # Patches overlap: a point is shown with the nearest of its centres, -1 in no patch. ONNX
        # has no argmin as Keras writes it.
        nearest = distance == ops.min(distance, axis=1, keepdims=True)
        number = ops.arange(backbone.num_groups, dtype="int32")[:, None]
        patch = ops.min(ops.where(nearest, number, backbone.num_groups), axis=1)
        patch = ops.where(ops.any(in_patch, axis=1), patch, -1)
        return {"read": points, "centers": centers, "patch": patch}

    return tf.function(group, [tf.TensorSpec((None, None, 3), "float32", name="points")])


def export_models(classifier, segmenter, folder):
    """Write the three ONNX files."""
    keras_recon.export(classifier, folder / "classifier.onnx", format="onnx")
    keras_recon.export(segmenter, folder / "segmenter.onnx", format="onnx")
    # Now that it is known to be there.
    import tf2onnx
    from keras.src.export.tf2onnx_lib import patch_tf2onnx

    patch_tf2onnx()  # for NumPy 2
    function = grouping_function(classifier)
    path = str(folder / "grouping.onnx")
    tf2onnx.convert.from_function(function, function.input_signature, output_path=path)


def embed_home3d(classifier, data):
    """The mean of the classifier's features over all shapes, and their differences to it."""
    batches = np.array_split(data.points, -(-len(data) // 64))
    features = np.concatenate(
        [
            ops.convert_to_numpy(embed(classifier, classifier.preprocessor, points)["features"])
            for points in batches
        ]
    )
    # Features that all shapes share would make every cosine large.
    return features.mean(axis=0), features - features.mean(axis=0)


def icon_sheet(icons):
    """Put all icons into one JPEG picture."""
    rows = -(-len(icons) // ICONS_A_ROW)
    sheet = np.full((rows * ICONS_A_ROW, *icons.shape[1:]), 255, "uint8")
    sheet[: len(icons)] = icons
    size = icons.shape[1]
    sheet = sheet.reshape(rows, ICONS_A_ROW, size, size, 3).swapaxes(1, 2)
    file = io.BytesIO()
    Image.fromarray(sheet.reshape(rows * size, -1, 3)).save(file, "jpeg", quality=85)
    return file.getvalue()


def example_files(test, classes):
    """The first test shape of each class, as a .npy file in base64."""
    files = {}
    for name in classes:
        [first, *_] = np.flatnonzero(test.labels == test.class_names.index(name))
        file = io.BytesIO()
        np.save(file, test.points[first])
        files[f"{name}.npy"] = base64.b64encode(file.getvalue()).decode()
    return files


def check_models(classifier, segmenter):
    """Refuse models that the page would feed otherwise than `predict_files` does."""
    counts = {max(NUM_POINTS, 2 * task.preprocessor.num_points) for task in (classifier, segmenter)}
    axes = {task.preprocessor.up_axis for task in (classifier, segmenter)}
    normalize = classifier.preprocessor.normalize and segmenter.preprocessor.normalize
    if len(counts) > 1 or axes != {"y"} or not normalize:
        raise SystemExit(
            "Classifier and segmenter must read as many points of a file, take y for up and "
            f"normalize. Received: {counts} points, {axes}, normalize={normalize}"
        )
    return counts.pop()


def page_settings(classifier, segmenter, num_points, data):
    """What the page must know beside the models, for JSON."""
    state = np.random.default_rng(0).bit_generator.state["state"]
    class_parts = {
        name: parts_of_class(name, segmenter.class_names, segmenter.part_names)
        for name in segmenter.class_names
    }
    return {
        "numPoints": num_points,
        "random": {name: str(value) for name, value in state.items()},
        # Where the points' coordinates go, as rows of matrices.
        "turns": {axis: turn(np.eye(3), axis).T.astype(int).tolist() for axis in UP_AXES},
        "classes": classifier.class_names,
        "reads": classifier.preprocessor.num_points,
        "groupSize": classifier.backbone.group_size,
        "fewest": classifier.backbone.minimum_points,
        "fewestForParts": segmenter.backbone.minimum_points,
        "shapeClasses": segmenter.class_names,
        "classParts": class_parts,
        "parts": segmenter.part_names,
        "names": data.names,
        "iconsARow": ICONS_A_ROW,
        "iconSize": data.icons.shape[1],
    }
