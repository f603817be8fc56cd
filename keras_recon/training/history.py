"""The table of what each epoch logged."""

import csv
from pathlib import Path

from keras_recon.files import replacing

HISTORY = "history.csv"


def read_history(output_dir):
    r"""What each epoch logged: a `History.history` that survives interruptions.

    Args:
        output_dir: Folder that `training_callbacks` was given.

    Returns:
        Dict from each logged name to a list of floats, one an epoch.

    Raises:
        FileNotFoundError: If the folder has no `history.csv`.

    Example:

    ```python
    import pathlib
    import tempfile
    from keras_recon.training import read_history

    output_dir = pathlib.Path(tempfile.mkdtemp())
    (output_dir / "history.csv").write_text("epoch,loss\n0,0.5\n1,0.25\n")
    read_history(output_dir)  # {"loss": [0.5, 0.25]}
    ```
    """
    with open(Path(output_dir) / HISTORY, newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    columns = {name: [row[name] for row in rows] for name in reader.fieldnames if name != "epoch"}
    # Keras writes columns of "NA" for validation that there never was.
    return {
        name: [float(value.replace("NA", "nan")) for value in values]
        for name, values in columns.items()
        if set(values) != {"NA"}
    }


def keep_epochs(path, epochs):
    r"""Cut a table off after its first `epochs` rows; the run writes the rest again.

    Args:
        path: Path of the CSV file; nothing happens if it isn't there.
        epochs: Number of rows to keep, besides the header.

    Example:

    ```python
    import pathlib
    import tempfile
    from keras_recon.training.history import keep_epochs

    path = pathlib.Path(tempfile.mkdtemp()) / "history.csv"
    path.write_text("epoch,loss\n0,0.5\n1,0.25\n")
    keep_epochs(path, 1)  # the row of epoch 1 is gone
    ```
    """
    if not path.exists():
        return
    lines = path.read_text().splitlines(keepends=True)
    with replacing(path) as partial:
        partial.write_text("".join(lines[: epochs + 1]))
