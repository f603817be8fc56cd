"""Answers about many files, as a table, JSON or CSV."""

import collections.abc
import csv
import dataclasses
import io
import json

from keras_recon.text_table import printable, text_table


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class FileAnswers(collections.abc.Sequence):
    """What a task says of files, in their order; printed, a table.

    Args:
        rows: A `FilePrediction` or a `FileParts` for each file.
        left_out: What is in the folders that were asked for beside shapes, a sentence each.

    Example:

    ```python
    import numpy as np
    from keras_recon.prediction import FileAnswers, FilePrediction

    chair = FilePrediction("a.obj", "chair", 1.0, np.ones(1, "float32"), ("chair",))
    answers = FileAnswers([chair, FilePrediction("b.obj", error="An empty file")])
    len(answers), len(answers.answered), answers.failed[0].path  # (2, 1, "b.obj")
    ```
    """

    rows: tuple
    left_out: tuple[str, ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "rows", tuple(self.rows))
        object.__setattr__(self, "left_out", tuple(self.left_out))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, index):
        return self.rows[index]

    @property
    def answered(self):
        """The rows of files that could be read."""
        return tuple(row for row in self.rows if row.error is None)

    @property
    def failed(self):
        """The rows of files that could not be read."""
        return tuple(row for row in self.rows if row.error is not None)

    def to_table(self):
        """Return a text to read: a line a file; those that can't be read last, with the reason."""
        failed = (f"{printable(row.path)}: {printable(row.error)}\n" for row in self.failed)
        return text_table(row.summary() for row in self.answered) + "".join(failed)

    def to_json(self):
        """Return a JSON list, an object a file in a line of its own."""
        return "[" + ",".join(f"\n{json.dumps(row.to_dict())}" for row in self.rows) + "\n]\n"

    def to_csv(self):
        """Return a CSV text, a line a file below the names of the columns."""
        rows = [row.to_cells() for row in self.rows]
        columns = {"path": None, **{name: None for row in rows for name in row}}
        columns = [*(name for name in columns if name != "error"), "error"]
        text = io.StringIO()
        # Names may have carriage returns, for which alone Python before 3.13 puts no quotes.
        returns = any("\r" in str(cell) for row in rows for cell in row.values())
        quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", quoting=quoting)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    def __str__(self):
        return self.to_table()

    def __repr__(self):
        failed = f", {len(self.failed)} of which can't be read" if self.failed else ""
        return f"<FileAnswers on {len(self)} files{failed}>"
