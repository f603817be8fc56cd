"""PLY files."""


def read_ply(path):
    raise NotImplementedError
