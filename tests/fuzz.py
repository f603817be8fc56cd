"""Damaged files through every door, in a process that is watched.

    python tests/fuzz.py --count=20000 --seed=1            # to look for faults
    python tests/fuzz.py --door=preset --seed=7 --count=1  # to look at one, with its traceback

Input `number` of a run depends on the seed and the number alone.
"""

import argparse
import collections
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

import numpy as np

TOOLS = Path(__file__).parents[1] / "tools"
_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), str(TOOLS)]),
}
# Of processors for an input; the time on the wall is longer where others use them.
SECONDS = 10
WALL_SECONDS = 120
# Beside what the process has when it begins.
MEMORY = 2 * 2**30


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of an input.

    Args:
        door: Name of the door.
        seed: What it was made from, with the door.
        kind: `"read"`, `"refused"` or `"fault"`.
        reason: What is said of it.
        seconds: Time on processors.
    """

    door: str
    seed: list
    kind: str
    reason: str = ""
    seconds: float = 0.0


# === The process that is watched ===


class Room:
    """Folders of a process: files come in at one, and nothing may appear in any."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for name in ("tmp", "home", "where"):
            (self.folder / name).mkdir()
        # Two above, as shapes may name files of the folder above theirs.
        self.inside = self.folder / "data" / "files" / "in"
        self.inside.parent.mkdir(parents=True)
        self.outside = self.folder / "outside.npy"
        np.save(self.outside, np.random.default_rng(0).normal(size=(80, 3)))
        tempfile.tempdir = str(self.folder / "tmp")
        os.environ |= {"TMPDIR": tempfile.tempdir, "KERAS_HOME": str(self.folder / "home")}
        os.chdir(self.folder / "where")

    def snapshot(self):
        return {
            str(path): os.lstat(path).st_mtime_ns if not path.is_dir() else None
            for path in self.folder.rglob("*")
        }

    def clear(self):
        for name in ("tmp", "home", "where"):
            for path in (self.folder / name).iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.rmtree(self.inside, ignore_errors=True)


_FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect")


class Watch:
    """Notes what the process does that no file may make it do."""

    def __init__(self, room):
        self.room, self.noted, self.ready = room, [], False
        sys.addaudithook(self._hear)

    def _hear(self, event, arguments):
        if not self.ready:
            return
        if event == "open" and isinstance(arguments[0], str | bytes):
            path, flags = os.fsdecode(arguments[0]), arguments[2]
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if os.path.basename(path) == self.room.outside.name:
                self.noted.append(f"opened {path}")
            elif writes and not path.startswith((str(self.room.folder), "/dev/null")):
                self.noted.append(f"wrote {path}")
        elif event == "subprocess.Popen" and arguments[0] == sys.executable:
            return  # one that reads files
        elif event in _FORBIDDEN:
            self.noted.append(f"{event} {arguments}"[:200])


def damage(door, corpus, folder, random, outside):
    """Write what a door takes, one file of it damaged, and say which."""
    from mutations import mutate, replace_file

    for name, content in corpus.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    names = [*corpus]
    name = names[random.integers(len(names))]
    if random.random() < 0.03:
        replace_file(folder / name, random, str(outside))
    else:
        (folder / name).write_bytes(mutate(corpus[name], random, str(outside)))
    if door.repair is not None and random.random() < 0.7:
        door.repair(folder, random)
    return name


