"""Where presets and checkpoints come from: folders, the Hugging Face Hub and Kaggle."""

import contextlib
import os
import re
from pathlib import Path

from keras_recon.presets.layout import FILES, check_whole
from keras_recon.version import __version__

# For each hub how an address looks, for people and for the computer, and how to log in.
_HUBS = {
    "hf": ("hf://organization/name[@revision]", r"[^/@]+/[^/@]+(@.+)?", "hf auth login"),
    "kaggle": (
        "kaggle://organization/model/framework/variation[/version]",
        r"[^/]+/[^/]+/[^/]+/[^/]+(/[1-9]\d*)?",
        "python -c 'import kagglehub; kagglehub.login()'",
    ),
}
_FILE_FORM = "hf://organization/name/path/to/file[@revision]", r"[^/@]+/[^/@]+/[^@]+(@.+)?"
_LIBRARY = {"library_name": "keras-recon", "library_version": __version__}
_STATUS_ERRORS = {
    400: ValueError,
    401: PermissionError,
    403: PermissionError,
    404: FileNotFoundError,
}


def preset_folder(preset):
    """Return the folder of a preset, fetched first if it lies on a hub.

    What was fetched stays in the cache of the hub's own client and is found there without a
    network, from Kaggle if the address has a version.

    Args:
        preset: Path of a folder, or an address: `hf://organization/name[@revision]` or
            `kaggle://organization/model/framework/variation[/version]`.

    Returns:
        `pathlib.Path` of the folder. A path given is not looked at.

    Raises:
        ValueError: If the address is malformed.
        FileNotFoundError: If the repository, the revision or a file of the preset is missing.
        PermissionError: If the repository is private or gated.
        ConnectionError: If the hub is out of reach.
        ImportError: If the hub's client is not installed.

    Example:

    ```python
    from keras_recon.presets.sources import preset_folder

    preset_folder("runs/first/preset")  # PosixPath("runs/first/preset")
    ```
    """
    address = os.fspath(preset)
    if not is_address(address):
        return Path(address)
    with hub_client(address) as (client, name):
        if address.startswith("hf://"):
            name, _, revision = name.partition("@")
            folder = client.snapshot_download(
                name, revision=revision or None, allow_patterns=[*FILES], **_LIBRARY
            )
        else:
            folder = client.model_download(name)
    check_whole(folder, address)
    return Path(folder)


def hub_file(address):
    """Return the path of one file of the Hugging Face Hub, fetched unless it is in the cache.

    Args:
        address: `hf://organization/name/path/to/file[@revision]`.

    Returns:
        `pathlib.Path` of the file, in the cache of the hub's own client.

    Raises:
        ValueError: If the address is malformed.
        FileNotFoundError: If the repository, the revision or the file is missing.
        PermissionError: If the repository is private or gated.
        ConnectionError: If the hub is out of reach.
        ImportError: If the hub's client is not installed.

    Example:

    ```
    hub_file("hf://qizekun/ReConV2/zeroshot/base/best_lvis.pth")
    ```
    """
    if not address.startswith("hf://"):
        raise ValueError(f"An address must have the form {_FILE_FORM[0]}. Received: {address!r}")
    with hub_client(address, _FILE_FORM) as (client, name):
        path, _, revision = name.partition("@")
        owner, repository, file = path.split("/", 2)
        found = client.hf_hub_download(
            f"{owner}/{repository}", file, revision=revision or None, **_LIBRARY
        )
    return Path(found)


def is_address(preset):
    """Return whether a preset or a checkpoint lies on a hub."""
    return preset.startswith(tuple(f"{scheme}://" for scheme in _HUBS))


@contextlib.contextmanager
def hub_client(address, form=None):
    """Give the client of an address's hub; what fails inside fails with this package's errors.

    Args:
        address: An address, as `preset_folder` takes it.
        form: How it must look, for people and for the computer, if otherwise.

    Yields:
        The module `huggingface_hub` or `kagglehub`, and the address without its scheme.

    Raises:
        ValueError: If the address is malformed or the hub refuses what is sent.
        FileNotFoundError: If the hub finds nothing there.
        PermissionError: If the hub denies access.
        ConnectionError: If the hub is out of reach.
        ImportError: If the client is not installed.
    """
    scheme, _, name = address.partition("://")
    *of_preset, login = _HUBS[scheme]
    form, pattern = form or of_preset
    if not re.fullmatch(pattern, name):
        raise ValueError(f"An address must have the form {form}. Received: {address!r}")
    client, failures = _load_client(scheme)
    try:
        yield client, name
    except failures as error:
        # Some errors of the clients only say that nothing is cached; their cause has the reason.
        reasons = [e for e in (error, error.__cause__) if getattr(e, "response", None) is not None]
        status = reasons[0].response.status_code if reasons else getattr(error, "error_code", None)
        kind = ValueError if isinstance(error, ValueError) else ConnectionError
        kind = _STATUS_ERRORS.get(status, kind)
        advice = {
            ValueError: f"An address must have the form {form}, and what is sent there be valid",
            PermissionError: "A repository must be open to you: this one is private, gated or, if "
            f"you aren't logged in, perhaps not there. Log in with `{login}`",
            FileNotFoundError: "An address must name a repository and a revision that exist, "
            "and a file that is there",
            ConnectionError: "The hub must be within reach, or what is asked for in its cache",
        }
        raise kind(f"{advice[kind]}. Received: {address!r}: {error}") from error


def _load_client(scheme):
    """Import a client; give it and the errors by which it fails."""
    try:
        if scheme == "hf":
            import huggingface_hub
            from huggingface_hub import errors

            # The first is that of the HTTP library, of which the Hub's own are kinds.
            failures = errors.HTTPError, errors.LocalEntryNotFoundError
            return huggingface_hub, (*failures, ConnectionError, ValueError)
        import kagglehub
        from kagglehub.exceptions import BackendError
        from requests import RequestException

        return kagglehub, (RequestException, BackendError, ValueError)
    except ImportError as error:
        raise ImportError(
            'Reading from a hub needs its client: pip install "keras-recon[hub]". '
            f"Received: {scheme}://"
        ) from error
