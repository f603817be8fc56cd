"""3MF files."""


def read_3mf(path):
    raise NotImplementedError