def limit_memory(size):
    """Let the process take so many bytes beside what it has; None for any number."""
    import resource

    if size is None:
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)
        return
    status = Path("/proc/self/status").read_text()
    (used,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmData"))
    resource.setrlimit(resource.RLIMIT_DATA, (used * 1024 + size, resource.RLIM_INFINITY))


def enter(door, folder):
    """Enter a door; give the kind of the outcome and the reason."""
    errors = door.errors
    if door.backend and "tensorflow" in sys.modules:
        import tensorflow as tf

        errors = (*errors, tf.errors.OpError)
    try:
        door.enter(folder)
    except errors as error:
        # Libraries have errors of their own.
        own = TOOLS.parent in Path(traceback.extract_tb(error.__traceback__)[-1].filename).parents
        if own and type(error) is ValueError and "Received" not in str(error):
            return "fault", traceback.format_exc()
        return "refused", f"{type(error).__name__}: {error}"[:300]
    except Exception:
        return "fault", traceback.format_exc()
    return "read", ""


def serve(folder):
    """Answer requests for inputs on the standard input, until there are no more."""
    from fuzz_doors import doors, write_corpus, wrong_doors

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    room, entered, corpora = Room(folder), doors() | wrong_doors(), {}
    watch = Watch(room)
    # Files may make Python import what it then would keep compiled.
    sys.dont_write_bytecode = True
    for line in sys.stdin:
        name, seed, show = json.loads(line)
        door = entered[name]
        if name not in corpora:
            limit_memory(None)
            corpora[name] = write_corpus(door, room.inside)
            kind, reason = enter(door, room.inside)
            assert kind == "read", f"{name}: {reason}"
            room.clear()
            limit_memory(MEMORY)
        room.inside.mkdir()
        changed = damage(
            door, corpora[name], room.inside, np.random.default_rng(seed), room.outside
        )
        if show:
            kept = Path(tempfile.mkdtemp(dir=room.folder.parent), "in")
            subprocess.run(["cp", "-r", room.inside, kept], check=True)  # pipes, too
            changed = str(kept / changed)
            print(changed, file=sys.stderr)
        answers.write("made\n")
        answers.flush()
        before, start = room.snapshot(), time.process_time()
        watch.ready = True
        kind, reason = enter(door, room.inside)
        watch.ready = False
        seconds = time.process_time() - start
        after = room.snapshot()
        left = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        for wrong in (
            [f"left {left}"] * bool(left)
            + watch.noted
            + [f"took {seconds:.1f} s"] * (seconds > SECONDS)
        ):
            kind, reason = "fault", f"{wrong}\n{reason}"
        watch.noted.clear()
        room.clear()
        outcome = Outcome(name, seed, kind, f"{changed}: {reason}", seconds)
        answers.write(json.dumps(dataclasses.asdict(outcome)) + "\n")
        answers.flush()


# === The process that watches ===


class Watched:
    """A process that is asked for one input after the other, and restarted where one ends it.

    Args:
        wall_seconds: How long it may take for one.
    """

    def __init__(self, wall_seconds=WALL_SECONDS):
        self._wall_seconds = wall_seconds
        self._process, self._late = None, False
        self._folder = None

    def try_input(self, door, seed, show=False):
        """Make an input and let it in.

        Args:
            door: Name of the door.
            seed: List of integers.
            show: Whether to keep the files, for a person to look at.

        Returns:
            An `Outcome`.
        """
        if self._process is None:
            self._folder = tempfile.TemporaryDirectory()
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", __file__, "--serve", self._folder.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                env={**os.environ, **_ENVIRONMENT},
            )
            self._said = collections.deque(maxlen=40)
            self._listener = threading.Thread(target=self._listen, daemon=True)
            self._listener.start()
        self._process.stdin.write(json.dumps([door, seed, show]) + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "made\n":
            self._listener.join()
            raise RuntimeError("".join(self._said))
        timer = threading.Timer(self._wall_seconds, self._end_late)
        timer.start()
        try:
            line = self._process.stdout.readline()
        finally:
            timer.cancel()
        if line:
            return Outcome(**json.loads(line))
        code = self._process.wait()
        self._listener.join()
        said = "".join(self._said)
        self.close()
        late, self._late = self._late, False
        reason = f"took {self._wall_seconds} s" if late else f"ended the process with {code}"
        return Outcome(door, seed, "fault", f"{reason}\n{said}")

    def _end_late(self):
        self._late = True
        # By this signal it says where it is.
        self._process.send_signal(signal.SIGABRT)

    def _listen(self):
        with self._process.stderr as lines:
            self._said.extend(lines)

    def close(self):
        """End the process."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()
            self._process = None
            self._folder.cleanup()


def fuzz(count, seed=0, names=None, backend=True):
    """Let damaged inputs in.

    Args:
        count: How many.
        seed: Integer that they are made from.
        names: Names of doors; all if not given.
        backend: Whether those doors are among them behind which a backend or TensorFlow runs.

    Yields:
        An `Outcome` for each.
    """
    from fuzz_doors import doors

    entered = {
        name: door
        for name, door in doors().items()
        if (names is None and (backend or not door.backend)) or name in (names or ())
    }
    shares = np.array([door.share for door in entered.values()])
    drawn = np.random.default_rng(seed).choice([*entered], count, p=shares / shares.sum())
    watched = Watched()
    try:
        for number, door in enumerate(drawn.tolist()):
            yield watched.try_input(door, [seed, number])
    finally:
        watched.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", metavar="FOLDER")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--door", action="append")
    parser.add_argument("--number", type=int, help="one input of a run, whose files are kept")
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    if options.number is not None:
        outcome = Watched().try_input(options.door[0], [options.seed, options.number], show=True)
        print(f"{outcome.kind}\n{outcome.reason}")
        return
    kinds, faults, seconds = collections.Counter(), 0, collections.Counter()
    start = time.time()
    for outcome in fuzz(options.count, options.seed, options.door):
        kinds[outcome.door, outcome.kind] += 1
        seconds[outcome.door] += outcome.seconds
        done = sum(kinds.values())
        if done % 100 == 0:
            print(f"{done} inputs after {time.time() - start:.0f} s", flush=True)
        if outcome.kind == "fault":
            faults += 1
            print(f"--- {outcome.door} {outcome.seed}\n{outcome.reason}", flush=True)
    for door in seconds:
        counts = {kind: kinds[door, kind] for kind in ("read", "refused", "fault")}
        print(f"{door}: {counts}, {seconds[door]:.1f} s")
    print(f"{options.count} inputs, {faults} faults, {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
