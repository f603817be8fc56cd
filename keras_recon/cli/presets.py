"""`keras-recon presets`: which models there are."""

import json

from keras_recon.cli.output import add_output_arguments, write_output
from keras_recon.text_table import text_table

HELP = "list the built-in models, or tell about one"
DESCRIPTION = """\
List the built-in presets, sizes of networks and networks with weights, or tell about one, which
may be a folder or a hub's address too.

  keras-recon presets
  keras-recon presets recon_nano_home3d --format=json
  keras-recon presets recon_nano_home3d --format=card      # its model card, in Markdown"""

_COLUMNS = ("name", "weights", "task", "classes", "parameters")


def add_arguments(parser):
    """Add what the command accepts."""
    parser.add_argument("name", nargs="?", metavar="PRESET")
    add_output_arguments(parser, ("table", "json", "card"))


def run(options):
    """Run the command; see `keras_recon.cli.main`."""
    from keras_recon.presets import describe_preset, preset_names

    if options.format == "card":
        write_output(_card(options.name), options.output)
        return 0
    if options.name is not None:
        facts = describe_preset(options.name)
        table = text_table([(key, _short(value)) for key, value in _flat(facts)])
    else:
        facts = [describe_preset(name) for name in preset_names()]
        table = text_table([_COLUMNS, *(_row(preset) for preset in facts)])
    text = table if options.format == "table" else json.dumps(facts, indent=2) + "\n"
    write_output(text, options.output)
    return 0


def _card(name):
    from keras_recon.presets import read_preset
    from keras_recon.presets.model_card import model_card

    weights = None if name is None else read_preset(name).weights
    if weights is None:
        raise ValueError(f"--format=card needs a preset with weights. Received: {name}")
    return model_card(weights.parent, name)


def _row(facts):
    classes = facts["classes"]
    count = len(classes) if isinstance(classes, list) else classes
    return (
        facts["name"],
        "yes" if facts["weights"] else "-",
        facts["task"] or "-",
        str(count or "-"),
        "-" if facts["parameters"] is None else f"{facts['parameters']:,}",
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
