"""OBJ files."""


def read_obj(path):
    raise NotImplementedError
