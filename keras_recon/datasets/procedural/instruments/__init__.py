"""Musical instruments."""

from keras_recon.datasets.procedural.instruments import drum, guitar, piano, trumpet, violin

# Each with its parts.
MAKERS = {
    "drum": (drum.make_drum, drum.PARTS),
    "guitar": (guitar.make_guitar, guitar.PARTS),
    "piano": (piano.make_piano, piano.PARTS),
    "trumpet": (trumpet.make_trumpet, trumpet.PARTS),
    "violin": (violin.make_violin, violin.PARTS),
}
