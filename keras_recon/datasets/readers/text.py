"""Text files."""


def read_text(path):
    raise NotImplementedError


def holds_points(path):
    raise NotImplementedError
