"""Running an example as a user does, on a network that takes seconds."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TINY_SHAPES = ["--num_points=64", "--num_groups=8"]


def run_example(name, output_dir, *arguments, threads=1):
    """Run it, and give what it wrote to `metrics.json`, and what it printed.

    PyTorch gets one thread, as in other tests; where runs are compared, two could tell them apart.
    """
    command = [sys.executable, ROOT / "examples" / f"{name}.py", f"--output_dir={output_dir}"]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": str(threads)}
    run = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    return json.loads((output_dir / "metrics.json").read_text()), run.stdout
