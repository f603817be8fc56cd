"""The parts of the shape in a file."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class FileParts:
    """What a part segmenter says of a file, or why it says nothing.

    Args:
        path: The file.
        shape_class: The name of the class that the shape was said to be of.
        counts: Dict from the name of each part of the class to its number of points.
        part_names: The names of all parts; their numbers, as strings, where the model has none.
        points: float64 array of shape `(N, 3)`, in the file's own units and axes; None where they
            aren't kept.
        labels: int32 array of shape `(N,)`, an index into `part_names` for each; None likewise.
        output: Path of the coloured PLY file, or None.
        notes: What of the file isn't regarded, or more than once, a sentence each.
        error: Why there is no answer, or None; all else but the path is missing then.

    Example:

    ```python
    from keras_recon.prediction import FileParts

    answer = FileParts("a.obj", "chair", {"chair seat": 1, "chair legs": 3})
    answer.summary()  # ("a.obj", "chair legs 75 %, chair seat 25 %")
    ```
    """

    path: str
    shape_class: str | None = None
    counts: dict = dataclasses.field(default_factory=dict)
    part_names: tuple[str, ...] = ()
    points: np.ndarray | None = None
    labels: np.ndarray | None = None
    output: str | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None

    def summary(self):
        """Give the cells of a row to read."""
        total = sum(self.counts.values())
        parts = sorted(self.counts.items(), key=lambda part: -part[1])
        shares = ", ".join(f"{name} {100 * count / total:.0f} %" for name, count in parts if count)
        return (self.path, shares) + ((self.output,) if self.output else ())

    def to_dict(self):
        """Give what can be written as JSON."""
        if self.error is not None:
            return {"path": self.path, "error": self.error}
        return {
            "path": self.path,
            "shape_class": self.shape_class,
            "points": dict(self.counts),
            "output": self.output,
            "notes": [*self.notes],
        }

    def to_cells(self):
        """Give the cells of a row by the names of their columns."""
        content = self.to_dict()
        counts = content.pop("points", {})
        if self.error is None:
            content["notes"] = "; ".join(self.notes)
        return content | {f"points of {name}": count for name, count in counts.items()}
