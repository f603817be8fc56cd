"""The class of a file."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class FilePrediction:
    """What a classifier says of a file, or why it says nothing.

    Args:
        path: The file.
        name: The name of the most probable class; its number, as a string, where the model has
            no names.
        probability: Its probability.
        probabilities: float32 array of shape `(num_classes,)`, whose sum is 1.
        class_names: The names of the classes, in this order.
        notes: What of the file isn't regarded, or more than once, a sentence each.
        error: Why there is no answer, or None; all else but the path is missing then.

    Example:

    ```python
    import numpy as np
    from keras_recon.prediction import FilePrediction

    probabilities = np.array([0.25, 0.75], "float32")
    answer = FilePrediction("a.obj", "chair", 0.75, probabilities, ("bed", "chair"))
    answer.summary()  # ("chair", "75.0 %", "a.obj")
    ```
    """

    path: str
    name: str | None = None
    probability: float | None = None
    probabilities: np.ndarray | None = None
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: str | None = None

    def summary(self):
        """Give the cells of a row to read."""
        return self.name, f"{self.probability:.1%}".replace("%", " %"), self.path

    def to_dict(self):
        """Give what can be written as JSON; all numbers in as many digits as float32 has."""
        if self.error is not None:
            return {"path": self.path, "error": self.error}
        return {
            "path": self.path,
            "name": self.name,
            "probability": _short(self.probability),
            "probabilities": {
                name: _short(value)
                for name, value in zip(self.class_names, self.probabilities, strict=True)
            },
            "notes": [*self.notes],
        }

    def to_cells(self):
        """Give the cells of a row by the names of their columns."""
        content = self.to_dict()
        probabilities = content.pop("probabilities", {})
        if self.error is None:
            content["notes"] = "; ".join(self.notes)
        return content | {f"probability of {name}": p for name, p in probabilities.items()}


def _short(value):
    return float(str(np.float32(value)))
