"""STL files."""


def read_stl(path):
    raise NotImplementedError
