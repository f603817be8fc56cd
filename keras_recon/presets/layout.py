"""What a preset's folder holds."""

from pathlib import Path

CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
TASK, TASK_WEIGHTS, PREPROCESSOR = "task.json", "task.weights.h5", "preprocessor.json"
FILES = (CONFIG, WEIGHTS, METADATA, TASK, TASK_WEIGHTS, PREPROCESSOR)


def check_whole(folder, address):
    """Check that no file of a preset is missing.

    Args:
        folder: Path of the folder.
        address: What the user calls it, for the error.

    Raises:
        FileNotFoundError: If a file is missing.

    Example:

    ```python
    import tempfile
    import keras_recon
    from keras_recon.presets.layout import check_whole

    folder = tempfile.mkdtemp()
    keras_recon.ReConBackbone.from_preset("recon_nano").save_to_preset(folder)
    check_whole(folder, folder)
    ```
    """
    there = {path.name for path in Path(folder).glob("*") if path.is_file()}
    wanted = {CONFIG, WEIGHTS, METADATA} | ({TASK_WEIGHTS} if TASK in there else set())
    if not wanted <= there:
        raise FileNotFoundError(
            f"A preset must hold {sorted(wanted)}, as `save_to_preset` writes them. "
            f"Received: {address!r} with {sorted(there)}"
        )
