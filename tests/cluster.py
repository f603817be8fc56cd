"""Scripts that train together, started as a cluster's launcher would."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import keras

ROOT = Path(__file__).parents[1]


def start_script(path, *arguments, **environment):
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, path, *arguments],
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def start_cluster(path, *arguments, **environment):
    """Start two processes of one device each."""
    addresses = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    processes = []
    for number in range(2):
        if keras.backend.backend() == "tensorflow":
            task = {"type": "worker", "index": number}
            cluster = {"TF_CONFIG": json.dumps({"cluster": {"worker": addresses}, "task": task})}
        else:
            cluster = {
                "KERAS_DISTRIBUTION_JOB_ADDRESSES": ",".join(addresses),
                "KERAS_DISTRIBUTION_NUM_PROCESSES": "2",
                "KERAS_DISTRIBUTION_PROCESS_ID": str(number),
            }
        processes.append(start_script(path, *arguments, **cluster, **environment))
    return processes


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def finish(*processes):
    """Wait for the end of all, and give what each has printed."""
    try:
        outputs = [process.communicate(timeout=900)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    for process, output in zip(processes, outputs, strict=True):
        assert process.returncode == 0, output[-4000:]
    return outputs
