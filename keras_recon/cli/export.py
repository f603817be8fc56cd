"""`keras-recon export`: a model that answers without the package."""

from keras_recon.cli.output import write_output
from keras_recon.up_axis import UP_AXES

# Those of `keras_recon.export`, which imports Keras.
FORMATS = ("saved_model", "onnx", "litert", "torch")
PRECISIONS = ("float32", "float16", "int8")
HELP = "write a model as an artefact that answers without Keras ReCon"
DESCRIPTION = """\
Write the model of a preset as an artefact that takes raw points and answers without Keras ReCon.

  keras-recon export outputs/finetune/preset classifier
  keras-recon export outputs/finetune/preset classifier.onnx --format=onnx
  keras-recon export outputs/finetune/preset classifier.tflite --format=litert --precision=int8"""


def add_arguments(parser):
    """Add what the command accepts."""
    parser.add_argument("preset", metavar="PRESET", help="a name, a folder or a hub's address")
    parser.add_argument("output", metavar="OUTPUT", help="what to write; it must not exist")
    parser.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0], help=f"default: {FORMATS[0]}"
    )
    parser.add_argument(
        "--precision",
        choices=PRECISIONS,
        default=PRECISIONS[0],
        help=f"that of the weights in onnx and litert; default: {PRECISIONS[0]}",
    )
    parser.add_argument(
        "--up_axis",
        choices=UP_AXES,
        help="the axis that is up in the points that the artefact gets; default: the preset's",
    )


def run(options):
    """Run the command; see `keras_recon.cli.main`."""
    from keras_recon.models import Task

    task = Task.from_preset(options.preset)
    if options.up_axis is not None:
        if task.preprocessor is None:
            raise ValueError(
                "`up_axis` needs a preset with a preprocessor, which turns points. "
                f"Received: {options.preset}, which has none"
            )
        task.preprocessor.up_axis = options.up_axis
    task.export(options.output, options.format, precision=options.precision)
    write_output(f"{options.output}\n")
    return 0
