r"""Build a page that answers in a browser, without a server, without Python, without a network.

    python examples/web/build.py --output_dir=outputs/web     # then open outputs/web/index.html

Exports the classifier, the grouping of its points and the part segmenter to ONNX, embeds Home3D to
find the nearest shapes in, installs what package-lock.json names with npm, and bundles all of it
into one folder of scripts that also work from file://. Needs `pip install "keras-recon[export]"`
and Node.js 20 or later.
"""

import base64
import gzip
import io
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from absl import app, flags

flags.DEFINE_string("preset", "recon_nano_home3d_classifier", "A classifier: a name or a folder.")
flags.DEFINE_string("parts_preset", "recon_nano_furniture_parts", "A part segmenter, likewise.")
flags.DEFINE_list("examples", ["chair", "lamp", "bed"], "Classes of test shapes that it offers.")
flags.DEFINE_string("output_dir", "outputs/web", "Folder to write to.")
FLAGS = flags.FLAGS

HERE = Path(__file__).parent
ICONS_A_ROW = 20


def grouping_function(classifier):
    """Tell which patch each point that the model reads is in, as a TensorFlow function."""
    import tensorflow as tf
    from keras import ops

    from keras_recon.ops import farthest_point_sample, gather_points, k_nearest_neighbors
    from keras_recon.ops.pairwise_squared_distance import pairwise_squared_distance

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
    import tf2onnx
    from keras.src.export.tf2onnx_lib import patch_tf2onnx

    import keras_recon

    keras_recon.export(classifier, folder / "classifier.onnx", format="onnx")
    keras_recon.export(segmenter, folder / "segmenter.onnx", format="onnx")
    patch_tf2onnx()  # for NumPy 2
    function = grouping_function(classifier)
    path = str(folder / "grouping.onnx")
    tf2onnx.convert.from_function(function, function.input_signature, output_path=path)


def embed_home3d(classifier, data):
    """Embed all shapes: centred features of the classifier, of unit length, and their mean."""
    import numpy as np
    from keras import ops

    from keras_recon.exporting.answer import embed

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
    import numpy as np
    from PIL import Image

    rows = -(-len(icons) // ICONS_A_ROW)
    sheet = np.full((rows * ICONS_A_ROW, *icons.shape[1:]), 255, "uint8")
    sheet[: len(icons)] = icons
    size = icons.shape[1]
    sheet = sheet.reshape(rows, ICONS_A_ROW, size, size, 3).swapaxes(1, 2)
    file = io.BytesIO()
    Image.fromarray(sheet.reshape(rows * size, -1, 3)).save(file, "jpeg", quality=85)
    return file.getvalue()


def example_files(test):
    """The first test shape of each class that is asked for, as a .npy file."""
    import numpy as np

    files = {}
    for name in FLAGS.examples:
        [first, *_] = np.flatnonzero(test.labels == test.class_names.index(name))
        file = io.BytesIO()
        np.save(file, test.points[first])
        files[f"{name}.npy"] = base64.b64encode(file.getvalue()).decode()
    return files


def check_models(classifier, segmenter):
    """Refuse models that the page would feed otherwise than `predict_files` does."""
    from keras_recon.prediction.prepared_shapes import NUM_POINTS

    counts = {max(NUM_POINTS, 2 * task.preprocessor.num_points) for task in (classifier, segmenter)}
    axes = {task.preprocessor.up_axis for task in (classifier, segmenter)}
    normalize = classifier.preprocessor.normalize and segmenter.preprocessor.normalize
    if len(counts) > 1 or axes != {"y"} or not normalize:
        raise SystemExit(
            "Classifier and segmenter must read as many points of a file, take y for up and "
            f"normalize. Received: {counts} points, {axes}, normalize={normalize}"
        )
    return counts.pop()


def write_settings(classifier, segmenter, num_points):
    """What the page must know beside the models, for JSON."""
    import numpy as np

    from keras_recon.prediction.segment_files import parts_of_class
    from keras_recon.up_axis import UP_AXES, turn

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
        "facts": f"Classes by {FLAGS.preset}, parts by {FLAGS.parts_preset}; "
        f"{num_points:,} points are read of a file.",
    }


def write_data(folder, name, content):
    """Write bytes as a script: a page from file:// may not fetch."""
    text = base64.b64encode(gzip.compress(content, mtime=0)).decode()
    (folder / f"{name}.js").write_text(f'(self.kerasRecon ??= {{}})["{name}"] = "{text}";\n')


def node(*command):
    """Run a program of Node.js in this folder."""
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def main(_):
    output_dir = Path(FLAGS.output_dir).resolve()
    if output_dir.exists() and any(output_dir.iterdir()) and not (output_dir / "page.js").exists():
        raise SystemExit(
            "`output_dir` must be new, empty or a page that this wrote, which is replaced. "
            f"Received: --output_dir={FLAGS.output_dir}"
        )
    if not shutil.which("npm"):
        raise SystemExit(
            "The page is bundled by Node.js, 20 or later, and its npm: https://nodejs.org, or "
            "`apt-get install nodejs npm`. Received: no npm on the PATH"
        )
    # It is TensorFlow that writes ONNX, and the page is the same with each backend.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_recon
    from keras_recon.datasets import load_home3d

    classifier = keras_recon.ReConClassifier.from_preset(FLAGS.preset)
    segmenter = keras_recon.ReConPartSegmenter.from_preset(FLAGS.parts_preset)
    num_points = check_models(classifier, segmenter)
    data = load_home3d("all")
    print("Installing what package-lock.json names")
    node("npm", "ci", "--no-audit", "--no-fund")

    with keras_recon.files.replacing(output_dir) as folder, tempfile.TemporaryDirectory() as work:
        folder.mkdir(parents=True)
        print("Exporting the models")
        export_models(classifier, segmenter, Path(work))
        for path in Path(work).glob("*.onnx"):
            write_data(folder, path.stem, path.read_bytes())
        mean, embeddings = embed_home3d(classifier, data)
        write_data(folder, "mean", mean.astype("<f4").tobytes())
        write_data(folder, "embeddings", embeddings.astype("<f4").tobytes())
        write_data(folder, "icons", icon_sheet(data.icons))
        settings = write_settings(classifier, segmenter, num_points)
        settings |= {"names": data.names, "iconsARow": ICONS_A_ROW, "iconSize": data.icons.shape[1]}
        settings["examples"] = example_files(load_home3d("test"))
        write_data(folder, "settings", json.dumps(settings).encode())
        runtime = HERE / "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm"
        write_data(folder, "runtime", runtime.read_bytes())
        print("Bundling")
        node("node", "bundle.js", str(folder))
        files = Path(keras_recon.datasets.home3d.__file__).parent / "files"
        shutil.copy(files / "home3d_attribution.md", folder)
        if output_dir.is_dir():
            shutil.rmtree(output_dir)
    size = sum(path.stat().st_size for path in output_dir.iterdir()) / 1e6
    print(f"The page is {output_dir / 'index.html'}, {size:.0f} MB in all")


if __name__ == "__main__":
    app.run(main)
