"""The command line: `python -m keras_recon`, or `keras-recon`.

What is parsed at its start imports no Keras; a command imports what it needs when it runs.
"""

from keras_recon.cli.main import main

__all__ = ["main"]
