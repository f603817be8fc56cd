"""Damaged files through every door: read or refused, in bounded time and memory."""

import re
import sys

import pytest
from fuzz import Watched, fuzz

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the limits")


def check(outcomes):
    kinds = {"read": 0, "refused": 0}
    for outcome in outcomes:
        assert outcome.kind != "fault", f"{outcome.door} {outcome.seed}: {outcome.reason}"
        kinds[outcome.kind] += 1
    # Damage that nobody notices, or that all do at once, would show nothing.
    assert min(kinds.values()) > 0.1 * sum(kinds.values())


def test_damaged_files_are_read_or_refused():
    check(fuzz(300, backend=False))


@pytest.mark.slow
def test_damaged_files_through_all_doors_are_read_or_refused():
    check(fuzz(2000))


@pytest.mark.slow
def test_what_no_door_may_do_is_noticed():
    watched, wrong = (
        Watched(wall_seconds=5),
        {
            "wrong_hang": "took 5 s",
            "wrong_wait": "took 5 s",
            "wrong_error": "IndexError",
            "wrong_reason": "ValueError: no",
            "wrong_file": "left .*data/files/left",
            "wrong_write": "wrote /dev/full",
            "wrong_read": "opened .*outside.npy",
            "wrong_program": "os.system",
            "wrong_memory": "MemoryError",
            "wrong_end": "ended the process with -6",
        },
    )
    for door, reason in wrong.items():
        outcomes = (watched.try_input(door, [0, number]) for number in range(20))
        first = next(outcome for outcome in outcomes if outcome.kind != "read")
        assert first.kind == "fault"
        assert re.search(reason, first.reason), first
    watched.close()
