import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "benchmark_streaming.py"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is Linux's")
def test_an_epoch_of_shards_takes_no_more_memory_for_more_shapes(tmp_path):
    run = [sys.executable, TOOL, "--shapes=5000,30000", "--steps=3", f"--folder={tmp_path}"]
    done = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True)
    few, many, training = map(json.loads, done.stdout.splitlines()[-3:])
    assert (few["shapes"], many["shapes"]) == (5000, 30000)
    # Of 512 points each, the others take 146 MiB; both fill the buffer of a shuffle.
    assert many["memory"] < few["memory"] + 50
    assert many["shapes_per_second"] > 10 * max(training["trained_per_second"])
    assert not [*tmp_path.iterdir()]
