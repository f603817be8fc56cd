r"""Build a page that answers in a browser, without a server, without Python, without a network.

    python examples/web/build.py --output_dir=outputs/web     # then open outputs/web/index.html

Exports the classifier, the grouping of its points and the part segmenter to ONNX, embeds Home3D to
find the nearest shapes in, installs what package-lock.json names with npm, and bundles all of it
into one folder of scripts that also work from file://. Needs `pip install "keras-recon[export]"`
and Node.js 20 or later.
"""

import base64
import gzip
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
    if not (shutil.which("node") and shutil.which("npm")):
        raise SystemExit(
            "The page is bundled by Node.js, 20 or later, and its npm: https://nodejs.org, or "
            "`apt-get install nodejs npm`. Received: none on the PATH"
        )
    # It is TensorFlow that writes ONNX, and the page is the same with each backend.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import contents

    import keras_recon
    from keras_recon.datasets import load_home3d
    from keras_recon.files import replacing

    classifier = keras_recon.ReConClassifier.from_preset(FLAGS.preset)
    segmenter = keras_recon.ReConPartSegmenter.from_preset(FLAGS.parts_preset)
    num_points = contents.check_models(classifier, segmenter)
    data = load_home3d("all")
    print("Installing what package-lock.json names")
    node("npm", "ci", "--no-audit", "--no-fund")

    with replacing(output_dir) as folder, tempfile.TemporaryDirectory() as work:
        folder.mkdir(parents=True)
        print("Exporting the models")
        contents.export_models(classifier, segmenter, Path(work))
        for path in Path(work).glob("*.onnx"):
            write_data(folder, path.stem, path.read_bytes())
        mean, embeddings = contents.embed_home3d(classifier, data)
        write_data(folder, "mean", mean.astype("<f4").tobytes())
        write_data(folder, "embeddings", embeddings.astype("<f4").tobytes())
        write_data(folder, "icons", contents.icon_sheet(data.icons))
        settings = contents.page_settings(classifier, segmenter, num_points, data)
        settings["examples"] = contents.example_files(load_home3d("test"), FLAGS.examples)
        settings["facts"] = (
            f"Classes by {FLAGS.preset}, parts by {FLAGS.parts_preset}; "
            f"{num_points:,} points are read of a file."
        )
        write_data(folder, "settings", json.dumps(settings).encode())
        runtime = HERE / "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm"
        write_data(folder, "runtime", runtime.read_bytes())
        print("Bundling")
        node("node", "bundle.js", str(folder))
        files = Path(keras_recon.__file__).parent / "datasets" / "files"
        shutil.copy(files / "home3d_attribution.md", folder)
        if output_dir.is_dir():
            shutil.rmtree(output_dir)
    size = sum(path.stat().st_size for path in output_dir.iterdir()) / 1e6
    print(f"The page is {output_dir / 'index.html'}, {size:.0f} MB in all")


if __name__ == "__main__":
    app.run(main)
