"""Presets for others, on the Hugging Face Hub and Kaggle."""

import shutil
import tempfile
from pathlib import Path

from keras_recon.presets.layout import FILES
from keras_recon.presets.model_card import model_card
from keras_recon.presets.preset_files import read_preset
from keras_recon.presets.sources import hub_client, is_address
from keras_recon.version import __version__

CARD = "README.md"

# Kaggle's names of licences, for those of the Hugging Face Hub.
_KAGGLE_LICENSES = {
    "apache-2.0": "Apache 2.0",
    "bsd-3-clause": "BSD-3-Clause",
    "cc-by-3.0": "Attribution 3.0 Unported (CC BY 3.0)",
    "cc-by-4.0": "Attribution 4.0 International (CC BY 4.0)",
    "cc-by-nc-4.0": "Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)",
    "cc-by-nc-sa-4.0": "CC BY-NC-SA 4.0",
    "cc-by-sa-4.0": "CC BY-SA 4.0",
    "cc0-1.0": "CC0: Public Domain",
    "mit": "MIT",
}


def upload_preset(uri, folder):
    """Upload a preset, with a model card, for others to load by its address.

    The repository is made if need be, and what it holds of an earlier preset is replaced. Log in
    before with `hf auth login` or `kagglehub.login()`.

    Args:
        uri: Where to: `hf://organization/name` or `kaggle://organization/model/keras/variation`.
        folder: Folder that `save_to_preset` wrote. Its files and no others are uploaded, with a
            `README.md` of its own or else one made from `metadata.json`.

    Raises:
        ValueError: If the address is malformed, or a file of the preset is.
        FileNotFoundError: If the folder or a file in it is missing.
        PermissionError: If the hub denies access.
        ConnectionError: If the hub is out of reach.
        ImportError: If the hub's client is not installed.

    Example:

    ```
    classifier.save_to_preset("preset", metadata={"license": "cc-by-3.0"})
    keras_recon.upload_preset("hf://organization/name", "preset")
    ```
    """
    folder = Path(folder)
    to_hugging_face = uri.startswith("hf://")
    versioned = "@" in uri if to_hugging_face else uri.count("/") > 5
    if not is_address(uri) or versioned:
        raise ValueError(
            "A preset is uploaded to hf://organization/name or "
            f"kaggle://organization/model/framework/variation, without a version. Received: {uri!r}"
        )
    if not folder.is_dir():
        raise FileNotFoundError(
            f"`folder` must be one that `save_to_preset` wrote. Received: {str(folder)!r}"
        )
    metadata = read_preset(folder.resolve()).metadata
    license = metadata.get("license")
    with tempfile.TemporaryDirectory() as work, hub_client(uri) as (client, name):
        (Path(work) / CARD).write_text(model_card(folder, uri), encoding="utf-8")
        for file in (*FILES, CARD):
            if (folder / file).exists():
                shutil.copyfile(folder / file, Path(work) / file)
        if to_hugging_face:
            api = client.HfApi(library_name="keras-recon", library_version=__version__)
            api.create_repo(name, exist_ok=True)
            api.upload_folder(
                repo_id=name,
                folder_path=work,
                delete_patterns=[*FILES],
                commit_message="Upload a preset of Keras ReCon",
            )
        else:
            license_name = license and _KAGGLE_LICENSES.get(license.lower(), license)
            client.model_upload(name, work, license_name=license_name)
