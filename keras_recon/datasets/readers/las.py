"""LAS files."""


def read_las(path):
    raise NotImplementedError
