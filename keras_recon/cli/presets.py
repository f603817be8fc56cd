"""`keras-recon presets`: which models there are."""

import json

from keras_recon.cli.output import add_output_arguments, write_output
from keras_recon.text_table import text_table

HELP = "list the built-in models, or tell about one"
DESCRIPTION = """\
List the built-in presets, sizes of networks and networks with weights, or tell about one, which
may be a folder or a hub's address too.

  keras-recon presets
  keras-recon presets recon_nano_home3d --format=json"""

_COLUMNS = ("name", "weights", "task", "classes", "parameters")


def add_arguments(parser):
    """Add what the command accepts."""
    parser.add_argument("name", nargs="?", metavar="PRESET")
    add_output_arguments(parser, ("table", "json"))


def describe_preset(name):
    """Tell what a preset is.

    Args:
        name: As of `keras_recon.presets.read_preset`.

    Returns:
        A dict for JSON: `name`, `weights`, whether it has some, `backbone`, `task`, `classes`, a
        list of names or their number or None, `parameters`, those of the task or else of the
        backbone, `preprocessor` and `metadata`.

    Example:

    ```python
    from keras_recon.cli.presets import describe_preset

    describe_preset("recon_nano_home3d")["task"]  # "ReConPretrainer"
    ```
    """
    from keras_recon.presets import read_preset

    preset = read_preset(name)
    config = preset.task.config if preset.task else {}
    metadata = dict(preset.metadata)
    counts = (metadata.get(key) for key in ("parameter_count", "parameters"))
    parameters = next((count for count in counts if count is not None), None)
    classes = config.get("class_names") or config.get("num_classes")
    return {
        "name": str(name),
        "weights": preset.weights is not None,
        "backbone": _class_name(preset.backbone),
        "task": preset.task and _class_name(preset.task),
        "classes": [*classes] if isinstance(classes, list | tuple) else classes,
        "parameters": _count(preset.backbone) if parameters is None else parameters,
        "preprocessor": preset.preprocessor and preset.preprocessor.config,
        "metadata": metadata,
    }


def _count(backbone):
    """The number of parameters; all blocks have the same, and twelve take seconds to build."""
    first, second = (backbone.build(depth=depth).count_params() for depth in (1, 2))
    return first + (backbone.config["depth"] - 1) * (second - first)


def _class_name(stored):
    return stored.registered_name.rpartition(">")[2]


def run(options):
    """Run the command; see `keras_recon.cli.main`."""
    from keras_recon.presets import preset_names

    if options.name is not None:
        facts = describe_preset(options.name)
        table = text_table([(key, _short(value)) for key, value in _flat(facts)])
    else:
        facts = [describe_preset(name) for name in preset_names()]
        table = text_table([_COLUMNS, *(_row(preset) for preset in facts)])
    text = table if options.format == "table" else json.dumps(facts, indent=2) + "\n"
    write_output(text, options.output)
    return 0


def _row(facts):
    classes = facts["classes"]
    count = len(classes) if isinstance(classes, list) else classes
    return (
        facts["name"],
        "yes" if facts["weights"] else "-",
        facts["task"] or "-",
        str(count or "-"),
        f"{facts['parameters']:,}",
    )


def _flat(facts, prefix=""):
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _short(value):
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
