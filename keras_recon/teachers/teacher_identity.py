"""What tells a teacher from others in a cache."""

import hashlib
import pathlib


def teacher_identity(teacher):
    """Name a teacher; one of a local folder by the content of the folder, wherever it lies.

    Args:
        teacher: A teacher, or a name that `load_teacher` takes; it isn't loaded.

    Returns:
        A string.

    Example:

    ```python
    from keras_recon.teachers.teacher_identity import teacher_identity

    teacher_identity("clip:clip_vit_base_patch32")  # "clip:clip_vit_base_patch32"
    ```
    """
    name = teacher if isinstance(teacher, str) else teacher.name
    family, _, preset = name.partition(":")
    folder = pathlib.Path(preset)
    if not preset or not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with open(path, "rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content)
    return f"{family}:{digest.hexdigest()}"
