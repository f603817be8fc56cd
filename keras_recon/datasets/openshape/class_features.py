"""What OpenCLIP makes of the names of classes, as published beside OpenShape's data."""

import pathlib

import numpy as np

from keras_recon.datasets.restricted_unpickler import load_restricted_npy
from keras_recon.datasets.text_files import require_file

_FILES = {
    "objaverse_lvis": "lvis_cat_name_pt_feat.npy",
    "openshape_modelnet40": "modelnet40/cat_name_pt_feat.npy",
    "openshape_scanobjectnn": "scanobjectnn/cat_name_pt_feat.npy",
}
_FIELD = "open_clip_text_feat"


def load_openshape_class_features(name, folder, class_names):
    """Load the published features of a data set's classes.

    They are 1,280 numbers a class: the mean over prompts of what OpenCLIP's ViT-bigG/14 makes of
    them. For Objaverse-LVIS an array holds them, in the alphabetical order of the classes; for the
    other two a dict by their names.

    Args:
        name: `"objaverse_lvis"`, `"openshape_modelnet40"` or `"openshape_scanobjectnn"`.
        folder: Folder that holds `meta_data`.
        class_names: The names of the classes, as the loader of the data set gives them.

    Returns:
        float32 array of shape `(classes, 1280)`, in the order of `class_names`.

    Raises:
        ValueError: If the name is unknown, or the file is damaged, laid out otherwise or of other
            classes.
        FileNotFoundError: If the file is missing.

    Example:

    ```python
    import pathlib
    import tempfile

    import numpy as np
    from keras_recon.datasets import load_openshape_class_features

    folder = pathlib.Path(tempfile.mkdtemp())
    root = folder / "meta_data" / "modelnet40"
    root.mkdir(parents=True)
    features = {name: {"open_clip_text_feat": np.ones((1, 1280))} for name in ("bed", "sofa")}
    np.save(root / "cat_name_pt_feat.npy", features, allow_pickle=True)
    load_openshape_class_features("openshape_modelnet40", folder, ["sofa"]).shape  # (1, 1280)
    ```

    Reference:
        - [Liu et al., OpenShape, 2023](https://arxiv.org/abs/2305.10764), `src/data.py` of
          https://github.com/Colin97/OpenShape_code
    """
    if name not in _FILES:
        raise ValueError(f"`name` must be among {[*_FILES]}. Received: {name!r}")
    path = pathlib.Path(folder) / "meta_data" / _FILES[name]
    content = load_restricted_npy(require_file(path, "features of the classes' names"))
    try:
        if content.ndim == 0:
            by_name = content.item()
            content = [np.ravel(by_name[name][_FIELD]) for name in class_names]
        features = np.asarray(content, "float32")
        if features.ndim != 2 or len(features) != len(class_names):
            raise ValueError(f"shape {features.shape}")
        if not np.isfinite(features).all() or not features.any(axis=1).all():
            raise ValueError("features that are not finite or all 0")
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ValueError(
            f"The file must hold the features of the {len(class_names)} classes: an array "
            f"(classes, dim), or a dict from each name to a dict with {_FIELD!r} "
            f"({type(error).__name__}: {error}). Received: {path}"
        ) from error
    return features
