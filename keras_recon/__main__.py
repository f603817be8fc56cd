"""`python -m keras_recon`, the command line."""

import sys

from keras_recon.cli import main

if __name__ == "__main__":
    sys.exit(main())
